import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { FetchLink } from '../../src/jobs/contracts.ts';
import { type JobId, toJobId } from '../../src/jobs/job.ts';
import { createFetchLink } from '../../src/media/attachment.ts';
import { Secret } from '../../src/secret.ts';
import { BOT_SCOPES } from '../../src/surfaces/slack/scopes.ts';
import {
  createSlack,
  type SlackSurface,
  type SlackOptions as SurfaceOptions,
} from '../../src/surfaces/slack/slack.ts';
import type {
  AttachedFile,
  Slack,
  SlackChannel,
  SlackOptions,
  SlackUser,
} from '../emulators/slack/handle.ts';
import { startSlack } from '../emulators/slack/slack.ts';
import type { Message } from '../emulators/slack/wire.ts';
import { createNamespaces } from './in-memory-documents.ts';
import type { Life } from './life.ts';
import { createPatience, type Patience } from './patience.ts';
import { createRecordedLog, type RecordedLog } from './recorded-log.ts';
import { type Bot, createWorld, type World, type WorldOptions } from './world.ts';

export const PICTURE: AttachedFile = {
  name: 'me.png',
  bytes: Buffer.from('a picture'),
  mimetype: 'image/png',
};
/** As Slack records it: sound alone, under the name of a video. */
export const CLIP: AttachedFile = {
  name: 'audio_message.mp4',
  bytes: Buffer.from('a recorded clip'),
  mimetype: 'video/mp4',
  subtype: 'slack_audio',
  durationMs: 4_200,
};

export interface SlackWorldOptions extends WorldOptions {
  readonly slack?: Omit<SlackOptions, 'now'>;
}

/** One run of the bot, connected to the emulator by Bolt. */
export interface SlackBot extends Bot {
  readonly surface: SlackSurface;
  /** What the operator reads when it is connected. */
  readonly line: string;
}

/** The jobs on fakes, but Slack by the real libraries, with a token of the manifest's scopes. */
export interface SlackWorld extends Patience {
  readonly slack: Slack;
  readonly world: World;
  readonly log: RecordedLog;
  readonly channel: SlackChannel;
  readonly ada: SlackUser;
  /** Bytes of what was copied from Slack, by their part. */
  readonly fetched: { readonly part: string; readonly bytes: string }[];
  start(life?: Life, settings?: Partial<SurfaceOptions>): Promise<SlackBot>;
}

export async function createSlackWorld(options: SlackWorldOptions = {}): Promise<SlackWorld> {
  const folder = await mkdtemp(path.join(tmpdir(), 'slack-world-'));
  let chat: SlackSurface['chat'] | undefined;
  const world = createWorld({
    ...options,
    folder,
    chat: () => {
      if (chat === undefined) throw new Error('The bot has not been started');
      return chat;
    },
  });
  const { now } = world.clock;
  const slack = await startSlack({ scopes: BOT_SCOPES, ...options.slack, now });
  onTestFinished(async () => {
    await slack.close();
    await rm(folder, { recursive: true, force: true });
  });
  const log = createRecordedLog();
  const fetched: { part: string; bytes: string }[] = [];
  const fetchLink = createFetchLink({ extraHosts: [slack.fileHost], clock: world.clock });
  const ground = { documents: createNamespaces(), fetchLink: recording(fetchLink, fetched) };

  async function start(life?: Life, settings?: Partial<SurfaceOptions>): Promise<SlackBot> {
    const stop = new AbortController();
    const surface = createSlack(
      {
        installed: { botToken: new Secret(slack.team.botToken) },
        transport: { appToken: new Secret(slack.appToken) },
        apiUrl: slack.apiUrl,
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
    const line = await surface.connect(bot.desk);
    return {
      ...bot,
      surface,
      line,
      stop: async () => {
        await end();
        await bot.stop();
      },
    };
  }

  const ada = slack.team.createUser({ name: 'ada' });
  const channel = slack.team.createChannel({ members: [ada] });
  return { ...{ slack, world, log, channel, ada, fetched, start }, ...createPatience(world) };
}

function recording(fetchLink: FetchLink, fetched: { part: string; bytes: string }[]): FetchLink {
  return async (part, link, output, signal) => {
    await fetchLink(part, link, output, signal);
    fetched.push({ part, bytes: await readFile(output, 'utf8') });
  };
}

/** The id of the job that a message asks for. */
export function jobOf(channel: SlackChannel, { ts }: Pick<Message, 'ts'>): JobId {
  return toJobId(`slack-${channel.team.id}-${channel.id}-${ts}`);
}
