import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Documents } from './jobs/contracts.ts';

const KEY_BYTES = 32;

/** A token per job that stands in a path: whoever has it was given it by us. */
export interface PathTokens {
  of(jobId: string): string;
  fits(jobId: string, token: string): boolean;
}

/** The key is made once and kept under `name`, so that a path given out before a restart still works. */
export async function openPathTokens(settings: Documents, name: string): Promise<PathTokens> {
  const key = await keptKey(settings, name);
  const of = (jobId: string) => createHmac('sha256', key).update(jobId).digest('base64url');
  return { of, fits: (jobId, token) => isSame(token, of(jobId)) };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function keptKey(settings: Documents, name: string): Promise<Buffer> {
  const kept = await settings.get<string>(name);
  if (kept !== undefined) return Buffer.from(kept, 'base64');
  const key = randomBytes(KEY_BYTES);
  await settings.set(name, key.toString('base64'));
  return key;
}
