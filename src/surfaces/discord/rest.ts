import {
  DefaultRestOptions,
  type InternalRequest,
  type RateLimitData,
  REST,
  type RESTOptions,
  type ResponseLike,
} from 'discord.js';
import { Agent } from 'undici';
import type { Secret } from '../../secret.ts';

const API_URL = 'https://discord.com/api';
/** Enough for everything small; a video takes longer. */
const TIMEOUT_MS = 15_000;
const RETRIES = 3;
/**
 * The library would open one for each of a thousand requests at once, and shaking hands takes longer
 * than asking. With 100 ms to Discord so many carry a thousand requests a second.
 */
const CONNECTIONS = 100;
/**
 * A wait inside the library cannot be called off, and whoever posts holds a claim that runs out; so
 * longer ones are done by the queue of the jobs, which can.
 */
const MAX_WAIT_MS = 60_000;

/** Discord's REST API as the bot. It waits out short rate limits. */
export function createRest(options: {
  readonly token: Secret;
  readonly apiUrl?: string | undefined;
  readonly timeoutMs?: number;
  /** After a 5xx, a time limit or a reset; none where the caller tries again anyway. */
  readonly retries?: number;
  readonly agent?: RESTOptions['agent'];
}): REST {
  const {
    token,
    apiUrl = API_URL,
    timeoutMs = TIMEOUT_MS,
    retries = RETRIES,
    agent = new Agent({ connections: CONNECTIONS }),
  } = options;
  const rest = new LastingRest({
    api: apiUrl,
    version: '10',
    timeout: timeoutMs,
    retries,
    agent,
    userAgentAppendix: 'avatar-bot',
    rejectOnRateLimit,
    makeRequest,
  });
  return rest.setToken(token.reveal());
}

/**
 * A connection that Discord closes under a request is reported as another thing than one that it
 * resets, and the library repeats after the latter only.
 */
const makeRequest: RESTOptions['makeRequest'] = async (url, init) => {
  try {
    return await DefaultRestOptions.makeRequest(url, init as never);
  } catch (error) {
    const isClosed = error instanceof Error && 'code' in error && error.code === 'UND_ERR_SOCKET';
    throw isClosed ? Object.assign(error, { code: 'ECONNRESET' }) : error;
  }
};

class LastingRest extends REST {
  /**
   * The library forgets the token at the first 401 and refuses every call from then on. A 401 of a bad
   * minute at Discord must not silence the bot until somebody starts it anew.
   */
  override setToken(token: string | null): this {
    return token === null ? this : super.setToken(token);
  }

  /** The library leaves a listener on the signal with every try, so every call has a signal of its own. */
  override queueRequest(request: InternalRequest): Promise<ResponseLike> {
    const { signal } = request;
    return super.queueRequest(
      signal == null ? request : { ...request, signal: AbortSignal.any([signal]) },
    );
  }
}

function rejectOnRateLimit({ method, route, global, retryAfter }: RateLimitData): boolean {
  // Without a time to wait the library would ask again at once, and for ever.
  if (!(retryAfter > 0) || retryAfter > MAX_WAIT_MS) return true;
  // A channel takes about five edits in five seconds. One that has waited shows what is no longer true.
  const isEdit = method.toUpperCase() === 'PATCH' && route === '/channels/:id/messages/:id';
  return isEdit && !global;
}
