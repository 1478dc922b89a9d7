import type { Clock } from '../clock.ts';
import type { Claims } from '../jobs/contracts.ts';

/** Claims within one process: a map is enough, since the state has one owner. */
export function createLocalClaims(clock: Clock): Claims {
  const endsAt = new Map<string, number>();
  return {
    claim: async (key, ttlMs) => {
      const held = endsAt.get(key);
      if (held !== undefined && held > clock.now()) return false;
      endsAt.set(key, clock.now() + ttlMs);
      return true;
    },
    release: async (key) => {
      endsAt.delete(key);
    },
  };
}
