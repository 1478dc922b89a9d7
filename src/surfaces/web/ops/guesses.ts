import type { Clock } from '../../../clock.ts';
import { networkOf } from '../network.ts';

/** A person who has forgotten the password tries a few; a program that guesses gets no further. */
const MOST_WRONG = 10;
const WINDOW_MS = 60_000;
/** About 1 MB; beyond it the oldest is forgotten, so that many addresses cannot fill the memory. */
const MOST_ADDRESSES = 10_000;

/** Counts wrong passwords by address. */
export interface Guesses {
  /** How long an address has to wait until a password of it is looked at; 0 for at once. */
  waitMs(address: string): number;
  /** True for the one after which the address has to wait. */
  countWrong(address: string): boolean;
}

export function createGuesses(clock: Clock): Guesses {
  const wrong = new Map<string, { readonly times: number; readonly until: number }>();

  function current(key: string) {
    const known = wrong.get(key);
    if (known === undefined) return undefined;
    const leftMs = known.until - clock.now();
    // More than the window is left only where the clock was put back, and that is nobody's fault.
    return leftMs > 0 && leftMs <= WINDOW_MS ? known : undefined;
  }

  return {
    waitMs: (address) => {
      const known = current(networkOf(address));
      return known === undefined || known.times < MOST_WRONG ? 0 : known.until - clock.now();
    },
    countWrong: (address) => {
      const key = networkOf(address);
      const known = current(key);
      const times = (known?.times ?? 0) + 1;
      const isLast = times >= MOST_WRONG;
      const until = known === undefined || isLast ? clock.now() + WINDOW_MS : known.until;
      // Anew, so that the map stays in the order of the last guess.
      wrong.delete(key);
      wrong.set(key, { times, until });
      forgetOldest(wrong);
      return isLast;
    },
  };
}

function forgetOldest(wrong: Map<string, unknown>): void {
  if (wrong.size <= MOST_ADDRESSES) return;
  for (const key of wrong.keys()) {
    wrong.delete(key);
    return;
  }
}
