import type { Clock } from '../clock.ts';
import type { AppError } from '../errors.ts';

/** Between two tries to reach a platform at the start. */
const RETRY_MS = 15_000;

/** Tries until it goes well, or can never go well. @throws AppError what `refusalOf` makes of a failure */
export async function reach<T>(
  what: () => Promise<T>,
  options: {
    /** What the operator has to change; undefined for what may pass. */
    readonly refusalOf: (error: unknown) => AppError | undefined;
    /** Told of each failure that may pass. */
    readonly onRetry: (error: unknown, waitMs: number) => void;
    readonly clock: Clock;
    readonly signal: AbortSignal;
  },
): Promise<T> {
  const { refusalOf, onRetry, clock, signal } = options;
  for (;;) {
    try {
      return await what();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal !== undefined) throw refusal;
      onRetry(error, RETRY_MS);
      await clock.sleep(RETRY_MS, signal);
    }
  }
}
