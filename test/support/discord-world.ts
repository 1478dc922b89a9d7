import { setTimeout as wait } from 'node:timers/promises';
import fetch from 'node-fetch';
import { onTestFinished } from 'vitest';
import type { FetchLink } from '../../src/jobs/contracts.ts';
import { type Job, type JobId, toJobId } from '../../src/jobs/job.ts';
import { Secret } from '../../src/secret.ts';
import {
  createDiscord,
  type DiscordSurface,
  type DiscordOptions as SurfaceOptions,
} from '../../src/surfaces/discord/discord.ts';
import { startDiscord } from '../emulators/discord/discord.ts';
import type {
  AttachedFile,
  Discord,
  DiscordChannel,
  DiscordGuild,
  DiscordOptions,
  DiscordUser,
  GuildOptions,
} from '../emulators/discord/handle.ts';
import type { Message } from '../emulators/discord/wire.ts';
import { createInMemoryDocuments } from './in-memory-documents.ts';
import type { Life } from './life.ts';
import { createRecordedLog, type RecordedLog } from './recorded-log.ts';
import { type Bot, createWorld, type World, type WorldOptions } from './world.ts';

export const PICTURE: AttachedFile = {
  name: 'me.webp',
  bytes: Buffer.from('a picture'),
  contentType: 'image/webp',
};
export const SOUND: AttachedFile = {
  name: 'hello.mp3',
  bytes: Buffer.from('a sound'),
  contentType: 'audio/mpeg',
};
export const VOICE: AttachedFile = {
  name: 'voice-message.ogg',
  bytes: Buffer.from('a voice message'),
  contentType: 'audio/ogg',
  seconds: 4.2,
};

export interface DiscordWorldOptions extends WorldOptions {
  readonly discord?: Omit<DiscordOptions, 'now'>;
  readonly guild?: GuildOptions;
}

/** One run of the bot, connected to the emulator by discord.js. */
export interface DiscordBot extends Bot {
  readonly surface: DiscordSurface;
}

/** The jobs on fakes, but Discord by the real library. */
export interface DiscordWorld {
  readonly discord: Discord;
  readonly world: World;
  readonly log: RecordedLog;
  readonly guild: DiscordGuild;
  readonly channel: DiscordChannel;
  readonly ada: DiscordUser;
  /** Bytes of what was copied from Discord, by their part. */
  readonly fetched: { readonly part: string; readonly bytes: string }[];
  start(life?: Life, settings?: Partial<SurfaceOptions>): Promise<DiscordBot>;
  /** Lets time pass, a little at a time so that the network keeps up, until `look` finds something. */
  until<T>(look: () => T | undefined | false | null): Promise<T>;
  untilJob(id: JobId, holds: (job: Job) => boolean): Promise<Job>;
}

/** Time between two looks; the network of the machine itself answers within it. */
const STEP_MS = 250;
const REAL_STEP_MS = 2;
const PATIENCE_STEPS = 4_000;

export async function createDiscordWorld(options: DiscordWorldOptions = {}): Promise<DiscordWorld> {
  let chat: DiscordSurface['chat'] | undefined;
  const world = createWorld({
    ...options,
    chat: () => {
      if (chat === undefined) throw new Error('The bot has not been started');
      return chat;
    },
  });
  const discord = await startDiscord({ ...options.discord, now: world.clock.now });
  onTestFinished(() => discord.close());
  const log = createRecordedLog();
  const fetched: { part: string; bytes: string }[] = [];
  const documents = new Map<string, ReturnType<typeof createInMemoryDocuments>>();
  const ground = {
    documents: (namespace: string) => {
      const known = documents.get(namespace) ?? createInMemoryDocuments(namespace);
      documents.set(namespace, known);
      return known;
    },
    fetchLink: recordLinks(fetched),
  };
  const guild = discord.createGuild(options.guild);

  async function start(life?: Life, settings?: Partial<SurfaceOptions>): Promise<DiscordBot> {
    const stop = new AbortController();
    const surface = createDiscord(
      {
        token: new Secret(discord.token),
        apiUrl: discord.apiUrl,
        guildId: undefined,
        ...{ clock: world.clock, log, signal: stop.signal, ...settings },
      },
      ground,
    );
    chat = surface.chat;
    const end = async () => {
      stop.abort();
      await surface.close();
    };
    onTestFinished(end);
    const bot = await world.start(life);
    await surface.connect(bot.desk);
    return {
      ...bot,
      surface,
      stop: async () => {
        await end();
        await bot.stop();
      },
    };
  }

  async function until<T>(look: () => T | undefined | false | null): Promise<T> {
    for (let step = 0; step < PATIENCE_STEPS; step += 1) {
      const found = look();
      if (found !== undefined && found !== false && found !== null) return found;
      await world.clock.advance(STEP_MS);
      await wait(REAL_STEP_MS);
    }
    throw new Error('It did not come about');
  }

  return {
    ...{ discord, world, log, guild, fetched, start, until },
    channel: guild.createTextChannel(),
    ada: discord.createUser({ name: 'ada' }),
    untilJob: (id, holds) =>
      until(() => {
        const job = world.job(id);
        return job !== undefined && holds(job) ? job : undefined;
      }),
  };
}

/** Fetches what a link leads to, and remembers it instead of writing it to a file. */
function recordLinks(fetched: { part: string; bytes: string }[]): FetchLink {
  return async (part, { url }, _output, signal) => {
    const answer = await fetch(url, { signal });
    if (!answer.ok) throw new Error(`The file server answered ${answer.status}`);
    fetched.push({ part, bytes: await answer.text() });
  };
}

export const isDone = ({ state }: Job) => state.kind === 'done';

export function jobOf(message: Pick<Message, 'id'>): JobId {
  return toJobId(`discord-${message.id}`);
}

/** The messages there that carry a video. */
export function videosIn(channel: DiscordChannel | undefined): Message[] {
  return (channel?.messages() ?? []).filter(({ attachments }) =>
    attachments.some(({ filename }) => filename === 'talking-avatar.mp4'),
  );
}
