import type { Clock } from '../../src/clock.ts';

export interface ManualClock extends Clock {
  /** Every wait that was asked for, in order. */
  readonly sleeps: readonly number[];
  advance(ms: number): void;
  /** Called in the middle of each wait, before it ends. */
  onSleep(listener: (ms: number) => void): void;
}

/** Time stands still but for waits, which are over at once and move it on. */
export function createManualClock(startAt = Date.UTC(2026, 10, 22, 12)): ManualClock {
  const sleeps: number[] = [];
  const listeners: ((ms: number) => void)[] = [];
  let now = startAt;
  return {
    sleeps,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    onSleep: (listener) => {
      listeners.push(listener);
    },
    sleep: async (ms, signal) => {
      sleeps.push(ms);
      for (const listener of listeners) listener(ms);
      if (signal?.aborted) throw new DOMException('The operation was aborted', 'AbortError');
      now += ms;
    },
  };
}
