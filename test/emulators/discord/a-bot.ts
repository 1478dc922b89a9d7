import {
  Client,
  Events,
  GatewayIntentBits,
  type Message,
  Partials,
  type Interaction as Received,
} from 'discord.js';
import { Agent } from 'undici';
import { expect, onTestFinished, vi } from 'vitest';
import type { Discord } from './handle.ts';

export const INTENTS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.DirectMessages,
];

export interface Bot {
  readonly client: Client<true>;
  readonly interactions: Received[];
  readonly messages: Message[];
}

export interface BotOptions {
  readonly onInteraction?: (interaction: Received) => Promise<unknown>;
  readonly shards?: 'auto';
  readonly token?: string;
  readonly intents?: readonly number[];
  /** Identifies again at once, where the library would wait five seconds. */
  readonly isEager?: boolean;
}

const noThrottle = () => ({ waitForIdentify: async () => {} });

/** A bot on the real discord.js, as a developer would write it. */
export async function startBot(discord: Discord, options: BotOptions = {}): Promise<Bot> {
  const client = new Client({
    intents: options.intents ?? INTENTS,
    // Without it the library drops DMs and threads that it has not seen yet.
    partials: [Partials.Channel],
    // Whichever library is loaded first serves those who name no agent, and undici of another version
    // does not know this one's forms.
    rest: { api: discord.apiUrl, agent: new Agent() },
    ...(options.isEager === true ? { ws: { buildIdentifyThrottler: noThrottle } } : {}),
    ...(options.shards === undefined ? {} : { shards: options.shards }),
  });
  onTestFinished(() => client.destroy());
  const interactions: Received[] = [];
  const messages: Message[] = [];
  client.on(Events.InteractionCreate, (interaction) => {
    interactions.push(interaction);
    options
      .onInteraction?.(interaction)
      .catch((error: unknown) => client.emit('error', error as Error));
  });
  client.on(Events.MessageCreate, (message) => {
    if (message.author.id !== client.user?.id) messages.push(message);
  });
  client.on('error', () => {});
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(options.token ?? discord.token);
  await ready;
  return { client: client as Client<true>, interactions, messages };
}

/** What comes next into a list that something else fills. */
export const next = <T>(list: readonly T[], count = 1): Promise<T> =>
  vi.waitFor(
    () => {
      expect(list.length).toBeGreaterThanOrEqual(count);
      return list[count - 1] as T;
    },
    { interval: 2 },
  );
