import jwt from 'jsonwebtoken';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { Secret } from '../secret.ts';

/** A static key from the console, or the older pair that signs a short-lived token. */
export type KlingCredentials =
  | { readonly apiKey: Secret }
  | { readonly accessKey: Secret; readonly secretKey: Secret };

export interface TokenSource {
  /** What belongs behind `Bearer`. */
  current(): Secret;
  /**
   * Forgets a token that Kling found too early or too old. `serverNow` is Kling's own time, when it
   * told it. False when there is nothing to renew, because a static key stays what it is.
   */
  invalidate(serverNow?: number): boolean;
}

/** Both from the sample code on Kling's authentication page; a longest allowed life is not told. */
const LIFE_SECONDS = 1_800;
const START_MARGIN_SECONDS = 5;

/** A token is replaced while it still has a fifth of its life, so none expires on the way. */
const USABLE_MS = LIFE_SECONDS * 1_000 * 0.8;

export function createTokenSource(
  credentials: KlingCredentials,
  clock: Pick<Clock, 'now'>,
): TokenSource {
  for (const secret of secretsOf(credentials)) requireKey(secret);
  if ('apiKey' in credentials) {
    return { current: () => credentials.apiKey, invalidate: () => false };
  }
  const { accessKey, secretKey } = credentials;
  let minted: { readonly token: Secret; readonly at: number } | undefined;
  /** How far Kling's clock is ahead of ours: signing anew with a wrong clock would not help. */
  let aheadMs = 0;

  return {
    current: () => {
      const now = clock.now();
      const ageMs = minted === undefined ? Number.NaN : now - minted.at;
      // A clock that was set back makes the age negative; such a token may be from the future.
      if (minted === undefined || ageMs < 0 || ageMs >= USABLE_MS) {
        minted = { token: mint(accessKey, secretKey, now + aheadMs), at: now };
      }
      return minted.token;
    },
    invalidate: (serverNow) => {
      minted = undefined;
      if (serverNow !== undefined) aheadMs = serverNow - clock.now();
      return true;
    },
  };
}

/** A blank or broken key would fail every call in a way that looks like a broken network. */
function requireKey(secret: Secret): void {
  if (/^[\x21-\x7e]+$/.test(secret.reveal())) return;
  throw new AppError('kling/key-malformed', 'A Kling key is empty or has a space or line break');
}

function mint(accessKey: Secret, secretKey: Secret, now: number): Secret {
  const seconds = Math.floor(now / 1_000);
  const claims = {
    iss: accessKey.reveal(),
    exp: seconds + LIFE_SECONDS,
    nbf: seconds - START_MARGIN_SECONDS,
  };
  // The library would add `iat`, which Kling's samples do not have.
  const token = jwt.sign(claims, secretKey.reveal(), { algorithm: 'HS256', noTimestamp: true });
  return new Secret(token);
}

/** Every secret that a stranger could echo back to us. */
export function secretsOf(credentials: KlingCredentials): readonly Secret[] {
  return 'apiKey' in credentials
    ? [credentials.apiKey]
    : [credentials.accessKey, credentials.secretKey];
}
