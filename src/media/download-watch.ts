import type { Clock } from '../clock.ts';

/** A server that sends nothing for so long will not send the rest either. */
const MAX_QUIET_MS = 20_000;

export interface DownloadWatch {
  /** Aborted by the caller, by the end of the time, or by silence. */
  readonly signal: AbortSignal;
  /** Something has come. */
  touch(): void;
  /** Why time ran out, to follow "the download"; undefined as long as it has not. */
  overdue(): string | undefined;
  end(): void;
}

export function watchDownload(
  clock: Clock,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
): DownloadWatch {
  const stop = new AbortController();
  let overdue: string | undefined;
  let touchedAt = clock.now();

  function giveUp(why: string): void {
    overdue ??= why;
    stop.abort();
  }

  async function watchTotal(): Promise<void> {
    await clock.sleep(limits.timeoutMs, stop.signal);
    giveUp(`was not done within ${limits.timeoutMs} ms`);
  }

  async function watchQuiet(): Promise<void> {
    for (;;) {
      const leftMs = MAX_QUIET_MS - (clock.now() - touchedAt);
      if (leftMs <= 0) return giveUp(`stood still for ${MAX_QUIET_MS} ms`);
      await clock.sleep(leftMs, stop.signal);
    }
  }

  // Both end with an AbortError when the download does.
  watchTotal().catch(() => {});
  watchQuiet().catch(() => {});

  return {
    signal: AbortSignal.any([limits.signal, stop.signal]),
    touch: () => {
      touchedAt = clock.now();
    },
    overdue: () => overdue,
    end: () => stop.abort(),
  };
}
