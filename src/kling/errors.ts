import { messageOf } from '../errors.ts';
import { MakerError, type MakerMeaning } from '../jobs/contracts.ts';
import type { Secret } from '../secret.ts';
import { rowOf } from './error-codes.ts';
import { redact } from './redact.ts';

interface KlingErrorFacts {
  readonly meaning: MakerMeaning;
  readonly advice: string;
  readonly klingCode?: number | undefined;
  readonly httpStatus?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A failed call to Kling. Its message never holds a key, a link or media. */
export class KlingError extends MakerError {
  /** Kling's own code, when the answer had one. */
  readonly klingCode: number | undefined;
  readonly httpStatus: number | undefined;

  constructor(code: string, message: string, facts: KlingErrorFacts) {
    super(code, message, facts);
    this.klingCode = facts.klingCode;
    this.httpStatus = facts.httpStatus;
  }
}

export interface Refusal {
  readonly httpStatus: number;
  readonly code?: number | undefined;
  readonly words?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** An answer that is not a success. */
export function refusalError(refusal: Refusal, secrets: readonly Secret[]): KlingError {
  const { httpStatus, code, requestId, retryAfterMs } = refusal;
  const row = rowOf(httpStatus, code);
  const numbers = code === undefined ? `${httpStatus}` : `${httpStatus}/${code}`;
  const words = redact(refusal.words ?? '', secrets);
  const parts = [
    `Kling: ${row.what} (${numbers})`,
    words === '' ? '' : `: "${words}"`,
    requestId === undefined ? '' : `, request ${requestId}`,
  ];
  return new KlingError(`kling/${row.name}`, parts.join(''), {
    meaning: row.meaning,
    advice: row.advice,
    klingCode: code,
    httpStatus,
    requestId,
    retryAfterMs,
  });
}

/** An answer that says success and cannot be read; something may have been made. */
export function unreadableError(why: string, requestId?: string): KlingError {
  return new KlingError('kling/unreadable', `Kling sent an answer that cannot be read: ${why}`, {
    meaning: 'unclear',
    advice: 'Report this, with the request id: the API of Kling may have changed.',
    requestId,
  });
}

export function timeLimitError(limitMs: number): KlingError {
  return new KlingError('kling/timeout', `Kling did not answer within ${limitMs} ms`, {
    meaning: 'unclear',
    advice: 'Nothing to do; the bot asks again. If it lasts, check the network of this machine.',
  });
}

/** A create that is not believed, and the failed look-up that should have cleared it up. */
export function lookUpError(outcome: KlingError, failure: MakerError): KlingError {
  const message = `${outcome.message}; then the look-up failed: ${failure.message}`;
  return new KlingError('kling/no-answer', message, {
    meaning: 'unclear',
    advice: failure.advice,
    klingCode: outcome.klingCode,
    httpStatus: outcome.httpStatus,
    requestId: outcome.requestId,
    retryAfterMs: failure.retryAfterMs,
    cause: failure,
  });
}

/** These end a request before the first byte of it has left. */
const NEVER_CONNECTED = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** What the HTTP library threw. Its message names the address, so only redacted words go on. */
export function transportError(thrown: unknown, secrets: readonly Secret[]): KlingError {
  const word = wordOf(thrown);
  const cause = new Error(redact(messageOf(thrown), secrets));
  if (hasNeverConnected(thrown, word)) {
    return new KlingError('kling/unreachable', `Kling cannot be reached (${word})`, {
      meaning: 'unreachable',
      advice: 'Check the Kling address and the network of this machine.',
      cause,
    });
  }
  return new KlingError('kling/no-answer', `The connection to Kling broke (${word})`, {
    meaning: 'unclear',
    advice: 'Nothing to do; the bot asks again. If it lasts, check the network of this machine.',
    cause,
  });
}

function hasNeverConnected(thrown: unknown, word: string): boolean {
  if (NEVER_CONNECTED.has(word)) return true;
  // node-fetch hands the name of the failed system call on under this name.
  return thrown instanceof Error && 'erroredSysCall' in thrown
    ? thrown.erroredSysCall === 'connect'
    : false;
}

function wordOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return 'type' in thrown && typeof thrown.type === 'string' ? thrown.type : thrown.name;
}
