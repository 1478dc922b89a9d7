/** What Slack answers with `ok: false`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly error: string;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(error: string, more: Readonly<Record<string, unknown>> = {}) {
    super(error);
    this.error = error;
    this.more = more;
  }
}

/** What a person's own Slack would not let them do; the app hears nothing of it. */
export class ClientRefusal extends Error {
  override readonly name = 'ClientRefusal';
}

export function withDetails(error: string, problems: readonly string[]): ApiError {
  const messages = problems.map((problem) => `[ERROR] ${problem}`);
  return new ApiError(error, { errors: problems, response_metadata: { messages } });
}
