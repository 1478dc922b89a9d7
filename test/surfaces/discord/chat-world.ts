import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Routes } from 'discord.js';
import type { Documents, FetchLink, PostError } from '../../../src/jobs/contracts.ts';
import type { Job, JobState } from '../../../src/jobs/job.ts';
import type { ProgressView } from '../../../src/jobs/view.ts';
import { Secret } from '../../../src/secret.ts';
import { createDiscordChat, type DiscordChat } from '../../../src/surfaces/discord/discord-chat.ts';
import { type Place, threadOf } from '../../../src/surfaces/discord/place.ts';
import { createRest } from '../../../src/surfaces/discord/rest.ts';
import { startDiscord } from '../../emulators/discord/discord.ts';
import type {
  Discord,
  DiscordChannel,
  DiscordGuild,
  DiscordUser,
  GuildOptions,
} from '../../emulators/discord/handle.ts';
import type { Message } from '../../emulators/discord/wire.ts';
import { aJob } from '../../support/a-job.ts';
import { createInMemoryDocuments } from '../../support/in-memory-documents.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { createRecordedLog, type RecordedLog } from '../../support/recorded-log.ts';

/** A server with one channel, in which Ada has asked for a video. */
export interface ChatWorld {
  readonly discord: Discord;
  readonly clock: ManualClock;
  readonly log: RecordedLog;
  readonly documents: Documents;
  readonly guild: DiscordGuild;
  readonly channel: DiscordChannel;
  readonly ada: DiscordUser;
  readonly chat: DiscordChat;
  readonly signal: AbortSignal;
  /** What was asked of `fetchLink`. */
  readonly fetched: readonly Parameters<FetchLink>[];
  /** Another process on the same documents. */
  restart(): DiscordChat;
  /** Ada's message with her two files. */
  request(channel?: DiscordChannel): Promise<Message>;
  /** The bot's own reply to a command of Ada's, still thinking. */
  reply(channel?: DiscordChannel): Promise<{ message: Message; token: string }>;
  job(
    message: Pick<Message, 'id'>,
    changes?: Partial<Place> & { id?: string; isDirect?: boolean },
  ): JobOf;
  /** The thread of a message. */
  thread(messageId: string): DiscordChannel;
  /** A file of so many bytes. */
  video(bytes?: number): Promise<string>;
  /** Resolves once that is so; the emulator acts while the test waits. */
  until(isSo: () => boolean): Promise<void>;
  /** How many requests of `POST /channels/{}/messages` and the like were made. */
  count(route: string): number;
  close(): Promise<void>;
}

/** A job as its record is in that state. */
export type JobOf = (kind: JobState['kind']) => Job;

export async function createChatWorld(options: GuildOptions = {}): Promise<ChatWorld> {
  const clock = createManualClock();
  const discord = await startDiscord({ now: clock.now });
  const log = createRecordedLog();
  const documents = createInMemoryDocuments('discord');
  const folder = await mkdtemp(path.join(tmpdir(), 'discord-chat-'));
  const guild = discord.createGuild(options);
  const channel = guild.createTextChannel();
  const ada = discord.createUser({ name: 'Ada' });
  const token = new Secret(discord.token);
  const rest = createRest({ token, apiUrl: discord.apiUrl });
  const uploads = createRest({ token, apiUrl: discord.apiUrl, timeoutMs: 120_000 });
  const fetched: Parameters<FetchLink>[] = [];
  const restart = () =>
    createDiscordChat({
      ...{ rest, uploads, documents, clock, log },
      botId: () => discord.botId,
      applicationId: () => discord.applicationId,
      fetchLink: async (...call) => {
        fetched.push(call);
      },
    });
  const commands = [{ name: 'avatar', description: 'Makes a picture talk', type: 1 }];
  await rest.put(Routes.applicationCommands(discord.applicationId), { body: commands });
  return {
    ...{ discord, clock, log, documents, guild, channel, ada, restart },
    fetched,
    chat: restart(),
    signal: new AbortController().signal,
    request: (where = channel) => ada.post(where, { content: `<@${discord.botId}>` }),
    reply: async (where = channel) => {
      const { id, token: replyToken, message } = await ada.slash(where, 'avatar');
      const query = new URLSearchParams({ with_response: 'true' });
      const route = Routes.interactionCallback(id, replyToken);
      await rest.post(route, { auth: false, query, body: { type: 5 } });
      const shown = message();
      if (shown === undefined) throw new Error('There is no reply');
      return { message: shown, token: replyToken };
    },
    job: (message, { id, isDirect = false, ...changes } = {}) => {
      const place: Place = {
        ...(isDirect ? {} : { guildId: guild.id }),
        channelId: channel.id,
        messageId: message.id,
        isReply: false,
        threads: true,
        personName: 'Ada',
        ...changes,
      };
      const person = { surface: 'discord', id: ada.id };
      const asked = { person, thread: threadOf(place), acceptedAt: clock.now() };
      return (kind) => aJob(id ?? `discord-${message.id}`, kind, asked);
    },
    thread: (messageId) => {
      const thread = channel.thread(messageId);
      if (thread === undefined) throw new Error('There is no thread');
      return thread;
    },
    video: async (bytes = 2_000) => {
      const file = path.join(folder, `${bytes}.mp4`);
      await writeFile(file, Buffer.alloc(bytes, 7));
      return file;
    },
    until: async (isSo) => {
      while (!isSo()) await new Promise(setImmediate);
    },
    count: (route) =>
      discord.requests.filter((each) => `${each.method} ${each.route}` === route).length,
    close: async () => {
      await discord.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Why a post was not taken. */
export function refusalOf(post: Promise<unknown>): Promise<PostError> {
  return post.then(
    () => {
      throw new Error('It was taken');
    },
    (error: unknown) => error as PostError,
  );
}

export function aView(phase: ProgressView['phase'], more: Partial<ProgressView> = {}) {
  return { phase, elapsedMs: 1_000, overdue: false, ...more } satisfies ProgressView;
}

/** The marks of all buttons under a message. */
export function marksUnder({ components }: Pick<Message, 'components'>): string[] {
  return components.flatMap((row) =>
    (row.components ?? []).flatMap(({ custom_id: mark }) => mark ?? []),
  );
}

export const QUEUED = aView('queued', { position: 3 });
export const DONE = aView('done', { ended: 'video', elapsedMs: 63_000 });

export function rendering(fraction: number): ProgressView {
  return aView('rendering', { fraction, expectedMs: 60_000 });
}

/** What the requests are called in the log of the emulator. */
export const POST = 'POST /channels/{}/messages';
export const EDIT = 'PATCH /channels/{}/messages/{}';
export const TOKEN_EDIT = 'PATCH /webhooks/{}/{}/messages/{}';
export const START_THREAD = 'POST /channels/{}/messages/{}/threads';

/** A command of Ada's that the bot has begun to answer. */
export async function askedByCommand(world: ChatWorld) {
  const { message, token } = await world.reply();
  world.chat.rememberToken(message.id, token);
  return { message, job: world.job(message, { isReply: true }) };
}
