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
  /** How many sleep now. */
  sleepers(): number;
}

interface Sleeper {
  readonly dueAt: number;
  readonly wake: () => void;
}

/** Turns of the event loop without file work after which nothing more happens by itself. */
const QUIET_TURNS = 3;

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
    sleepers: () => sleeping.size,
  };
}

/** Lets everything happen that needs no time: promises, immediates and the work on files. */
export async function comeToRest(): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TURNS; quiet = isAtFiles() ? 0 : quiet + 1) await nextTurn();
}

function isAtFiles(): boolean {
  return process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
}
