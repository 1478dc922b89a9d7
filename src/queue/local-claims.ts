import type { Clock } from '../clock.ts';
import type { Claims } from '../jobs/contracts.ts';

/** Claims within one process: a map is enough, since the state has one owner. */
export function createLocalClaims(clock: Clock): Claims {
  const endsAt = new Map<string, number>();
  const dropEnded = () => {
    for (const [key, end] of endsAt) if (end <= clock.now()) endsAt.delete(key);
  };
  return {
    claim: async (key, ttlMs) => {
      dropEnded();
      if (endsAt.has(key)) return false;
      endsAt.set(key, clock.now() + ttlMs);
      return true;
    },
    release: async (key) => {
      endsAt.delete(key);
    },
  };
}
