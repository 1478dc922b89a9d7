import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** Saying goodbye to a platform takes a tenth of this; the rest of a stop belongs to the jobs. */
const CLOSE_MS = 1_000;

interface Open {
  close(): Promise<void>;
}

/**
 * Closes each, whatever becomes of the others. One that fails or hangs is told in the log and left to
 * the end of the process, or it would keep the jobs from being handed back.
 */
export async function closeAll(
  open: Readonly<Record<string, Open>>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<void> {
  const left = new Set(Object.keys(open));
  const enough = new AbortController();
  async function close([name, part]: [string, Open]): Promise<void> {
    try {
      await part.close();
    } catch (error) {
      log.error({ what: name, err: error }, 'service.not-closed');
    }
    left.delete(name);
  }
  // Called off where all are closed in time.
  const limit = clock.sleep(CLOSE_MS, enough.signal).catch(() => undefined);
  await Promise.race([Promise.all(Object.entries(open).map(close)), limit]);
  enough.abort();
  for (const name of left) log.error({ what: name, ms: CLOSE_MS }, 'service.not-closed');
}
