import { SocketModeReceiver } from '@slack/bolt';
import type { Clock } from '../../../clock.ts';
import { AppError, isAbort } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import type { Secret } from '../../../secret.ts';
import { fetchOnce } from '../clients.ts';
import { quietLogger } from '../quiet-logger.ts';
import {
  isPermanent,
  isTokenRefused,
  neededScopeOf,
  retryAfterMsOf,
  wordsOf,
} from '../refusals.ts';
import { createLine, type Line } from './socket-line.ts';

/** From the first call to the socket's first word. */
const CONNECT_TIMEOUT_MS = 30_000;
/** Shorter, so that no call is under way any more when a connection is given up. */
const CALL_TIMEOUT_MS = 10_000;
const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 30_000;
/** Slack keeps a connection for hours; one that ends so soon it did not want, as where too many are open. */
const SHORT_MS = 10_000;

/** The connection on which Slack tells what happens; no address of our own is needed for it. */
export interface Socket {
  readonly receiver: SocketModeReceiver;
  /** Resolves when Slack has greeted; then the connection is kept up. @throws AppError `slack/app-token-refused` */
  connect(): Promise<void>;
  /** Rejects when Slack will not have the app token any more. */
  readonly dismissed: Promise<never>;
  isConnected(): boolean;
  close(): Promise<void>;
}

/** A connection that Slack has greeted. */
interface Connection {
  readonly since: number;
  readonly lost: Promise<void>;
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
  const { clock, log, signal } = options;
  const receiver = createReceiver(options);
  const line = createLine(receiver.client, log);
  let dismiss: (reason: AppError) => void = () => undefined;
  const dismissed = new Promise<never>((_resolve, reject) => {
    dismiss = reject;
  });
  // Rejected before somebody listens, it is no bug.
  dismissed.catch(() => undefined);

  let isConnected = false;

  async function keepUp(first: Connection): Promise<void> {
    let connection = first;
    let shortOnes = 0;
    for (;;) {
      isConnected = true;
      await connection.lost;
      isConnected = false;
      signal.throwIfAborted();
      log.info({}, 'slack.disconnected');
      shortOnes = clock.now() - connection.since < SHORT_MS ? shortOnes + 1 : 0;
      if (shortOnes > 1) await clock.sleep(waitBefore(shortOnes - 1), signal);
      connection = await reach(line, isTokenRefused, options);
      log.info({}, 'slack.connected-again');
    }
  }

  return {
    receiver,
    dismissed,
    isConnected: () => isConnected,
    connect: async () => {
      const first = await reach(line, isHopeless, options);
      keepUp(first).catch((error: unknown) => {
        if (!isAbort(error)) dismiss(error as AppError);
      });
    },
    close: () => line.hangUp(),
  };
}

function createReceiver({ appToken, apiUrl, log, signal }: Parameters<typeof createSocket>[0]) {
  return new SocketModeReceiver({
    appToken: appToken.reveal(),
    autoReconnectEnabled: false,
    logger: quietLogger(log),
    installerOptions: {
      clientOptions: {
        ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
        // A connection that is asked for while the program stops would stay open after it.
        fetch: (input, init) => fetchOnce(input, init, signal),
        timeout: CALL_TIMEOUT_MS,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
      },
    },
  });
}

type Timing = Pick<Parameters<typeof createSocket>[0], 'clock' | 'log' | 'signal'>;

/** Tries until it goes well, or can never go well. */
async function reach(
  line: Line,
  isFinal: (error: unknown) => boolean,
  timing: Timing,
): Promise<Connection> {
  const { clock, log, signal } = timing;
  for (let tries = 1; ; tries += 1) {
    try {
      return await open(line, timing);
    } catch (error) {
      signal.throwIfAborted();
      if (isFinal(error)) throw refusal(error);
      const waitMs = Math.max(waitBefore(tries), retryAfterMsOf(error) ?? 0);
      log.warn({ reason: wordsOf(error), waitMs }, 'slack.not-reached');
      await clock.sleep(waitMs, signal);
    }
  }
}

async function open(line: Line, { clock, signal }: Timing): Promise<Connection> {
  const over = new AbortController();
  const late = clock.sleep(CONNECT_TIMEOUT_MS, AbortSignal.any([signal, over.signal])).then(() => {
    throw new AppError('slack/silent', 'Slack did not greet', { retryable: true });
  });
  // Called off when Slack was in time.
  late.catch(() => undefined);
  try {
    // Slack may greet and end it in one breath.
    const lost = line.nextEnd();
    await Promise.race([line.dial(), late]);
    return { since: clock.now(), lost };
  } catch (error) {
    // What has not greeted shall not greet later, beside the next one.
    await line.hangUp();
    throw error;
  } finally {
    over.abort();
  }
}

/** Before another try, twice as long each time. */
function waitBefore(tries: number): number {
  return Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
}

/** At the start nothing is lost by asking the operator, and a mistake in the setup is the likely cause. */
function isHopeless(error: unknown): boolean {
  return isTokenRefused(error) || isPermanent(error) || neededScopeOf(error) !== undefined;
}

function refusal(cause: unknown): AppError {
  return new AppError(
    'slack/app-token-refused',
    `Slack does not take SLACK_APP_TOKEN (${wordsOf(cause)}). Make a new one: api.slack.com/apps, your app, Basic Information, App-Level Tokens, scope connections:write. Socket Mode has to be on.`,
    { cause },
  );
}
