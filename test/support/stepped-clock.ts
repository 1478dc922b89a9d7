import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/clock.ts';

export interface SteppedClock extends Clock {
  /** Lets `ms` pass: sleepers wake in the order of their times, each once the one before came to rest. */
  advance(ms: number): Promise<void>;
  /**
   * Lets time pass from sleeper to sleeper until `holds`.
   * @throws Error when it does not hold within `withinMs`
   */
  advanceUntil(holds: () => boolean | Promise<boolean>, withinMs?: number): Promise<void>;
  /** Lets `ms` pass in which nobody gets a turn, as when the machine is suspended. */
  skip(ms: number): Promise<void>;
  /** How many sleep now. */
  sleepers(): number;
}

interface Sleeper {
  readonly dueAt: number;
  readonly wake: () => void;
}

/** Node's names for the requests behind `node:fs/promises`. */
const FILE_WORK = /^(FSReq|CloseReq)/;

/** Time that stands still until the test moves it. */
export function createSteppedClock(startAt = Date.UTC(2026, 10, 22, 12)): SteppedClock {
  const sleeping = new Set<Sleeper>();
  let now = startAt;

  function nextDueAt(): number {
    let soonest = Number.POSITIVE_INFINITY;
    for (const { dueAt } of sleeping) soonest = Math.min(soonest, dueAt);
    return soonest;
  }

  async function wakeAt(time: number): Promise<void> {
    now = Math.max(now, time);
    const due = [...sleeping].filter(({ dueAt }) => dueAt <= now);
    for (const sleeper of due) sleeping.delete(sleeper);
    for (const { wake } of due.sort((a, b) => a.dueAt - b.dueAt)) wake();
    await comeToRest();
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const onAbort = () => {
          sleeping.delete(sleeper);
          reject(signal?.reason);
        };
        const wake = () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const sleeper = { dueAt: now + ms, wake };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleeping.add(sleeper);
      }),
    advance: async (ms) => {
      const until = now + ms;
      await comeToRest();
      for (let next = nextDueAt(); next <= until; next = nextDueAt()) await wakeAt(next);
      now = until;
    },
    advanceUntil: async (holds, withinMs = 3_600_000) => {
      const until = now + withinMs;
      await comeToRest();
      while (!(await holds())) {
        const next = nextDueAt();
        if (next > until) throw new Error(`It did not come about within ${withinMs} ms`);
        await wakeAt(next);
      }
    },
    skip: async (ms) => {
      await comeToRest();
      await wakeAt(now + ms);
    },
    sleepers: () => sleeping.size,
  };
}

/** Lets everything happen that needs no time: promises, immediates and the work on files. */
export async function comeToRest(): Promise<void> {
  // All promises that can go on have done so before the next turn begins.
  do await nextTurn();
  while (isAtFiles());
}

function isAtFiles(): boolean {
  return process.getActiveResourcesInfo().some((resource) => FILE_WORK.test(resource));
}
