import { AppError } from '../../errors.ts';

/** A request that is not served, told to whoever sent it. */
export class HttpRefusal extends AppError {
  readonly status: number;
  /** What the refusal concerns, where it is one part of the request. */
  readonly part: 'portrait' | 'clip' | 'prompt' | undefined;
  /** When it makes sense to come again. */
  readonly retryAfterSeconds: number | undefined;

  /** @param sentence for the person, with the measured value and the limit */
  constructor(
    status: number,
    code: string,
    sentence: string,
    facts: {
      readonly part?: 'portrait' | 'clip' | 'prompt' | undefined;
      readonly retryAfterSeconds?: number;
      readonly cause?: unknown;
    } = {},
  ) {
    super(code, sentence, { retryable: facts.retryAfterSeconds !== undefined, cause: facts.cause });
    this.status = status;
    this.part = facts.part;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}
