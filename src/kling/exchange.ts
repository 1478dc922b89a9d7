import type { Agent } from 'node:http';
import type nodeFetch from 'node-fetch';
import type { RequestInit, Response } from 'node-fetch';
import type { Clock } from '../clock.ts';
import { isAbort } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { TOKEN_EXPIRED, TOKEN_TOO_EARLY } from './error-codes.ts';
import {
  KlingError,
  type Refusal,
  refusalError,
  timeLimitError,
  transportError,
  unreadableError,
} from './errors.ts';
import { readRetryAfter } from './retry.ts';
import { readEnvelope } from './schema.ts';
import { TimeLimit, withinLimit } from './time-limit.ts';
import type { TokenSource } from './token.ts';

export type Fetch = typeof nodeFetch;
type Call = 'create' | 'find' | 'list';

interface KlingRequest {
  readonly call: Call;
  readonly url: URL;
  readonly agent: Agent;
  /** For connecting, sending and reading the whole answer. */
  readonly limitMs: number;
  /** Makes it a POST. */
  readonly body?: Buffer;
}

/** One request and its answer, for logs and metrics; nothing in it is secret. */
export interface ExchangeFacts {
  readonly call: Call;
  readonly ms: number;
  readonly httpStatus?: number | undefined;
  /** Kling's code; 0 is a success. */
  readonly code?: number | undefined;
  readonly requestId?: string | undefined;
  /** Our own code when there was no answer, such as `kling/timeout`. */
  readonly problem?: string | undefined;
}

export interface ExchangeOptions {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly tokens: TokenSource;
  readonly secrets: readonly Secret[];
  readonly onExchange?: ((facts: ExchangeFacts) => void) | undefined;
}

interface Reply extends Refusal {
  readonly isSuccess: boolean;
  readonly data: unknown;
  /** Kling's own time. */
  readonly serverNow: number | undefined;
}

/** A page of 500 tasks is about a megabyte, most of it signed links. */
const MAX_REPLY_BYTES = 8_000_000;

export interface Success {
  readonly data: unknown;
  readonly requestId: string | undefined;
}

export type Exchange = (request: KlingRequest, signal: AbortSignal) => Promise<Success>;

/** Sends a request once, or twice when only the token was at fault: then Kling has done nothing. */
export function createExchange(options: ExchangeOptions): Exchange {
  return async (request, signal) => {
    let reply = await observe(options, request, signal);
    if (isTokenStale(reply) && options.tokens.invalidate(reply.serverNow)) {
      reply = await observe(options, request, signal);
    }
    if (!reply.isSuccess) throw refusalError(reply, options.secrets);
    return { data: reply.data, requestId: reply.requestId };
  };
}

function isTokenStale(reply: Reply): boolean {
  return reply.code === TOKEN_TOO_EARLY || reply.code === TOKEN_EXPIRED;
}

async function observe(
  options: ExchangeOptions,
  request: KlingRequest,
  signal: AbortSignal,
): Promise<Reply> {
  const { clock, onExchange } = options;
  const { call } = request;
  const startedAt = clock.now();
  const reply = await send(options, request, signal).catch((thrown: unknown) => {
    const problem = thrown instanceof KlingError ? thrown.code : 'aborted';
    onExchange?.({ call, ms: clock.now() - startedAt, problem });
    throw thrown;
  });
  const { httpStatus, code, requestId } = reply;
  onExchange?.({ call, ms: clock.now() - startedAt, httpStatus, code, requestId });
  return reply;
}

async function send(
  options: ExchangeOptions,
  request: KlingRequest,
  signal: AbortSignal,
): Promise<Reply> {
  const { clock, fetch, secrets, tokens } = options;
  try {
    return await withinLimit(request.limitMs, signal, async (limited) => {
      const response = await fetch(request.url, toInit(request, tokens.current(), limited));
      return toReply(response, await response.text(), clock.now());
    });
  } catch (thrown) {
    if (thrown instanceof TimeLimit) throw timeLimitError(request.limitMs);
    if (isAbort(thrown)) throw thrown;
    throw transportError(thrown, secrets);
  }
}

function toInit(request: KlingRequest, token: Secret, signal: AbortSignal): RequestInit {
  const authorization = `Bearer ${token.reveal()}`;
  const shared = {
    agent: request.agent,
    signal,
    redirect: 'manual',
    size: MAX_REPLY_BYTES,
  } as const;
  if (request.body === undefined) return { ...shared, headers: { authorization } };
  const headers = { authorization, 'content-type': 'application/json' };
  return { ...shared, method: 'POST', headers, body: request.body };
}

function toReply(response: Response, text: string, now: number): Reply {
  // The content type is not asked: gateways mislabel, and no page of theirs reads as an envelope.
  const envelope = readEnvelope(text);
  const serverNow = Date.parse(response.headers.get('date') ?? '');
  return {
    isSuccess: response.ok && envelope?.code === 0,
    httpStatus: response.status,
    code: envelope?.code,
    words: envelope?.message,
    requestId: envelope?.requestId,
    data: envelope?.data,
    retryAfterMs: readRetryAfter(response.headers.get('retry-after'), now),
    serverNow: Number.isNaN(serverNow) ? undefined : serverNow,
  };
}

/** Reads a success, which must have the promised form. */
export function readSuccess<T>(success: Success, read: (data: unknown) => T | undefined): T {
  const value = read(success.data);
  if (value === undefined) throw unreadableError('its data is not a task', success.requestId);
  return value;
}
