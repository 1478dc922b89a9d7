import { createHash } from 'node:crypto';

export interface Ids {
  /** Unique, and in order of making; Slack's own look no different. */
  make(prefix: string): string;
  /** Hard to guess for what only sees other ones, and the same in every run. */
  secret(name: string): string;
  /** A message's time, which is its name as well, so no two are the same. */
  ts(): string;
}

const WIDTH = 9;
const MICROS = 1_000_000;

export function createIds(now: () => number): Ids {
  let count = 46_656;
  let last = 0;
  return {
    make: (prefix) => {
      count += 1;
      return `${prefix}${count.toString(36).toUpperCase().padStart(WIDTH, '0')}`;
    },
    secret: (name) => {
      count += 1;
      return createHash('sha256').update(`${name} ${count}`).digest('hex').slice(0, 32);
    },
    ts: () => {
      last = Math.max(Math.floor(now()) * 1_000, last + 1);
      return `${Math.floor(last / MICROS)}.${String(last % MICROS).padStart(6, '0')}`;
    },
  };
}
