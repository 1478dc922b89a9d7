import { expect, it } from 'vitest';
import { backoffMs } from '../../src/jobs/backoff.ts';

it('doubles the wait from one second up to a minute', () => {
  const waits = [1, 2, 3, 6, 7, 8, 1_000].map((tries) => backoffMs(tries, () => 0));
  expect(waits).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000]);
});

it('leaves a quarter of each wait to chance', () => {
  expect(backoffMs(3, () => 1)).toBe(3_000);
  expect(backoffMs(3, () => 0.5)).toBe(3_500);
});

it('waits a second where nothing was tried yet', () => {
  expect(backoffMs(0, () => 0)).toBe(1_000);
});
