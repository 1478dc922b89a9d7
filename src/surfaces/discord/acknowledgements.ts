import type { Clock } from '../../clock.ts';

/** No work waits longer for the acknowledgements of others. */
const PATIENCE_MS = 2_500;

/**
 * Runs an acknowledgement, and lets go on once nobody else waits for theirs. Of a thousand people who
 * ask at once all have to be heard within three seconds; the work for the first would make the last
 * ones wait too long.
 */
export type FirstOfAll = <T>(acknowledge: () => Promise<T>) => Promise<T>;

/** People who ask at once, from the first who is not heard yet to the last one who is. */
interface Rush {
  /** When they are all heard, or patience is at its end. */
  readonly over: Promise<void>;
  readonly end: () => void;
}

export function createFirstOfAll(clock: Clock): FirstOfAll {
  let open = 0;
  let rush: Rush | undefined;

  return async (acknowledge) => {
    const own = rush ?? begin(clock);
    rush = own;
    open += 1;
    try {
      return await acknowledge();
    } finally {
      open -= 1;
      if (open === 0) {
        rush = undefined;
        own.end();
      }
      await own.over;
    }
  };
}

function begin(clock: Clock): Rush {
  const heard = new AbortController();
  const over = clock.sleep(PATIENCE_MS, heard.signal).catch(() => undefined);
  return { over, end: () => heard.abort() };
}
