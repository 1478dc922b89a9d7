/** Kling's codes that the sandbox answers with, and the HTTP status of each (Kling docs, error codes). */
export const HTTP_STATUS = {
  1000: 401,
  1001: 401,
  1002: 401,
  1003: 401,
  1004: 401,
  1102: 429,
  1200: 400,
  1201: 400,
  1202: 404,
  1203: 404,
  1302: 429,
  1303: 429,
  5000: 500,
  5001: 503,
  5002: 504,
} as const;

export type KlingCode = keyof typeof HTTP_STATUS;

/** Thrown anywhere in a request; the server makes Kling's envelope of it. */
export class Refusal extends Error {
  readonly code: KlingCode;

  constructor(code: KlingCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'Refusal';
    this.code = code;
  }
}

/** 400/1201 covers every wrong value, and the unknown task as well (seen live). */
export function badValue(message: string, options: { cause?: unknown } = {}): Refusal {
  return new Refusal(1201, message, options);
}
