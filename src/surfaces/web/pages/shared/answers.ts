import { AppError } from '../../../../errors.ts';

/** What the service said to a request that it did not fulfil. */
export class Refusal extends AppError {
  readonly status: number;
  /** The sentence for the person; absent where something in between has answered. */
  readonly told: string | undefined;
  /** What of the request it concerns. */
  readonly part: string | undefined;

  constructor(status: number, told: { code?: string; message?: string; part?: string } = {}) {
    super(told.code ?? 'page/refused', `The service answered ${status}`, {
      retryable: status === 429 || status >= 500,
    });
    this.status = status;
    this.told = told.message;
    this.part = told.part;
  }
}

/** The answer is missing or cut, so nobody knows whether it was done. */
export class NoAnswer extends AppError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super('page/no-answer', message, { retryable: true, ...options });
  }
}

/** @throws Refusal, or NoAnswer for a good status whose body is no JSON */
export function readAnswer<T>(status: number, text: string): T {
  const isGood = status >= 200 && status < 300;
  const body = parsed(text);
  if (isGood && body !== undefined) return body as T;
  if (isGood) throw new NoAnswer('The answer is not in JSON');
  throw new Refusal(status, isTold(body) ? body : {});
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTold(body: unknown): body is { code: string; message: string; part?: string } {
  if (typeof body !== 'object' || body === null) return false;
  const { code, message } = body as Record<string, unknown>;
  return typeof code === 'string' && typeof message === 'string';
}
