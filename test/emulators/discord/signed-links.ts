import { createHmac, timingSafeEqual } from 'node:crypto';
import type { World } from './world.ts';

/** DD reference, signed attachment CDN URLs: a day since 2024. */
const LIFETIME_SECONDS = 86_400;
const KEY = 'the emulator of Discord';

/** The query of a signed attachment URL: until when, since when, and the signature. */
function signedQuery(path: string, nowMs: number): string {
  const issued = Math.floor(nowMs / 1_000);
  const ex = (issued + LIFETIME_SECONDS).toString(16);
  const is = issued.toString(16);
  return `ex=${ex}&is=${is}&hm=${signature(path, ex, is)}&`;
}

export interface LinkQuery {
  readonly ex?: string;
  readonly is?: string;
  readonly hm?: string;
}

export function isValidLink(path: string, query: LinkQuery, nowMs: number): boolean {
  const { ex, is, hm } = query;
  if (ex === undefined || is === undefined || hm === undefined) return false;
  const given = Buffer.from(hm);
  const right = Buffer.from(signature(path, ex, is));
  if (given.length !== right.length || !timingSafeEqual(given, right)) return false;
  return Number.parseInt(ex, 16) * 1_000 > nowMs;
}

function signature(path: string, ex: string, is: string): string {
  return createHmac('sha256', KEY).update(`${path}\n${ex}\n${is}`).digest('hex');
}

export function linkTo(world: World, path: string): string {
  return `http://${world.fileHost}${path}?${signedQuery(path, world.now())}`;
}
