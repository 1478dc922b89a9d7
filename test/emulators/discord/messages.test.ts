import { expect, it } from 'vitest';
import { next, startBot } from './a-bot.ts';
import { clip, openDiscord, portrait } from './a-discord.ts';
import { call } from './call.ts';
import { Bits } from './permissions.ts';

async function scene() {
  let now = Date.now();
  const discord = await openDiscord({ now: () => now });
  const channel = discord.createGuild().createTextChannel();
  const ada = discord.createUser();
  const bot = await startBot(discord);
  const send = async (body: object) =>
    String((await call(discord, `POST /channels/${channel.id}/messages`, body)).body['id']);
  const pass = (ms: number) => {
    now += ms;
  };
  const mention = `<@${discord.botId}>`;
  return { discord, channel, ada, bot, send, pass, mention };
}

it('empties what the bot may not read without the intent', async () => {
  const { discord, channel, ada, bot, mention } = await scene();
  const hidden = await ada.post(channel, { content: 'secret', files: [portrait] });
  await ada.post(channel, { content: `${mention} open`, files: [portrait], replyTo: hidden });
  await ada.post(ada.dm(), { content: 'private', files: [clip] });
  await next(bot.messages, 3);
  const seen = bot.messages.map(({ content, attachments }) => [content, attachments.size]);
  expect(seen).toEqual([
    ['', 0],
    [`${mention} open`, 1],
    ['private', 1],
  ]);
  const { body } = await call(discord, `GET /channels/${channel.id}/messages/${hidden.id}`);
  expect(body).toMatchObject({ content: '', attachments: [] });
  expect(hidden).toMatchObject({ content: 'secret' });
  expect(discord.mistakes).toEqual([]);
});

it('lets a reply to the bot be read, with its voice message', async () => {
  const { discord, channel, ada, bot, send } = await scene();
  const id = await send({ content: 'reply with your voice' });
  const posted = await ada.post(channel, { voice: clip, replyTo: { id } });
  const received = await next(bot.messages);
  expect(received.flags.bitfield).toBe(1 << 13);
  expect(received.attachments.first()).toMatchObject({ name: 'clip.ogg', duration: 4 });
  expect(received.reference?.messageId).toBe(id);
  expect(posted.referenced_message?.content).toBe('reply with your voice');
  expect(discord.mistakes).toEqual([]);
});

it('pings nobody with a quiet reply, nor with a reply to an answered interaction', async () => {
  const { channel, ada, bot, send } = await scene();
  const id = await send({ content: 'a message' });
  await ada.post(channel, { content: 'quiet', replyTo: { id }, ping: false });
  await bot.client.application.commands.set([{ name: 'ping', description: 'answers' }]);
  const asked = await ada.slash(channel, 'ping');
  const interaction = await next(bot.interactions);
  if (interaction.isRepliable()) await interaction.reply('pong');
  await ada.post(channel, { content: 'to the answer', replyTo: { id: asked.message()?.id ?? '' } });
  await next(bot.messages, 2);
  expect(bot.messages.map(({ content }) => content)).toEqual(['', '']);
});

it('hides the files of a forward unless it is meant for the bot', async () => {
  const { channel, ada, bot } = await scene();
  const original = await ada.post(channel, { files: [portrait] });
  const there = await ada.post(channel, { forward: original });
  // Not the same one: the library keeps one object for all snapshots of a message.
  const other = await ada.post(channel, { files: [portrait] });
  await ada.post(ada.dm(), { forward: other });
  await next(bot.messages, 4);
  const seen = bot.messages
    .filter(({ messageSnapshots }) => messageSnapshots.size > 0)
    .map(({ messageSnapshots }) => messageSnapshots.first()?.attachments.size);
  expect(seen).toEqual([0, 1]);
  expect(there).toMatchObject({
    content: '',
    flags: 1 << 14,
    attachments: [],
    message_reference: { type: 1 },
  });
});

it.each([
  ['a voice message with a text', { voice: clip, content: 'a' }],
  ['two files in a voice message', { voice: clip, files: [clip] }],
  ['nothing at all', {}],
])('has a client that never posts %s', async (_what, post) => {
  const discord = await openDiscord();
  const ada = discord.createUser();
  await expect(ada.post(ada.dm(), post)).rejects.toThrow(/client/);
});

it('pings whom the allowed mentions allow', async () => {
  const { discord, channel, ada, send } = await scene();
  const eve = discord.createUser({ name: 'Eve' });
  const content = `<@${ada.id}> <@${eve.id}> @everyone`;
  await send({ content });
  await send({ content, allowed_mentions: { parse: [], users: [ada.id] } });
  await send({ content, allowed_mentions: { parse: [] } });
  const pinged = channel.messages().map(({ mentions }) => mentions.map(({ id }) => id));
  expect(pinged).toEqual([[ada.id, eve.id], [ada.id], []]);
  expect(channel.messages().map((each) => each.mention_everyone)).toEqual([false, false, false]);
  channel.allow(Bits.MENTION_EVERYONE);
  await send({ content });
  expect(channel.messages().at(-1)?.mention_everyone).toBe(true);
});

it('gives the earlier message for a nonce for five minutes', async () => {
  const { channel, send, pass } = await scene();
  const body = { content: 'video', nonce: 'job-1', enforce_nonce: true };
  const first = await send(body);
  pass(5 * 60_000);
  expect(await send(body)).toBe(first);
  pass(1);
  expect(await send(body)).not.toBe(first);
  expect(await send({ ...body, enforce_nonce: false })).not.toBe(first);
  expect(channel.messages()).toHaveLength(3);
});

it('lists messages newest first, by pages, and none without the permission', async () => {
  const { discord, channel, send } = await scene();
  const ids: string[] = [];
  for (const content of ['1', '2', '3', '4', '5']) ids.push(await send({ content }));
  const list = async (query: string) => {
    const { body } = await call(discord, `GET /channels/${channel.id}/messages?${query}`);
    return (body as unknown as { content: string }[]).map(({ content }) => content).join('');
  };
  expect(await list('limit=2')).toBe('54');
  expect(await list(`before=${ids[2]}`)).toBe('21');
  expect(await list(`after=${ids[2]}&limit=1`)).toBe('4');
  expect(await list(`around=${ids[2]}&limit=3`)).toBe('432');
  channel.deny(Bits.READ_MESSAGE_HISTORY);
  expect(await list('')).toBe('');
});

it('keeps, adds and takes away attachments as an edit says', async () => {
  const { discord, channel, send } = await scene();
  const id = await send({ content: 'a' });
  const path = `PATCH /channels/${channel.id}/messages/${id}`;
  const names = () => channel.messages()[0]?.attachments.map(({ filename }) => filename);
  await call(discord, path, { attachments: [{ id: '0' }] }, { files: [portrait] });
  await call(discord, path, {}, { files: [clip] });
  expect(names()).toEqual(['portrait.png', 'clip.ogg']);
  const kept = channel.messages()[0]?.attachments[1]?.id;
  await call(discord, path, { attachments: [{ id: kept }] });
  expect(names()).toEqual(['clip.ogg']);
  expect(discord.mistakes).toEqual([]);
});

it('tells nothing of a channel that the bot may not see', async () => {
  const { channel, ada, bot, mention } = await scene();
  const secret = channel.guild?.createTextChannel({ deny: Bits.VIEW_CHANNEL });
  if (secret === undefined) throw new Error('no channel');
  await ada.post(secret, { content: `${mention} a` });
  await ada.startThread(secret, { name: 'a', post: { content: `${mention} b` } });
  await ada.post(channel, { content: `${mention} c` });
  expect((await next(bot.messages)).content).toBe(`${mention} c`);
});

it('has threads of people: on their own, from a message, and in a forum', async () => {
  const { discord, channel, ada, bot, mention } = await scene();
  const forum = channel.guild?.createTextChannel({ type: 'forum' });
  if (forum === undefined) throw new Error('no forum');
  const message = await ada.post(channel, { content: 'start here' });
  const alone = await ada.startThread(channel, { name: 'alone' });
  const from = await ada.startThread(channel, { name: 'from', from: message });
  const post = await ada.startThread(forum, { name: 'post', post: { content: mention } });
  expect(channel.threads().map(({ name }) => name)).toEqual(['alone', 'from']);
  expect(from.id).toBe(message.id);
  await expect(ada.post(forum, { content: 'a' })).rejects.toThrow(/forum/);
  await expect(ada.startThread(ada.dm(), { name: 'a' })).rejects.toThrow(/no threads/);
  const received = (await next(bot.messages, 2)).channel;
  expect([received.id, received.isThread()]).toEqual([post.id, true]);
  for (const { id } of [alone, from, post]) {
    const answer = await call(discord, `POST /channels/${id}/messages`, { content: 'here' });
    expect(answer.status).toBe(200);
  }
  expect(() => post.deny(Bits.SEND_MESSAGES)).toThrow(/overwrites/);
  expect(discord.mistakes).toEqual([]);
});

it('lets the bot archive and rename its thread, and lock it only with MANAGE_THREADS', async () => {
  const { discord, channel, bot, send } = await scene();
  const id = await send({ content: 'a' });
  const there = await bot.client.channels.fetch(channel.id);
  if (there?.isTextBased() !== true || there.isDMBased()) throw new Error('no channel');
  const thread = await (await there.messages.fetch(id)).startThread({ name: 'first' });
  await thread.setName('second');
  await expect(thread.setLocked(true)).rejects.toMatchObject({ code: 50013 });
  await thread.setArchived(true);
  await expect(thread.sendTyping()).rejects.toMatchObject({ code: 50083 });
  expect(channel.thread(id)).toMatchObject({ name: 'second', isArchived: true, isLocked: false });
  await thread.setArchived(false);
  await thread.send('b');
  expect(channel.thread(id)?.isArchived).toBe(false);
  expect(discord.mistakes).toEqual([]);
});

it('has a role of the bot, whose mention opens nothing', async () => {
  const { discord, channel, ada, bot } = await scene();
  const roleId = channel.guild?.botRoleId ?? '';
  await ada.post(channel, { content: `<@&${roleId}> hello` });
  const received = await next(bot.messages);
  expect(received.guild?.members.me?.roles.botRole?.id).toBe(roleId);
  expect([received.mentions.roles.has(roleId), received.content]).toEqual([true, '']);
  expect(discord.mistakes).toEqual([]);
});
