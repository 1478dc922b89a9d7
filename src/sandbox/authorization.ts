import { timingSafeEqual } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { Refusal } from './refusal.ts';

export interface SandboxKeys {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly apiKey: string;
}

/**
 * Lets a request in or refuses it as Kling does: a static API key, or an HS256 token made of the key
 * pair with `iss`, `exp` and `nbf`.
 * @throws Refusal 1000 to 1004
 */
export function authorize(header: string | undefined, keys: SandboxKeys, now: number): void {
  if (header === undefined || header.trim() === '') {
    throw new Refusal(1001, 'Authorization is empty');
  }
  const token = /^Bearer (\S+)$/.exec(header)?.[1];
  if (token === undefined) throw new Refusal(1002, 'Authorization is not valid');
  if (isSame(token, keys.apiKey)) return;
  checkToken(token, keys, now);
}

function checkToken(token: string, { accessKey, secretKey }: SandboxKeys, now: number): void {
  if (token.split('.').length !== 3) throw new Refusal(1002, 'The token must have 3 parts');
  const claims = verify(token, secretKey);
  if (claims === undefined) throw new Refusal(1002, 'The signature of the token is wrong');
  if (claims.iss !== accessKey) throw new Refusal(1000, 'access key not found');
  const seconds = now / 1_000;
  if (typeof claims.exp !== 'number') throw new Refusal(1002, 'The token has no exp');
  if (claims.exp <= seconds) throw new Refusal(1004, 'The token has expired');
  if (typeof claims.nbf === 'number' && claims.nbf > seconds) {
    throw new Refusal(1003, 'The token is not valid yet');
  }
}

/** Undefined for whatever was not signed with the secret key. */
function verify(token: string, secretKey: string): jwt.JwtPayload | undefined {
  try {
    // The times are checked by the sandbox's own clock.
    const claims = jwt.verify(token, secretKey, {
      algorithms: ['HS256'],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return typeof claims === 'object' ? claims : undefined;
  } catch {
    return undefined;
  }
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
