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
import { createNamespaces } from './in-memory-documents.ts';
import type { Life } from './life.ts';
import { createPatience, type Patience } from './patience.ts';
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
export interface DiscordWorld extends Patience {
  readonly discord: Discord;
  readonly world: World;
  readonly log: RecordedLog;
  readonly guild: DiscordGuild;
  readonly channel: DiscordChannel;
  readonly ada: DiscordUser;
  /** Bytes of what was copied from Discord, by their part. */
  readonly fetched: { readonly part: string; readonly bytes: string }[];
  start(life?: Life, settings?: Partial<SurfaceOptions>): Promise<DiscordBot>;
}

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
  const ground = { documents: createNamespaces(), fetchLink: recordLinks(fetched) };
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

  const { until, untilJob } = createPatience(world);

  return {
    ...{ discord, world, log, guild, fetched, start, until, untilJob },
    channel: guild.createTextChannel(),
    ada: discord.createUser({ name: 'ada' }),
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
