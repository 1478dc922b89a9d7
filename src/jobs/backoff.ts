const FIRST_MS = 1_000;
/** No outage is noticed later than this after its end. */
const MOST_MS = 60_000;
/** A quarter of each wait is left to chance, so that many jobs do not come back in step. */
const SPREAD = 0.25;

/** How long to wait before try `tries + 1`: doubled each time, up to a minute. */
export function backoffMs(tries: number, random: () => number = Math.random): number {
  const fullMs = Math.min(MOST_MS, FIRST_MS * 2 ** Math.max(0, tries - 1));
  return Math.round(fullMs * (1 - SPREAD * random()));
}
