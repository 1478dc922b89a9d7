import { setTimeout as wait } from 'node:timers/promises';

/** Time as an argument: the tests bring a clock of their own, so nothing in the suite sleeps. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with an AbortError as soon as `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Node fires a timer with a longer delay at once, so a longer sleep is slept in pieces. */
const MAX_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    const options = signal === undefined ? {} : { signal };
    let leftMs = Math.max(0, ms);
    for (; leftMs > MAX_TIMER_MS; leftMs -= MAX_TIMER_MS) {
      await wait(MAX_TIMER_MS, undefined, options);
    }
    await wait(leftMs, undefined, options);
  },
};
