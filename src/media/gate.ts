import { calledOff, throwIfCalledOff } from './called-off.ts';

/** Runs `use` as soon as a place is free; waiting ends at once when `signal` is aborted. */
export type Gate = <T>(use: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** First come, first served. */
export function createGate(places: number): Gate {
  let free = places;
  const waiting = new Set<() => void>();

  function enter(signal: AbortSignal): Promise<void> {
    throwIfCalledOff(signal);
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const onTurn = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        waiting.delete(onTurn);
        reject(calledOff());
      };
      waiting.add(onTurn);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  function leave(): void {
    const [next] = waiting;
    if (next === undefined) {
      free += 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return async (use, signal) => {
    await enter(signal);
    try {
      return await use();
    } finally {
      leave();
    }
  };
}
