import { expect, it } from 'vitest';
import { openPathTokens } from '../src/path-tokens.ts';
import { createInMemoryDocuments } from './support/in-memory-documents.ts';

it('a token opens the path of its own job and of no other', async () => {
  const tokens = await openPathTokens(createInMemoryDocuments('settings'), 'a-key');
  const token = tokens.of('web-1');
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(tokens.fits('web-1', token)).toBe(true);
  expect(tokens.fits('web-2', token)).toBe(false);
});

it.each([
  ['nothing', () => ''],
  ['half of it', (token: string) => token.slice(0, 20)],
  ['more than it', (token: string) => `${token}A`],
  ['letters that are no token', (token: string) => 'ü'.repeat(token.length)],
])('%s opens nothing', async (_, change) => {
  const tokens = await openPathTokens(createInMemoryDocuments('settings'), 'a-key');
  expect(tokens.fits('web-1', change(tokens.of('web-1')))).toBe(false);
});

it('a path that was given out before a restart still works', async () => {
  const settings = createInMemoryDocuments('settings');
  const before = await openPathTokens(settings, 'a-key');
  const after = await openPathTokens(settings, 'a-key');
  expect(after.fits('web-1', before.of('web-1'))).toBe(true);
});

it('a path of one kind says nothing about the other kinds, nor about another bot', async () => {
  const settings = createInMemoryDocuments('settings');
  const token = (await openPathTokens(settings, 'callback-key')).of('web-1');
  const videos = await openPathTokens(settings, 'video-key');
  const stranger = await openPathTokens(createInMemoryDocuments('settings'), 'callback-key');
  expect(videos.fits('web-1', token)).toBe(false);
  expect(stranger.fits('web-1', token)).toBe(false);
});
