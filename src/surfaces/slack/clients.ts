import { WebClient } from '@slack/web-api';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Secret } from '../../secret.ts';
import { quietLogger } from './quiet-logger.ts';

/** Slack answers within a second; uploads do not go through here. */
const CALL_TIMEOUT_MS = 30_000;
/** Where Slack wants fewer requests without saying for how long. */
const USUAL_PAUSE_SECONDS = '30';

/** How one call is made, beyond the workspace that it is for. */
export interface CallSettings {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** Who may speak for the bot in a workspace. */
export interface Tokens {
  /** @throws AppError `slack/not-installed` where the app is not, or not any more */
  botToken(teamId: string): Promise<Secret>;
}

/** Web API clients that make each call once: whoever calls decides what a failure means. */
export interface SlackClients extends Tokens {
  /** @throws AppError `slack/not-installed` */
  of(teamId: string, settings?: CallSettings): Promise<WebClient>;
}

export function createSlackClients(deps: {
  readonly tokens: Tokens;
  readonly apiUrl: string | undefined;
  readonly log: Log;
}): SlackClients {
  const { tokens, apiUrl, log } = deps;
  const { botToken } = tokens;
  return {
    botToken,
    of: async (teamId, settings) =>
      openClient({ token: await botToken(teamId), apiUrl, log, ...settings }),
  };
}

/** A client of its own for every use, since only so a call can be called off. */
export function openClient(
  options: CallSettings & {
    readonly token: Secret;
    readonly apiUrl: string | undefined;
    readonly log: Log;
  },
): WebClient {
  const { token, apiUrl, log, signal, timeoutMs = CALL_TIMEOUT_MS } = options;
  return new WebClient(token.reveal(), {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    fetch: (input, init) => fetchOnce(input, init, signal),
    // The library's own time limit is per call and starts when the call does.
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: quietLogger(log),
  });
}

/** The library takes a refusal that does not say for how long for a mistake of its own. */
export async function fetchOnce(
  input: Parameters<typeof fetch>[0],
  init: RequestInit = {},
  signal?: AbortSignal,
): Promise<Response> {
  const signals = [signal, init.signal].filter((each) => each instanceof AbortSignal);
  const response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
  if (response.status !== 429 || response.headers.has('retry-after')) return response;
  const headers = new Headers(response.headers);
  headers.set('retry-after', USUAL_PAUSE_SECONDS);
  return new Response(response.body, { status: 429, headers });
}

/** What is thrown for a workspace that the app is not in, or not any more. */
export function notInstalled(teamId: string): AppError {
  return new AppError('slack/not-installed', `The app is not installed in workspace ${teamId}`);
}
