import { createHmac } from 'node:crypto';
import { createDeferred } from './deferred.ts';
import type { Attempt, Outcome, Transport } from './transport.ts';
import type { World } from './world.ts';

export interface SignedHttp extends Transport {
  aim(url: string): void;
}

/** Slack's end of a Request URL. */
export function createSignedHttp(world: World): SignedHttp {
  const aimed = createDeferred<string | undefined>();
  const closing = new AbortController();
  let target: string | undefined;
  return {
    isOneByOne: true,
    aim: (url) => {
      target = url;
      aimed.resolve(url);
    },
    attempt: async (attempt) => {
      const url = target ?? (world.events.lossy ? undefined : await aimed.promise);
      if (url === undefined) return { type: 'failed', reason: 'no_connection', isFinal: true };
      return post(world, url, attempt, closing.signal);
    },
    shutDown: () => {
      closing.abort();
      aimed.resolve(undefined);
    },
  };
}

async function post(
  world: World,
  url: string,
  attempt: Attempt,
  closing: AbortSignal,
): Promise<Outcome> {
  const { type, body } = encode(attempt);
  attempt.onSent();
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': type, ...sign(world, body), ...retryHeaders(attempt) },
      body,
      signal: AbortSignal.any([closing, AbortSignal.timeout(attempt.patienceMs)]),
    });
    const text = await response.text();
    if (response.ok) return { type: 'acknowledged', body: decode(text) };
    const isFinal = response.headers.get('x-slack-no-retry') === '1';
    return { type: 'failed', reason: 'http_error', isFinal };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return { type: 'failed', reason: isLate ? 'http_timeout' : 'connection_failed' };
  }
}

function encode({ kind, payload }: Attempt): { type: string; body: string } {
  if (kind === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  const fields =
    kind === 'interactive'
      ? { payload: JSON.stringify(payload) }
      : (payload as Record<string, string>);
  const type = 'application/x-www-form-urlencoded';
  return { type, body: new URLSearchParams(fields).toString() };
}

/** By the real clock, because the app's library compares it with the real one. */
function sign({ app }: World, body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const mac = createHmac('sha256', app.signingSecret).update(`v0:${timestamp}:${body}`);
  return {
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${mac.digest('hex')}`,
  };
}

const retryHeaders = ({ kind, retry, reason }: Attempt): Record<string, string> =>
  kind === 'events_api' && retry > 0
    ? { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason }
    : {};

function decode(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}
