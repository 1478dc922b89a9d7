import jwt from 'jsonwebtoken';
import { describe, expect, it } from 'vitest';
import { createTokenSource } from '../../src/kling/token.ts';
import { Secret } from '../../src/secret.ts';
import { createManualClock } from '../support/manual-clock.ts';

const SECRET_KEY = 'made-up-secret-key-for-tests';
const pair = { accessKey: new Secret('made-up-access-key'), secretKey: new Secret(SECRET_KEY) };
const NOON = Date.UTC(2026, 10, 22, 12);

function claimsOf(token: Secret): unknown {
  const clockTimestamp = NOON / 1_000;
  return jwt.verify(token.reveal(), SECRET_KEY, { algorithms: ['HS256'], clockTimestamp });
}

describe('the token', () => {
  it('has exactly the claims of Kling’s sample and nothing else', () => {
    const token = createTokenSource(pair, createManualClock(NOON)).current();
    const seconds = NOON / 1_000;
    expect(claimsOf(token)).toEqual({
      iss: 'made-up-access-key',
      exp: seconds + 1_800,
      nbf: seconds - 5,
    });
    expect(jwt.decode(token.reveal(), { complete: true })?.header).toEqual({
      alg: 'HS256',
      typ: 'JWT',
    });
  });

  it('is used again until a fifth of its life is left', () => {
    const clock = createManualClock(NOON);
    const tokens = createTokenSource(pair, clock);
    const first = tokens.current().reveal();
    clock.advance(1_439_000);
    expect(tokens.current().reveal()).toBe(first);
    clock.advance(1_000);
    expect(tokens.current().reveal()).not.toBe(first);
  });

  it('is made anew when the clock was set back', () => {
    const clock = createManualClock(NOON);
    const tokens = createTokenSource(pair, clock);
    const first = tokens.current().reveal();
    clock.advance(-60_000);
    expect(tokens.current().reveal()).not.toBe(first);
  });

  it('is made anew once it was found invalid', () => {
    const clock = createManualClock(NOON);
    const tokens = createTokenSource(pair, clock);
    const first = tokens.current().reveal();
    clock.advance(2_000);
    expect(tokens.invalidate()).toBe(true);
    expect(tokens.current().reveal()).not.toBe(first);
  });

  it('follows the time of Kling when our own clock turned out to be wrong', () => {
    const clock = createManualClock(NOON + 600_000);
    const tokens = createTokenSource(pair, clock);
    tokens.current();
    tokens.invalidate(NOON);
    expect(claimsOf(tokens.current())).toMatchObject({ nbf: NOON / 1_000 - 5 });
  });

  it('is the key itself when there is a static key, which nothing can renew', () => {
    const apiKey = new Secret('made-up-static-key');
    const tokens = createTokenSource({ apiKey }, createManualClock());
    expect(tokens.current()).toBe(apiKey);
    expect(tokens.invalidate()).toBe(false);
  });

  it.each(['', ' ', 'key\n', 'two words', 'schlüssel'])('is refused at the start: %j', (key) => {
    const start = () => createTokenSource({ apiKey: new Secret(key) }, createManualClock());
    expect(start).toThrow(expect.objectContaining({ code: 'kling/key-malformed' }));
    const startPair = () =>
      createTokenSource(
        { accessKey: new Secret('a'), secretKey: new Secret(key) },
        createManualClock(),
      );
    expect(startPair).toThrow(expect.objectContaining({ code: 'kling/key-malformed' }));
  });
});
