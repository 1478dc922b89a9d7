import { openDiscord } from './a-discord.ts';
import { call } from './call.ts';
import type { Discord, DiscordChannel, DiscordGuild, DiscordUser } from './handle.ts';

export interface RefusalScene {
  readonly discord: Discord;
  readonly guild: DiscordGuild;
  readonly channel: DiscordChannel;
  readonly ada: DiscordUser;
  readonly messages: string;
  /** A message of the bot, by id. */
  post(content?: string): Promise<string>;
  startThread(): Promise<DiscordChannel>;
  /** Moves the clock. */
  pass(ms: number): void;
}

export const MINUTE = 60_000;

export async function openRefusalScene(): Promise<RefusalScene> {
  let now = 1_800_000_000_000;
  const discord = await openDiscord({ now: () => now });
  const guild = discord.createGuild();
  const channel = guild.createTextChannel();
  const ada = discord.createUser();
  const messages = `/channels/${channel.id}/messages`;
  const post = async (content = 'hello') =>
    String((await call(discord, `POST ${messages}`, { content })).body['id']);
  const startThread = async () => {
    const id = await post();
    await call(discord, `POST ${messages}/${id}/threads`, { name: 'a thread' });
    const thread = channel.thread(id);
    if (thread === undefined) throw new Error('no thread');
    return thread;
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { discord, guild, channel, ada, messages, post, startThread, pass };
}

export const TEXT = { content: 'hello' };
const COMMAND = { name: 'ping', description: 'answers' };

export async function askedBy(here: RefusalScene) {
  await call(here.discord, `POST /applications/${here.discord.applicationId}/commands`, COMMAND);
  return await here.ada.slash(here.channel, 'ping');
}

export type Refused = { readonly status: number; readonly code: number | undefined };
