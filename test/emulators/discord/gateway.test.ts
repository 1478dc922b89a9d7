import { Events, GatewayIntentBits } from 'discord.js';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { INTENTS, next, startBot } from './a-bot.ts';
import { openDiscord } from './a-discord.ts';
import { call } from './call.ts';

const until = (check: () => void) => vi.waitFor(check, { interval: 2, timeout: 5_000 });

it('replays what a bot missed while its connection was cut', async () => {
  const discord = await openDiscord();
  const channel = discord.createGuild().createTextChannel();
  const ada = discord.createUser();
  const bot = await startBot(discord);
  discord.gateway.dropAll();
  expect(discord.gateway.connections).toBe(0);
  await ada.post(channel, { content: `<@${discord.botId}> are you there?` });
  expect((await next(bot.messages)).content).toContain('are you there?');
  expect(discord.gateway).toMatchObject({ identifies: 1, resumes: 1, connections: 1 });
});

it('is resumed after it asked for a reconnect', async () => {
  const discord = await openDiscord();
  await startBot(discord);
  discord.gateway.askReconnect();
  await discord.gateway.waitForReady(2);
  expect(discord.gateway).toMatchObject({ identifies: 1, resumes: 1 });
});

it('is resumed on the same socket after op 9 with true', async () => {
  const discord = await openDiscord();
  await startBot(discord);
  discord.gateway.invalidateSession(true);
  await until(() => expect(discord.gateway.resumes).toBe(1));
});

it('sends a new READY to who identifies again after op 9 with false', async () => {
  const discord = await openDiscord();
  const channel = discord.createGuild().createTextChannel();
  const bot = await startBot(discord, { isEager: true });
  discord.gateway.invalidateSession(false);
  expect(discord.gateway.sessions).toBe(0);
  await discord.gateway.waitForReady(2);
  expect(discord.gateway).toMatchObject({ identifies: 2, resumes: 0 });
  await discord.createUser().post(channel, { content: `<@${discord.botId}> again` });
  await next(bot.messages);
});

it('sends events to the shard that owns the guild, and DMs to shard 0', async () => {
  const discord = await openDiscord({ shards: 2 });
  const guilds = [discord.createGuild(), discord.createGuild()];
  const bot = await startBot(discord, { shards: 'auto' });
  expect(discord.gateway.identifies).toBe(2);
  const shards = guilds.map(({ id }) => bot.client.guilds.cache.get(id)?.shardId);
  expect(new Set(shards)).toEqual(new Set([0, 1]));
  expect(shards).toEqual(guilds.map(({ id }) => Number((BigInt(id) >> 22n) % 2n)));
  const ada = discord.createUser();
  await ada.post(ada.dm(), { content: 'hello' });
  expect((await next(bot.messages)).content).toBe('hello');
});

it('tells a running bot of a guild that it is added to and taken out of', async () => {
  const discord = await openDiscord();
  const { client } = await startBot(discord);
  const added = new Promise<string>((resolve) =>
    client.once(Events.GuildCreate, ({ id }) => resolve(id)),
  );
  const guild = discord.createGuild();
  expect(await added).toBe(guild.id);
  guild.removeBot();
  await until(() => expect(client.guilds.cache.has(guild.id)).toBe(false));
});

it('refuses a wrong token', async () => {
  const discord = await openDiscord();
  await expect(startBot(discord, { token: 'a.b.c' })).rejects.toThrow(/token/i);
});

it('refuses an intent that it has not granted', async () => {
  const discord = await openDiscord();
  const intents = [...INTENTS, GatewayIntentBits.MessageContent];
  await expect(startBot(discord, { intents })).rejects.toThrow(/intents/);
});

it('sends nothing that no intent was given for', async () => {
  const discord = await openDiscord();
  const channel = discord.createGuild().createTextChannel();
  const bot = await startBot(discord, {
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.DirectMessages],
  });
  const ada = discord.createUser();
  await ada.post(channel, { content: `<@${discord.botId}> in the guild` });
  await ada.post(ada.dm(), { content: 'in the DM' });
  await next(bot.messages);
  expect(bot.messages.map(({ content }) => content)).toEqual(['in the DM']);
});

it('delivers twice, or not at all, when it is told to', async () => {
  const discord = await openDiscord();
  const ada = discord.createUser();
  const bot = await startBot(discord);
  const path = `POST /applications/${discord.applicationId}/commands`;
  await call(discord, path, { name: 'ping', description: 'answers' });
  discord.gateway.missEvents = true;
  await ada.slash(ada.dm(), 'ping');
  discord.gateway.missEvents = false;
  discord.gateway.deliverTwice = true;
  const { id } = await ada.slash(ada.dm(), 'ping');
  await next(bot.interactions, 2);
  expect(bot.interactions.map((each) => each.id)).toEqual([id, id]);
});

it.each<[why: string, frame: object | string, code: number]>([
  ['no JSON', '{', 4002],
  ['a presence before IDENTIFY', { op: 3, d: {} }, 4003],
  ['a shard that there is not', { op: 2, d: { shard: [2, 2], intents: 0 } }, 4010],
  ['an intent that there is not', { op: 2, d: { intents: 1 << 17 } }, 4013],
])('closes a connection that sends %s', async (_why, frame, code) => {
  const discord = await openDiscord();
  const socket = new WebSocket(`ws://${discord.fileHost}/gateway?v=10&encoding=json`);
  onTestFinished(() => socket.terminate());
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const withToken =
    typeof frame === 'string' || !('d' in frame)
      ? frame
      : { ...frame, d: { token: discord.token, ...(frame.d as object) } };
  socket.once('message', () => {
    socket.send(typeof withToken === 'string' ? withToken : JSON.stringify(withToken));
  });
  expect(await closed).toBe(code);
});

it('answers a RESUME of a session that it does not know with op 9', async () => {
  const discord = await openDiscord();
  const socket = new WebSocket(`ws://${discord.fileHost}/gateway?v=10&encoding=json`);
  onTestFinished(() => socket.terminate());
  const frames: unknown[] = [];
  socket.on('message', (raw) => frames.push(JSON.parse(String(raw))));
  await next(frames);
  const d = { token: discord.token, session_id: 'unknown', seq: 1 };
  socket.send(JSON.stringify({ op: 6, d }));
  socket.send(JSON.stringify({ op: 1, d: null }));
  await next(frames, 3);
  expect(frames.slice(1)).toEqual([
    { op: 9, d: false },
    { op: 11, d: null },
  ]);
});
