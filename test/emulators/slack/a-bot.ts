import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { onTestFinished, vi } from 'vitest';
import type { Slack } from './handle.ts';

export interface Bot {
  readonly app: App;
  /** Every event of the Events API, in the order of arrival. */
  readonly events: Heard[];
}

export interface Heard {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly event: Readonly<Record<string, unknown>>;
  readonly retryNum: number | undefined;
  readonly retryReason: string | undefined;
}

const logLevel = LogLevel.ERROR;
/** The libraries tell of refusals that these tests want. */
export const quiet = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => logLevel,
  setName() {},
};

/**
 * Bolt's own: so long it waits for a pong, and so long before it dials again. A short one dials soon
 * and takes a busy machine for a dead one.
 */
const PING_TIMEOUT_MS = 5_000;

function listen(app: App): Bot {
  const events: Heard[] = [];
  app.use(async ({ body, context, next }) => {
    const event = (body as { event?: Record<string, unknown> }).event;
    if (event !== undefined) {
      const { retryNum, retryReason } = context;
      const whole = body as unknown as Record<string, unknown>;
      events.push({ type: String(event['type']), body: whole, event, retryNum, retryReason });
    }
    await next();
  });
  return { app, events };
}

const options = (slack: Slack) => ({
  token: slack.team.botToken,
  clientOptions: { slackApiUrl: slack.apiUrl },
  ignoreSelf: false,
  logger: quiet,
});

/** A bot on the real Bolt by Socket Mode, as a developer would write it. */
export async function startSocketBot(
  slack: Slack,
  { pingTimeoutMs = PING_TIMEOUT_MS } = {},
): Promise<Bot> {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    clientPingTimeout: pingTimeoutMs,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
    logger: quiet,
  });
  const app = new App({ ...options(slack), receiver });
  const bot = listen(app);
  onTestFinished(async () => {
    await app.stop();
  });
  await app.start();
  return bot;
}

/** A bot on the real Bolt by signed requests. */
export async function startHttpBot(
  slack: Slack,
  signingSecret = slack.signingSecret,
): Promise<Bot> {
  const receiver = new HTTPReceiver({ signingSecret, logger: quiet });
  const app = new App({ ...options(slack), receiver });
  const bot = listen(app);
  const server = await receiver.start(0);
  onTestFinished(async () => {
    await receiver.stop();
  });
  const { port } = server.address() as AddressInfo;
  slack.http(`http://127.0.0.1:${port}/slack/events`);
  return bot;
}

/** The real library, which here gives up at once instead of after half an hour. */
export const clientOf = (slack: Slack, token = slack.team.botToken): WebClient =>
  new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });

/** What comes next into a list that something else fills. */
export const next = <T>(list: readonly T[], count = 1): Promise<T> =>
  vi.waitFor(
    () => {
      if (list.length < count) throw new Error(`There are ${list.length} and not ${count}`);
      return list[count - 1] as T;
    },
    { interval: 2 },
  );
