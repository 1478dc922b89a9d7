import { setMaxListeners } from 'node:events';
import { App, type Receiver } from '@slack/bolt';
import type { Clock } from '../../clock.ts';
import { isAbort } from '../../errors.ts';
import { createInOrder } from '../../in-order.ts';
import type { Chat, Documents, FetchLink } from '../../jobs/contracts.ts';
import type { Desk } from '../../jobs/desk.ts';
import type { Log } from '../../log.ts';
import type { Secret } from '../../secret.ts';
import { createDrafts } from '../drafts.ts';
import { reach } from '../reach.ts';
import { createAnswers } from './asking/answers.ts';
import { createInbox } from './asking/inbox.ts';
import { readHeard } from './asking/read-heard.ts';
import { createReadUser } from './asking/users.ts';
import { createWishes } from './asking/wishes.ts';
import { createSlackClients } from './clients.ts';
import {
  createManyWorkspaces,
  type InstallSettings,
  type ManyWorkspaces,
} from './installed/many-workspaces.ts';
import { createOneWorkspace, refusalOfToken, type Workspaces } from './installed/workspaces.ts';
import { createHttpDoor, type OnRequest } from './listening/http-door.ts';
import { keptFirst } from './listening/kept-first.ts';
import { listen } from './listening/listeners.ts';
import { readRemoval } from './listening/removals.ts';
import { createSocket, type Socket } from './listening/socket.ts';
import { createSlackChat } from './posting/slack-chat.ts';
import { quietLogger } from './quiet-logger.ts';
import { wordsOf } from './refusals.ts';

/** Where the app is: in the workspace of a token, or in all that install it. */
export type Installed =
  | { readonly botToken: Secret }
  | { readonly install: InstallSettings; readonly publicUrl: string };

/** How Slack tells what happens: on a socket that the bot opens, or by requests to the bot. */
export type Transport = { readonly appToken: Secret } | { readonly signingSecret: Secret };

export interface SlackOptions {
  readonly installed: Installed;
  readonly transport: Transport;
  readonly apiUrl: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the program stops. */
  readonly signal: AbortSignal;
}

/** What the surface keeps and fetches through the app. */
interface Ground {
  documents(namespace: string): Documents;
  readonly fetchLink: FetchLink;
}

/** The bot on Slack. */
export interface SlackSurface {
  /** The threads, ready to post to. */
  readonly chat: Chat;
  /** Requests under `/slack/` to this service. */
  readonly onRequest: OnRequest;
  /**
   * Listens; resolves with a line for the operator when Slack has greeted. While Slack cannot be
   * reached it goes on trying.
   * @throws AppError `slack/token-refused`, `slack/app-token-refused`, `slack/refused`
   */
  connect(desk: Desk): Promise<string>;
  /** Rejects when Slack will not have the bot any more. */
  readonly dismissed: Promise<never>;
  /** Slack can tell what happens: the socket is open, or requests are taken. */
  isConnected(): boolean;
  close(): Promise<void>;
}

export function createSlack(given: SlackOptions, ground: Ground): SlackSurface {
  const closing = new AbortController();
  // A surface may be closed without the program being told to stop, as when Slack dismisses it.
  const options = { ...given, signal: AbortSignal.any([given.signal, closing.signal]) };
  // All who wait for a turn listen to it, which Node takes for a leak.
  setMaxListeners(0, options.signal);
  const { apiUrl, clock, log, signal } = options;
  const workspaces = openWorkspaces(options, ground);
  const clients = createSlackClients({ tokens: workspaces, apiUrl, log });
  const chat = createSlackChat({
    ...{ clients, apiUrl, clock, log, signal, fetchLink: ground.fetchLink },
    documents: ground.documents('slack-shown'),
  });
  const inbox = createInbox(ground.documents('slack-inbox'), clock);
  const door = openDoor(options);
  let isOpen = false;

  function open(desk: Desk): void {
    const receiver = keptFirst(door.receiver, async (body) => {
      const [heard, removal] = [readHeard(body), readRemoval(body)];
      if (heard !== undefined) await inbox.keep(heard);
      if (removal !== undefined) await workspaces.remove(removal);
    });
    const app = new App({
      receiver,
      authorize: workspaces.authorize,
      logger: quietLogger(log),
      // A conversation is remembered nowhere but in the inbox and the drafts.
      convoStore: false,
      ...(apiUrl === undefined ? {} : { clientOptions: { slackApiUrl: apiUrl } }),
    });
    const parts = {
      ...{ desk, chat, clients, log },
      readUser: createReadUser({ clients, clock, log }),
      answers: createAnswers({ clients, clock, log }),
      drafts: createDrafts(ground.documents('slack-draft'), clock),
      inOrder: createInOrder(),
    };
    const wishes = createWishes(parts, inbox, clock);
    listen(app, parts, wishes);
    isOpen = true;
    stayOn(() => wishes.keepTaking(signal), log);
  }

  return {
    chat,
    onRequest: async (request, response, rawBody) => {
      if ('onRequest' in workspaces && (await workspaces.onRequest(request, response))) return;
      // Slack sends again what was not taken.
      if (isOpen) await door.onRequest(request, response, rawBody);
      else response.writeHead(503).end();
    },
    dismissed: door.dismissed,
    isConnected: () => isOpen && door.isConnected(),
    connect: async (desk) => {
      const onRetry = (error: unknown, waitMs: number) =>
        log.warn({ reason: wordsOf(error), waitMs }, 'slack.not-reached');
      const reaching = { refusalOf: refusalOfToken, onRetry, clock, signal };
      const line = await reach(workspaces.introduce, reaching);
      open(desk);
      await door.connect();
      stayOn(() => chat.repair(desk.find, desk.view), log);
      return line;
    },
    close: async () => {
      closing.abort();
      await door.close();
    },
  };
}

type Ways = Pick<Socket, 'connect' | 'dismissed' | 'isConnected' | 'close'> & {
  readonly receiver: Receiver;
  readonly onRequest: OnRequest;
};

function openDoor({ transport, ...options }: SlackOptions): Ways {
  if ('appToken' in transport) {
    return { ...createSocket({ ...options, ...transport }), onRequest: notHere };
  }
  return {
    ...createHttpDoor(transport.signingSecret, options.log),
    connect: async () => undefined,
    dismissed: new Promise<never>(() => undefined),
    isConnected: () => true,
    close: async () => undefined,
  };
}

const notHere: OnRequest = async (_request, response) => {
  response.writeHead(404).end();
};

function openWorkspaces(
  { installed, apiUrl, clock, log }: SlackOptions,
  ground: Ground,
): Workspaces | ManyWorkspaces {
  if ('botToken' in installed) {
    return createOneWorkspace({ token: installed.botToken, apiUrl, log });
  }
  const { install, publicUrl } = installed;
  const documents = ground.documents('slack-installation');
  return createManyWorkspaces({ ...install, publicUrl, apiUrl, documents, clock, log });
}

/** Work beside all other, until the program stops. */
function stayOn(work: () => Promise<void>, log: Log): void {
  work().catch((error: unknown) => {
    if (!isAbort(error)) log.error({ err: error }, 'slack.not-tidy');
  });
}
