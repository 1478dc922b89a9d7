import type { Clock } from '../../../clock.ts';
import { PostError } from '../../../jobs/contracts.ts';

/** Shorter than anybody waits before taking over. */
const LATE_MS = 10_000;

/**
 * Asked right before what must be done once: a process that was paused since it wrote down what it is
 * about to do may find that somebody else has done it. @throws PostError `busy`
 */
export function throwIfLate(clock: Clock, since: number): void {
  if (clock.now() - since <= LATE_MS) return;
  throw new PostError('Somebody else may have gone on meanwhile', { meaning: 'busy' });
}
