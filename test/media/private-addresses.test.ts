import type { LookupFunction } from 'node:net';
import { expect, it } from 'vitest';
import { isPrivateAddress, publicLookup } from '../../src/media/private-addresses.ts';

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '[::1]',
  '::',
  'fe80::1',
  'fd00::1',
  '[::ffff:127.0.0.1]',
  '::ffff:a00:1',
  '64:ff9b::7f00:1',
])('%s is private', (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

it.each([
  '1.1.1.1',
  '172.32.0.1',
  '[2606:4700::1111]',
  '::ffff:1.1.1.1',
  'localhost',
  '10.example',
])('%s is not a private address', (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

function resolve(addresses: string[], all: boolean): Promise<unknown> {
  const answer: LookupFunction = (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
  return new Promise((done) => {
    publicLookup(answer)('files.example', { all }, (error, found) => done(error ?? found));
  });
}

it('hands public addresses on, one or all as they were asked for', async () => {
  expect(await resolve(['1.1.1.1', '1.0.0.1'], false)).toBe('1.1.1.1');
  expect(await resolve(['1.1.1.1'], true)).toEqual([{ address: '1.1.1.1', family: 4 }]);
});

it('refuses a name as soon as one of its addresses is private, or it has none', async () => {
  expect(await resolve(['1.1.1.1', '10.0.0.1'], true)).toMatchObject({
    code: 'ERR_PRIVATE_ADDRESS',
  });
  expect(await resolve([], true)).toMatchObject({ code: 'ERR_PRIVATE_ADDRESS' });
});
