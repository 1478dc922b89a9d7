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
  if (token === undefined) throw badToken('Authorization is not valid');
  if (isSame(token, keys.apiKey)) return;
  checkToken(token, keys, now);
}

function checkToken(token: string, { accessKey, secretKey }: SandboxKeys, now: number): void {
  if (token.split('.').length !== 3) throw badToken('The token must have 3 parts');
  // The access key names the secret to check with, so an unknown one comes before the signature.
  const claims = readClaims(token);
  if (claims.iss !== accessKey) throw new Refusal(1000, 'access key not found');
  checkSignature(token, secretKey);
  const seconds = now / 1_000;
  if (typeof claims.exp !== 'number') throw badToken('The token has no exp');
  if (claims.exp <= seconds) throw new Refusal(1004, 'The token has expired');
  if (typeof claims.nbf === 'number' && claims.nbf > seconds) {
    throw new Refusal(1003, 'The token is not valid yet');
  }
}

function readClaims(token: string): jwt.JwtPayload {
  try {
    const claims = jwt.decode(token, { json: true });
    if (claims !== null) return claims;
  } catch (cause) {
    throw badToken('The token can not be read', { cause });
  }
  throw badToken('The token can not be read');
}

function checkSignature(token: string, secretKey: string): void {
  try {
    // The times are checked by the sandbox's own clock.
    jwt.verify(token, secretKey, {
      algorithms: ['HS256'],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
  } catch (cause) {
    throw badToken('The signature of the token is wrong', { cause });
  }
}

function badToken(message: string, options: { cause?: unknown } = {}): Refusal {
  return new Refusal(1002, message, options);
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
