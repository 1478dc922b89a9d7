import { SocketModeReceiver } from '@slack/bolt';
import type { Clock } from '../../../clock.ts';
import { AppError, isAbort } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import type { Secret } from '../../../secret.ts';
import { quietLogger } from '../quiet-logger.ts';
import { isTokenRefused, wordsOf } from '../refusals.ts';

/** From the first call to the socket's first word. */
const CONNECT_TIMEOUT_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 30_000;

/** The connection on which Slack tells what happens; no address of our own is needed for it. */
export interface Socket {
  readonly receiver: SocketModeReceiver;
  /** Resolves when Slack has greeted; then the connection is kept up. @throws AppError `slack/app-token-refused` */
  connect(): Promise<void>;
  /** Rejects when Slack will not have the app token any more. */
  readonly dismissed: Promise<never>;
  close(): Promise<void>;
}

/**
 * Connects anew by ourselves: the library's own way gives up for good at the first answer that is no
 * answer, and fails where nobody can catch it.
 */
export function createSocket(options: {
  readonly appToken: Secret;
  readonly apiUrl: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}): Socket {
  const { appToken, apiUrl, clock, log, signal } = options;
  const receiver = new SocketModeReceiver({
    appToken: appToken.reveal(),
    autoReconnectEnabled: false,
    logger: quietLogger(log),
    installerOptions: {
      clientOptions: {
        ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
        timeout: CONNECT_TIMEOUT_MS,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    },
  });
  const { client } = receiver;
  let dismiss: (reason: AppError) => void = () => undefined;
  const dismissed = new Promise<never>((_resolve, reject) => {
    dismiss = reject;
  });
  // Rejected before somebody listens, it is no bug.
  dismissed.catch(() => undefined);

  async function open(): Promise<void> {
    const over = new AbortController();
    const late = clock.sleep(CONNECT_TIMEOUT_MS, over.signal).then(() => {
      throw new AppError('slack/silent', 'Slack did not greet', { retryable: true });
    });
    // Called off when Slack was in time.
    late.catch(() => undefined);
    try {
      await Promise.race([client.start(), late]);
    } catch (error) {
      // What has not greeted shall not greet later, beside the next one.
      client.disconnect().catch(() => undefined);
      throw error;
    } finally {
      over.abort();
    }
  }

  /** Tries until it goes well, or can never go well. */
  async function reach(): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, MAX_WAIT_MS)) {
      try {
        return await open();
      } catch (error) {
        if (isTokenRefused(error)) throw refusal(error);
        log.warn({ reason: wordsOf(error), waitMs }, 'slack.not-reached');
      }
      await clock.sleep(waitMs, signal);
    }
  }

  async function keepUp(): Promise<void> {
    while (!signal.aborted) {
      await new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
      if (signal.aborted) return;
      log.info({}, 'slack.disconnected');
      await reach();
      log.info({}, 'slack.connected-again');
    }
  }

  return {
    receiver,
    dismissed,
    connect: async () => {
      await reach();
      keepUp().catch((error: unknown) => {
        if (!isAbort(error)) dismiss(error as AppError);
      });
    },
    close: async () => {
      await client.disconnect();
    },
  };
}

function refusal(cause: unknown): AppError {
  return new AppError(
    'slack/app-token-refused',
    `Slack does not take SLACK_APP_TOKEN (${wordsOf(cause)}). Make a new one: api.slack.com/apps, your app, Basic Information, App-Level Tokens, scope connections:write.`,
    { cause },
  );
}
