import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import type { Claims } from '../../src/jobs/contracts.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';

/** What everybody promises who says who may do a thing that must be done once. */
export function claimsContract(name: string, open: (clock: Clock) => Claims): void {
  describe(`claims: ${name}`, () => {
    it('give a key to one of two who ask at once', async () => {
      const claims = open(createSteppedClock());
      const asked = await Promise.all([claims.claim('a', 1_000), claims.claim('a', 1_000)]);
      expect(asked.filter(Boolean)).toHaveLength(1);
    });

    it('keep different keys apart', async () => {
      const claims = open(createSteppedClock());
      expect(await claims.claim('a', 1_000)).toBe(true);
      expect(await claims.claim('ab', 1_000)).toBe(true);
    });

    it('give a key to the next one after a release', async () => {
      const claims = open(createSteppedClock());
      await claims.claim('a', 1_000);
      await claims.release('a');
      expect(await claims.claim('a', 1_000)).toBe(true);
    });

    it('give a key to the next one when its time is up, and not before', async () => {
      const clock = createSteppedClock();
      const claims = open(clock);
      await claims.claim('a', 1_000);
      await clock.advance(999);
      expect(await claims.claim('a', 1_000)).toBe(false);
      await clock.advance(1);
      expect(await claims.claim('a', 1_000)).toBe(true);
      await clock.advance(999);
      expect(await claims.claim('a', 1_000)).toBe(false);
    });

    it('do not mind the release of what nobody holds', async () => {
      const claims = open(createSteppedClock());
      await expect(claims.release('a')).resolves.toBeUndefined();
    });
  });
}
