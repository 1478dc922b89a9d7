import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { call, startSandbox, TASKS } from './a-sandbox.ts';

const seconds = () => Math.floor(Date.now() / 1_000);

function token(sandbox: Sandbox, claims: object = {}, secret = sandbox.secretKey): string {
  const all = { iss: sandbox.accessKey, exp: seconds() + 1_800, nbf: seconds() - 5, ...claims };
  return `Bearer ${jwt.sign(all, secret, { algorithm: 'HS256', noTimestamp: true })}`;
}

describe('a request is let in', () => {
  it('with the static API key', async () => {
    const sandbox = await startSandbox();
    expect((await call(sandbox, TASKS)).body.code).toBe(0);
  });

  it('with a token that was made from the key pair', async () => {
    const sandbox = await startSandbox();
    expect((await call(sandbox, TASKS, { authorization: token(sandbox) })).body.code).toBe(0);
  });
});

describe('a request is refused with HTTP 401', () => {
  const cases: readonly [why: string, code: number, header: (sandbox: Sandbox) => string | null][] =
    [
      ['without an Authorization', 1001, () => null],
      ['with another scheme', 1002, () => 'Basic abc'],
      ['with two spaces before the token', 1002, ({ apiKey }) => `Bearer  ${apiKey}`],
      ['with a token that is none', 1002, () => 'Bearer garbage'],
      ['with a wrong signature', 1002, (sandbox) => token(sandbox, {}, 'another secret')],
      ['with an unknown access key', 1000, (sandbox) => token(sandbox, { iss: 'somebody' })],
      ['before nbf', 1003, (sandbox) => token(sandbox, { nbf: seconds() + 60 })],
      ['after exp', 1004, (sandbox) => token(sandbox, { exp: seconds() - 1 })],
    ];
  it.each(cases)('%s', async (_why, code, header) => {
    const sandbox = await startSandbox();
    const { status, body } = await call(sandbox, TASKS, { authorization: header(sandbox) });
    expect({ status, code: body.code }).toEqual({ status: 401, code });
    expect(body.request_id).toMatch(/^[\da-f]{8}-/);
    expect(body).not.toHaveProperty('data');
  });
});
