import { DiscordAPIError, type REST } from 'discord.js';
import type { Clock } from '../../clock.ts';
import { AppError, isAbort, messageOf } from '../../errors.ts';
import { createInOrder } from '../../in-order.ts';
import type { Chat, Documents, FetchLink } from '../../jobs/contracts.ts';
import type { Desk } from '../../jobs/desk.ts';
import type { Log } from '../../log.ts';
import type { Secret } from '../../secret.ts';
import { createDrafts, type Drafts } from '../drafts.ts';
import { reach } from '../reach.ts';
import { createFirstOfAll } from './acknowledgements.ts';
import { createDiscordChat, type DiscordChat } from './discord-chat.ts';
import { createGateway } from './gateway.ts';
import { botIdOf, readApplication } from './identity.ts';
import { createInteractionHandler } from './interactions.ts';
import { createMentionHandler } from './mentions.ts';
import { inviteUrl } from './permissions.ts';
import { registerCommands } from './registration.ts';
import { createRest } from './rest.ts';

/** 100 MB at 2 Mbit/s; discord.js counts to the answer, the upload included. */
const UPLOAD_TIMEOUT_MS = 7 * 60_000;
const DAY_MS = 86_400_000;

export interface DiscordOptions {
  readonly token: Secret;
  readonly apiUrl: string | undefined;
  /** Register the commands in this server only. */
  readonly guildId: string | undefined;
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

/** Who the bot is, and where it is added to a server. */
export interface Connected {
  readonly name: string;
  readonly inviteUrl: string;
}

/** The bot on Discord. */
export interface DiscordSurface {
  /** The threads, ready to post to. */
  readonly chat: Chat;
  /**
   * Registers the commands and listens; resolves when the gateway is ready. While Discord cannot be
   * reached it goes on trying.
   * @throws AppError `discord/token-refused`, `discord/refused`
   */
  connect(desk: Desk): Promise<Connected>;
  /** Rejects when Discord will not have the bot any more, such as when its token was reset. */
  readonly dismissed: Promise<never>;
  isConnected(): boolean;
  close(): Promise<void>;
}

/** @throws AppError `discord/token-malformed` */
export function createDiscord(given: DiscordOptions, ground: Ground): DiscordSurface {
  const closing = new AbortController();
  // A surface may be closed without the program being told to stop, as when Discord dismisses it.
  const options = { ...given, signal: AbortSignal.any([given.signal, closing.signal]) };
  const { token, apiUrl, guildId, clock, log } = options;
  const api = apiUrl === undefined ? {} : { apiUrl };
  const rest = createRest({ token, ...api });
  // Not tried again by the library: the delivery does so itself, and its claim has to outlast a try.
  const uploads = createRest({ token, timeoutMs: UPLOAD_TIMEOUT_MS, retries: 0, ...api });
  const botId = botIdOf(token);
  let applicationId = botId;
  const chat = createDiscordChat({
    ...{ rest, uploads, clock, log },
    documents: ground.documents('discord-shown'),
    fetchLink: ground.fetchLink,
    botId: () => botId,
    applicationId: () => applicationId,
  });
  const drafts = createDrafts(ground.documents('discord-draft'), clock);
  const gateway = createGateway({ token, apiUrl, log });
  const onRetry = (error: unknown, waitMs: number) =>
    log.warn({ err: error, waitMs }, 'discord.not-reached');
  const reaching = { refusalOf, onRetry, clock, signal: options.signal };

  async function enter(desk: Desk): Promise<Connected> {
    const { id, name } = await reach(() => readApplication(rest), reaching);
    applicationId = id;
    await reach(() => registerCommands({ rest, applicationId, guildId, log }), reaching);
    const [inOrder, firstOfAll] = [createInOrder(), createFirstOfAll(clock)];
    const parts = { desk, chat, drafts, log, inOrder, firstOfAll };
    const onInteraction = createInteractionHandler(parts);
    const onMessage = createMentionHandler(parts);
    await reach(() => gateway.connect({ onInteraction, onMessage }), reaching);
    return { name, inviteUrl: inviteUrl(id) };
  }

  return {
    chat,
    dismissed: gateway.dismissed,
    isConnected: gateway.isConnected,
    connect: async (desk) => {
      const connected = await enter(desk);
      keepTidy(desk, chat, drafts, options);
      return connected;
    },
    close: async () => {
      closing.abort();
      await gateway.close();
    },
  };
}

/** The link that adds the bot to a server, for whoever has only its token. @throws AppError */
export async function readInvite(token: Secret, apiUrl: string | undefined): Promise<Connected> {
  const rest: REST = createRest({ token, ...(apiUrl === undefined ? {} : { apiUrl }) });
  try {
    const { id, name } = await readApplication(rest);
    return { name, inviteUrl: inviteUrl(id) };
  } catch (cause) {
    throw (
      refusalOf(cause) ??
      new AppError('discord/not-reached', `Discord cannot be reached: ${messageOf(cause)}`, {
        cause,
      })
    );
  }
}

/** What the operator has to change; undefined for what may pass. */
function refusalOf(cause: unknown): AppError | undefined {
  if (cause instanceof AppError) return cause.retryable ? undefined : cause;
  if (!(cause instanceof DiscordAPIError) || cause.status >= 500) return undefined;
  if (cause.status === 401) {
    return new AppError(
      'discord/token-refused',
      'Discord does not know DISCORD_TOKEN. Copy it again: Developer Portal, your app, Bot, Reset Token.',
      { cause },
    );
  }
  return new AppError('discord/refused', `Discord refused: ${messageOf(cause)}`, { cause });
}

/** Makes good what an earlier run left behind, then looks once a day for drafts that are too old. */
function keepTidy(desk: Desk, chat: DiscordChat, drafts: Drafts, options: DiscordOptions): void {
  const { clock, log, signal } = options;
  const tidy = (what: Promise<void>) =>
    what.catch((error: unknown) => log.error({ err: error }, 'discord.not-tidy'));
  const run = async () => {
    await tidy(chat.repair(desk.find, desk.view));
    while (!signal.aborted) {
      await tidy(drafts.sweep());
      await clock.sleep(DAY_MS, signal);
    }
  };
  // Only the sleep can fail, when the program stops.
  run().catch((error: unknown) => {
    if (!isAbort(error)) throw error;
  });
}
