import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Chat, Documents } from '../../src/jobs/contracts.ts';
import { createFetchLink } from '../../src/media/attachment.ts';
import { Secret } from '../../src/secret.ts';
import { createDiscord } from '../../src/surfaces/discord/discord.ts';
import { BOT_SCOPES } from '../../src/surfaces/slack/scopes.ts';
import { createSlack } from '../../src/surfaces/slack/slack.ts';
import { startDiscord } from '../emulators/discord/discord.ts';
import type { Discord } from '../emulators/discord/handle.ts';
import type { Slack, SlackOptions } from '../emulators/slack/handle.ts';
import { startSlack } from '../emulators/slack/slack.ts';
import { createEachChat } from './each-chat.ts';
import { createNamespaces } from './in-memory-documents.ts';
import { clockOf, documentsOf, type Life } from './life.ts';
import { createPatience, type Patience } from './patience.ts';
import { createRecordedLog, type RecordedLog } from './recorded-log.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

export interface BothWorldsOptions extends WorldOptions {
  readonly slack?: Omit<SlackOptions, 'now'>;
}

/** One process: its surfaces, connected by the real libraries, on the same jobs. */
export interface BothBot {
  /** Cuts the connections, as the end of a process does; what its life holds stays where it is. */
  cut(): Promise<void>;
  stop(): Promise<void>;
}

/** What is outside of one process that is on both platforms, or on Slack alone. */
export interface BothWorlds extends Patience {
  readonly world: World;
  readonly log: RecordedLog;
  readonly slack: Slack;
  readonly discord: Discord;
  /** Starts a process; with a life, all that its surfaces keep is of that life as well. */
  start(life?: Life, on?: readonly ('slack' | 'discord')[]): Promise<BothBot>;
}

export async function createBothWorlds(options: BothWorldsOptions = {}): Promise<BothWorlds> {
  const folder = await mkdtemp(path.join(tmpdir(), 'both-worlds-'));
  const chats = new Map<string, Chat>();
  const chat = createEachChat((surface) => {
    const found = chats.get(surface);
    if (found === undefined) throw new Error(`There is no ${surface}`);
    return found;
  });
  const world = createWorld({ ...options, folder, chat: () => chat });
  const { now } = world.clock;
  const slack = await startSlack({ scopes: BOT_SCOPES, ...options.slack, now });
  const discord = await startDiscord({ now });
  onTestFinished(async () => {
    await Promise.all([slack.close(), discord.close()]);
    await rm(folder, { recursive: true, force: true });
  });
  const log = createRecordedLog();
  const documents = createNamespaces();
  const fetchLink = createFetchLink({
    extraHosts: [slack.fileHost, discord.fileHost],
    clock: world.clock,
  });

  async function start(
    life?: Life,
    on: readonly ('slack' | 'discord')[] = ['slack', 'discord'],
  ): Promise<BothBot> {
    const stop = new AbortController();
    const common = {
      clock: life === undefined ? world.clock : clockOf(life, world.clock),
      log,
      signal: stop.signal,
    };
    const ground = { documents: ofLife(life, documents), fetchLink };
    const { apiUrl, appToken, team } = slack;
    const surfaces = {
      slack: () =>
        createSlack(
          {
            installed: { botToken: new Secret(team.botToken) },
            transport: { appToken: new Secret(appToken) },
            ...{ apiUrl, ...common },
          },
          ground,
        ),
      discord: () =>
        createDiscord(
          {
            token: new Secret(discord.token),
            apiUrl: discord.apiUrl,
            guildId: undefined,
            ...common,
          },
          ground,
        ),
    };
    const open = on.map((name) => [name, surfaces[name]()] as const);
    for (const [name, { chat }] of open) chats.set(name, chat);
    const cut = async () => {
      stop.abort();
      await Promise.all(open.map(([, surface]) => surface.close()));
    };
    onTestFinished(cut);
    const bot = await world.start(life);
    await Promise.all(open.map(([, surface]) => surface.connect(bot.desk)));
    return {
      cut,
      stop: async () => {
        await cut();
        await bot.stop();
      },
    };
  }

  return { ...{ world, log, slack, discord, start }, ...createPatience(world) };
}

type Namespaces = (namespace: string) => Documents;

function ofLife(life: Life | undefined, documents: Namespaces): Namespaces {
  if (life === undefined) return documents;
  return (namespace) => documentsOf(life, namespace, documents(namespace));
}
