import type { Clock } from '../clock.ts';
import { MakerError } from '../jobs/contracts.ts';

const MAX_ATTEMPTS = 3;

/** Kling docs, concurrency rules: growing waits that start at a second or more. */
const FIRST_WAIT_MS = 1_000;

/** Waits are stretched by up to this share, so that many clients do not come back at once. */
const SPREAD = 0.25;

/** A longer wish would leave a job in the dark for hours over what may be a typo of a gateway. */
const MAX_RETRY_AFTER_MS = 3_600_000;

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** For all attempts and the waits between them. */
  readonly totalMs: number;
}

/** Repeats a read, which costs nothing, while its failure may pass by itself. */
export async function retryRead<T>(
  options: RetryOptions,
  signal: AbortSignal,
  read: (leftMs: number) => Promise<T>,
): Promise<T> {
  const { clock, random, totalMs } = options;
  const endsAt = clock.now() + totalMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read(endsAt - clock.now());
    } catch (error) {
      if (!(error instanceof MakerError && error.retryable) || attempt === MAX_ATTEMPTS)
        throw error;
      const waitMs = error.retryAfterMs ?? waitBefore(attempt, random);
      if (clock.now() + waitMs >= endsAt) throw error;
      await clock.sleep(waitMs, signal);
    }
  }
}

function waitBefore(attempt: number, random: () => number): number {
  return Math.round(FIRST_WAIT_MS * 2 ** (attempt - 1) * (1 + SPREAD * random()));
}

/** The header holds seconds or a date; anything else is no wish at all. */
export function readRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}
