import {
  Client,
  Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  type Interaction,
  type Message,
  Options,
  Partials,
  Status,
} from 'discord.js';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Secret } from '../../secret.ts';
import { createRest } from './rest.ts';

/** Who hears what comes from Discord. Neither rejects. */
export interface Listeners {
  onInteraction(interaction: Interaction): Promise<void>;
  onMessage(message: Message): Promise<void>;
}

/** The connection on which Discord tells what happens; discord.js keeps it up and resumes it. */
export interface Gateway {
  /**
   * Resolves when every shard is ready; may be called again after it failed.
   * @throws AppError `discord/dismissed`; others for what passes
   */
  connect(listeners: Listeners): Promise<void>;
  /** Rejects when Discord closes for good, such as when the token was reset. */
  readonly dismissed: Promise<never>;
  /** Every shard is ready. */
  isConnected(): boolean;
  close(): Promise<void>;
}

export function createGateway(options: {
  readonly token: Secret;
  readonly apiUrl: string | undefined;
  readonly log: Log;
}): Gateway {
  const { token, apiUrl, log } = options;
  let client: Client | undefined;
  let dismiss: (reason: AppError) => void = () => undefined;
  const dismissed = new Promise<never>((_resolve, reject) => {
    dismiss = reject;
  });
  // Rejected before somebody listens, it is no bug.
  dismissed.catch(() => undefined);

  return {
    dismissed,
    connect: async ({ onInteraction, onMessage }) => {
      // One that has failed to log in is not good for another try.
      client = createClient(token, apiUrl);
      client.on(Events.InteractionCreate, onInteraction);
      client.on(Events.MessageCreate, onMessage);
      client.on(Events.Error, (error) => log.error({ err: error }, 'discord.client-failed'));
      client.on(Events.ShardError, (error, shard) =>
        log.warn({ shard, err: error }, 'discord.connection-failed'),
      );
      client.on(Events.ShardReady, (shard) => log.info({ shard }, 'discord.shard-ready'));
      client.on(Events.ShardResume, (shard, events) =>
        log.info({ shard, events }, 'discord.shard-resumed'),
      );
      let reason: AppError | undefined;
      client.on(Events.ShardDisconnect, ({ code }, shard) => {
        log.error({ shard, code }, 'discord.dismissed');
        reason = dismissal(code);
        dismiss(reason);
      });
      try {
        await client.login(token.reveal());
      } catch (error) {
        // The library's words do not say that another try cannot go well.
        throw reason ?? error;
      }
    },
    isConnected: () =>
      client?.isReady() === true && client.ws.shards.every(({ status }) => status === Status.Ready),
    close: async () => client?.destroy(),
  };
}

/** What the operator has to do about a close that Discord does not take back. */
function dismissal(code: number): AppError {
  const what = GatewayCloseCodes[code] ?? `code ${code}`;
  const advice =
    code === GatewayCloseCodes.AuthenticationFailed
      ? 'DISCORD_TOKEN is not good any more: reset it in the Developer Portal under Bot.'
      : 'See the settings of your app in the Developer Portal.';
  return new AppError('discord/dismissed', `Discord closed the connection (${what}). ${advice}`);
}

/**
 * It hears commands, messages that mention the bot, and direct messages: no privileged intent. It
 * remembers no messages and hardly any people but itself; a bot in thousands of servers has no need to.
 */
function createClient(token: Secret, apiUrl: string | undefined): Client {
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
    ],
    // Direct messages come from channels that the library has not seen before.
    partials: [Partials.Channel],
    // As many as Discord asks for, all in this process: one process owns the jobs.
    shards: 'auto',
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      ...NOT_REMEMBERED,
      // A message finds its author in there, so the last one of each server has to stay.
      GuildMemberManager: { maxSize: 1, keepOverLimit: ({ id, client }) => id === client.user.id },
      UserManager: { maxSize: 0, keepOverLimit: ({ id, client }) => id === client.user?.id },
    }),
    allowedMentions: { parse: [], repliedUser: false },
    rest: { hashSweepInterval: 0, handlerSweepInterval: 0 },
  });
  // Its own forgets the token at the first 401.
  client.rest = createRest({ token, apiUrl });
  return client;
}

const NOT_REMEMBERED = {
  ApplicationCommandManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  DMMessageManager: 0,
  EntitlementManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildInviteManager: 0,
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadMemberManager: 0,
  VoiceStateManager: 0,
} as const;
