/**
 * Everything thrown on purpose. `code` is stable and meant for decisions and logs; `message` is for
 * the operator. What a person reads is chosen from the code in `jobs/replies.ts`.
 */
export class AppError extends Error {
  readonly code: string;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = `AppError[${code}]`;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** The text of anything thrown, for a log line. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** True when the work was called off by its signal, which is not a failure. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}
