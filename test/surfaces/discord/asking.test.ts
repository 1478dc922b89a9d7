import { MessageFlags, PermissionFlagsBits } from 'discord.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { Discord, Interaction } from '../../emulators/discord/handle.ts';
import type { Message } from '../../emulators/discord/wire.ts';
import {
  createDiscordWorld,
  type DiscordWorld,
  type DiscordWorldOptions,
  isDone,
  jobOf,
  PICTURE,
  SOUND,
  VOICE,
  videosIn,
} from '../../support/discord-world.ts';

let discord: Discord | undefined;
afterEach(() => expect(discord?.mistakes).toEqual([]));

async function open(options: DiscordWorldOptions = {}): Promise<DiscordWorld> {
  const opened = await createDiscordWorld(options);
  discord = opened.discord;
  await opened.start();
  return opened;
}

async function replyTo(asked: Interaction): Promise<Message> {
  const { message } = await asked.response();
  return message ?? expect.fail('There is no reply');
}

const byBot = (messages: readonly Message[]) => messages.filter(({ author }) => author.bot);
const texts = (messages: readonly Message[]) => messages.map(({ content }) => content);

/** Waits for the video in the thread of that message, and says what the job was made of. */
async function videoUnder(
  { channel, until, fetched }: DiscordWorld,
  message: Pick<Message, 'id'>,
): Promise<{ video: Message; parts: string[] }> {
  const thread = await until(() => channel.thread(message.id));
  const [video] = await until(() => videosIn(thread).length > 0 && videosIn(thread));
  const parts = fetched.map(({ part, bytes }) => `${part}: ${bytes}`).sort();
  return { video: video ?? expect.fail('no video'), parts };
}

const BOTH = ['clip: a sound', 'portrait: a picture'];
const WITH_VOICE = ['clip: a voice message', 'portrait: a picture'];

describe('a slash command with a picture and a voice', () => {
  it('gets a thread with the video in it, and the job is named after the reply', async () => {
    const there = await open();
    const asked = await there.ada.slash(there.channel, 'avatar', { image: PICTURE, voice: SOUND });
    expect((await asked.response()).type).toBe(5);
    const reply = await replyTo(asked);
    const { video, parts } = await videoUnder(there, reply);
    expect(video.content).toContain(`<@${there.ada.id}>`);
    expect(video.mentions.map(({ id }) => id)).toEqual([there.ada.id]);
    expect(parts).toEqual(BOTH);
    expect(there.world.maker.orders.map(({ jobId }) => jobId)).toEqual([jobOf(reply)]);
    await there.until(() => asked.message()?.content.includes('Done in'));
  });

  it('says on the way how it stands, with a button that cancels, in one message', async () => {
    const there = await open();
    const asked = await there.ada.slash(there.channel, 'avatar', { image: PICTURE, voice: SOUND });
    const reply = await replyTo(asked);
    await there.until(() => asked.message()?.content.includes('Kling is rendering'));
    expect(JSON.stringify(asked.message()?.components)).toContain(`cancel:${jobOf(reply)}`);
    await there.untilJob(jobOf(reply), isDone);
    expect(there.channel.messages()).toHaveLength(1);
  });

  it('takes prompt and mode along', async () => {
    const { ada, channel, world, until } = await open();
    const words = { prompt: 'smiling', mode: 'pro' };
    await ada.slash(channel, 'avatar', { image: PICTURE, voice: SOUND, ...words });
    await until(() => world.maker.orders[0]);
    expect(world.maker.orders[0]).toMatchObject(words);
  });

  it('is answered in the language of the person', async () => {
    const { discord: server, channel, until } = await open();
    const ana = server.createUser({ name: 'ana', locale: 'es-ES' });
    const asked = await ana.slash(channel, 'avatar', { image: PICTURE, voice: SOUND });
    await until(() => asked.message()?.content.includes('Kling está'));
  });

  it('is told at once and alone which permission is missing, and nothing is begun', async () => {
    const { ada, channel, world } = await open();
    channel.deny(PermissionFlagsBits.AttachFiles);
    const asked = await ada.slash(channel, 'avatar', { image: PICTURE, voice: SOUND });
    const { type, message } = await asked.response();
    expect(type).toBe(4);
    expect(message?.content).toContain('Attach Files');
    expect((message?.flags ?? 0) & MessageFlags.Ephemeral).toBeTruthy();
    expect(world.maker.orders).toEqual([]);
  });

  it('that arrives twice where a permission is missing is told so all the same', async () => {
    const { discord: server, ada, channel, log, until } = await open();
    server.gateway.deliverTwice = true;
    channel.deny(PermissionFlagsBits.AttachFiles);
    const asked = await ada.slash(channel, 'avatar', { image: PICTURE, voice: SOUND });
    await asked.response();
    const callbacks = () => server.requests.filter(({ path }) => path.endsWith('/callback'));
    await until(() => callbacks().length === 2 && callbacks().every(({ status }) => status));
    expect(asked.message()?.content).toContain('Attach Files');
    expect(log.count('discord.interaction-failed')).toBe(0);
  });

  it('is answered in the channel where threads are forbidden', async () => {
    const { ada, channel, until } = await open();
    channel.deny(PermissionFlagsBits.CreatePublicThreads);
    const asked = await ada.slash(channel, 'avatar', { image: PICTURE, voice: SOUND });
    const reply = await replyTo(asked);
    const [video] = await until(() => videosIn(channel).length > 0 && videosIn(channel));
    expect(video?.message_reference?.message_id).toBe(reply.id);
    expect(channel.threads()).toEqual([]);
  });

  it('within a thread is answered in that thread', async () => {
    const there = await open();
    const first = await there.ada.slash(there.channel, 'avatar', { image: PICTURE, voice: SOUND });
    const thread = await there.until(() => there.channel.threads()[0]);
    await first.response();
    await there.ada.slash(thread, 'avatar', { image: PICTURE, voice: SOUND });
    await there.until(() => videosIn(thread).length === 2);
    expect(there.channel.threads()).toHaveLength(1);
  });

  it('in direct messages is answered there', async () => {
    const { ada, until } = await open();
    await ada.slash(ada.dm(), 'avatar', { image: PICTURE, voice: SOUND });
    await until(() => videosIn(ada.dm()).length === 1);
  });

  it('that arrives twice is one job with one answer', async () => {
    const { discord: server, ada, channel, world, untilJob } = await open();
    server.gateway.deliverTwice = true;
    const asked = await ada.slash(channel, 'avatar', { image: PICTURE, voice: SOUND });
    const reply = await replyTo(asked);
    await untilJob(jobOf(reply), isDone);
    expect(world.maker.orders).toHaveLength(1);
    expect(channel.messages()).toHaveLength(1);
    expect(videosIn(channel.thread(reply.id))).toHaveLength(1);
  });
});

describe('the menu of a message', () => {
  it.each([
    ['a voice message', { voice: VOICE }, 'portrait', PICTURE, WITH_VOICE],
    ['a sound file', { files: [SOUND] }, 'portrait', PICTURE, BOTH],
    ['a picture', { files: [PICTURE] }, 'clip', SOUND, BOTH],
  ] as const)(
    'with %s asks for the other half in a form',
    async (_what, post, part, file, made) => {
      const there = await open();
      const message = await there.ada.post(there.channel, post);
      const opened = await there.ada.messageCommand(there.channel, 'Talking avatar', message);
      const { type, modal } = await opened.response();
      expect(type).toBe(9);
      expect(JSON.stringify(modal)).toContain(`"custom_id":"${part}"`);
      const form = { [part]: [file], prompt: 'nodding', mode: ['pro'] };
      const sent = await there.ada.submitModal(opened, form);
      const { parts } = await videoUnder(there, await replyTo(sent));
      expect(parts).toEqual(made);
      expect(there.world.maker.orders[0]).toMatchObject({ prompt: 'nodding', mode: 'pro' });
    },
  );

  it('with both begins at once', async () => {
    const there = await open();
    const message = await there.ada.post(there.channel, { files: [PICTURE, SOUND] });
    const asked = await there.ada.messageCommand(there.channel, 'Talking avatar', message);
    const { parts } = await videoUnder(there, await replyTo(asked));
    expect(parts).toEqual(BOTH);
  });

  it('finds the voice message in a message that forwards it', async () => {
    const there = await open();
    const voice = await there.ada.post(there.channel, { voice: VOICE });
    const forwarded = await there.ada.post(there.channel, { forward: voice });
    const opened = await there.ada.messageCommand(there.channel, 'Talking avatar', forwarded);
    await opened.response();
    const form = { portrait: [PICTURE], prompt: '', mode: ['std'] };
    const sent = await there.ada.submitModal(opened, form);
    expect((await videoUnder(there, await replyTo(sent))).parts).toEqual(WITH_VOICE);
  });

  it('used by two people on one message makes two jobs', async () => {
    const { discord: server, ada, channel, world, until } = await open();
    const message = await ada.post(channel, { files: [PICTURE, SOUND] });
    await ada.messageCommand(channel, 'Talking avatar', message);
    await server.createUser().messageCommand(channel, 'Talking avatar', message);
    await until(() => world.maker.orders.length === 2);
  });

  it('with more pictures than one video needs asks one clear question', async () => {
    const { ada, channel } = await open();
    const files = [PICTURE, { ...PICTURE, name: 'you.png' }];
    const message = await ada.post(channel, { files });
    const asked = await ada.messageCommand(channel, 'Talking avatar', message);
    const { message: answer } = await asked.response();
    expect(answer?.content).toContain('2 pictures (me.webp, you.png)');
  });

  it('has a form that is worth nothing to somebody else', async () => {
    const there = await open();
    const message = await there.ada.post(there.channel, { voice: VOICE });
    const opened = await there.ada.messageCommand(there.channel, 'Talking avatar', message);
    await opened.response();
    const eve = there.discord.createUser({ name: 'eve' });
    const form = { portrait: [PICTURE], prompt: '', mode: ['std'] };
    const { message: answer } = await (await eve.submitModal(opened, form)).response();
    expect(answer?.content).toContain('too old');
  });

  it('has a form that can be sent after a restart, and not after a day', async () => {
    const there = await createDiscordWorld();
    discord = there.discord;
    const bot = await there.start();
    const message = await there.ada.post(there.channel, { voice: VOICE });
    const opened = await there.ada.messageCommand(there.channel, 'Talking avatar', message);
    await opened.response();
    await bot.stop();
    await there.start();
    const form = { portrait: [PICTURE], prompt: '', mode: ['std'] };
    await videoUnder(there, await replyTo(await there.ada.submitModal(opened, form)));
    await there.world.clock.skip(24 * 3_600_000);
    const late = await (await there.ada.submitModal(opened, form)).response();
    expect(late.message?.content).toContain('too old');
  });
});

describe('a mention of the bot', () => {
  const hello = () => `<@${discord?.botId}> smiling, pro`;

  it('with both files gets a thread under that very message', async () => {
    const there = await open();
    const files = [PICTURE, SOUND];
    const message = await there.ada.post(there.channel, { content: hello(), files });
    const { parts } = await videoUnder(there, message);
    expect(parts).toEqual(BOTH);
    const [order] = there.world.maker.orders;
    expect(order).toMatchObject({ jobId: jobOf(message), prompt: 'smiling', mode: 'pro' });
    const thread = there.channel.thread(message.id);
    await there.until(() => thread?.messages()[0]?.content.includes('Done in'));
    expect(thread?.messages()).toHaveLength(2);
  });

  it('with a picture alone asks for the voice, and a reply with a voice message is enough', async () => {
    const there = await open();
    await there.ada.post(there.channel, { content: hello(), files: [PICTURE] });
    const [question] = await there.until(() => {
      const said = byBot(there.channel.messages());
      return said.length > 0 && said;
    });
    expect(question?.content).toContain('reply to this message with a voice message');
    if (question === undefined) return;
    const voice = await there.ada.post(there.channel, { voice: VOICE, replyTo: question });
    const { parts } = await videoUnder(there, voice);
    expect(parts).toEqual(WITH_VOICE);
    expect(there.world.maker.orders[0]).toMatchObject({ prompt: 'smiling', mode: 'pro' });
  });

  it('that comes twice is one job with one answer, and so is its question', async () => {
    const there = await open();
    there.discord.gateway.deliverTwice = true;
    await there.ada.post(there.channel, { content: hello(), files: [PICTURE] });
    const question = await there.until(() => byBot(there.channel.messages())[0]);
    const voice = await there.ada.post(there.channel, { voice: VOICE, replyTo: question });
    await videoUnder(there, voice);
    await there.untilJob(jobOf(voice), isDone);
    expect(byBot(there.channel.messages())).toHaveLength(1);
    expect(there.world.maker.orders).toHaveLength(1);
    expect(videosIn(there.channel.thread(voice.id))).toHaveLength(1);
  });

  it('as a reply to a video, with a new voice message, is the same picture with that voice', async () => {
    const there = await open();
    const files = [PICTURE, SOUND];
    const message = await there.ada.post(there.channel, { content: hello(), files });
    const { video } = await videoUnder(there, message);
    await there.untilJob(jobOf(message), isDone);
    const thread = there.channel.thread(message.id) ?? expect.fail('no thread');
    await there.ada.post(thread, { voice: VOICE, replyTo: video });
    await there.until(() => videosIn(thread).length === 2);
    expect(there.world.maker.orders.map(({ jobId }) => jobId)).toEqual([
      jobOf(message),
      `${jobOf(message)}.2`,
    ]);
    expect(there.fetched.at(-1)).toEqual({ part: 'clip', bytes: 'a voice message' });
  });

  it('that thanks for a video wants nothing and gets no answer', async () => {
    const there = await open();
    const message = await there.ada.post(there.channel, {
      content: hello(),
      files: [PICTURE, SOUND],
    });
    const { video } = await videoUnder(there, message);
    await there.untilJob(jobOf(message), isDone);
    const thread = there.channel.thread(message.id) ?? expect.fail('no thread');
    const before = there.discord.requests.length;
    await there.ada.post(thread, { content: 'thanks!', replyTo: video });
    await there.world.clock.advance(60_000);
    expect(there.discord.requests.slice(before).filter(({ method }) => method === 'POST')).toEqual(
      [],
    );
    expect(byBot(thread.messages())).toHaveLength(2);
  });

  it('of its role instead is told how to mention the bot', async () => {
    const there = await open();
    const role = there.guild.botRoleId;
    await there.ada.post(there.channel, { content: `<@&${role}>`, files: [PICTURE, SOUND] });
    const answer = await there.until(() => byBot(there.channel.messages())[0]);
    expect(answer.content).toContain(`<@${there.discord.botId}>`);
    expect(answer.mentions).toEqual([]);
  });

  it('without a file is told the ways to ask', async () => {
    const there = await open();
    await there.ada.post(there.channel, { content: `<@${there.discord.botId}> hi` });
    const answer = await there.until(() => byBot(there.channel.messages())[0]);
    expect(answer.content).toContain('Three ways to ask');
  });

  it('with a file that is neither picture nor sound is told so', async () => {
    const there = await open();
    const files = [{ name: 'cv.pdf', bytes: Buffer.from('x'), contentType: 'application/pdf' }];
    await there.ada.post(there.channel, { content: hello(), files });
    const answer = await there.until(() => byBot(there.channel.messages())[0]);
    expect(answer.content).toContain('neither a picture nor a sound in cv.pdf');
  });

  it('where the bot may not speak is answered in direct messages', async () => {
    const there = await open();
    there.channel.deny(PermissionFlagsBits.SendMessages | PermissionFlagsBits.CreatePublicThreads);
    await there.ada.post(there.channel, { content: hello(), files: [PICTURE, SOUND] });
    const answer = await there.until(() => there.ada.dm().messages()[0]);
    expect(answer.content).toContain('Send Messages');
    expect(answer.content).toContain(`/${there.channel.id}/`);
  });

  it('as a reply to a message that the bot cannot see is told where to go instead', async () => {
    const there = await open();
    const voice = await there.ada.post(there.channel, { voice: VOICE });
    const content = hello();
    await there.ada.post(there.channel, { content, files: [PICTURE], replyTo: voice });
    const answer = await there.until(() => byBot(there.channel.messages())[0]);
    expect(answer.content).toContain('I cannot see the message that you replied to');
    expect(answer.content).toContain('Now the voice');
  });

  it('that is whole takes nothing over from what was begun before', async () => {
    const there = await open();
    await there.ada.post(there.channel, { content: hello(), files: [PICTURE] });
    await there.until(() => byBot(there.channel.messages())[0]);
    const content = `<@${there.discord.botId}> waving`;
    await there.ada.post(there.channel, { content, files: [PICTURE, SOUND] });
    const order = await there.until(() => there.world.maker.orders[0]);
    expect(order).toMatchObject({ prompt: 'waving', mode: 'std' });
  });

  it('in a channel that is deleted meanwhile is answered in direct messages', async () => {
    const there = await open();
    const said = await there.ada.post(there.channel, { content: 'hi' });
    const route = 'GET /channels/{}/messages/{}';
    const slow = there.discord.faults.add({ route, answer: 'delay' });
    await there.ada.post(there.channel, { content: hello(), replyTo: said });
    await there.ada.post(there.channel, { content: hello(), files: [PICTURE] });
    await slow.reached;
    there.channel.delete();
    slow.release();
    await there.until(() => texts(there.ada.dm().messages()).some((text) => /picture/.test(text)));
    expect(there.log.count('discord.message-failed')).toBe(0);
  });

  it('is answered after a minute in which Discord did not know the token', async () => {
    const there = await open();
    const route = 'POST /channels/{}/messages';
    const bad = there.discord.faults.add({ route, answer: { status: 401 }, times: 2 });
    await there.ada.post(there.channel, { content: hello() });
    await there.until(() => there.log.count('discord.not-answered') === 1);
    expect(bad.hits).toBe(2);
    await there.ada.post(there.channel, { content: hello() });
    await there.until(() => byBot(there.channel.messages())[0]);
  });

  it("of nobody in a message full of files is none of the bot's business", async () => {
    const there = await open();
    await there.ada.post(there.channel, { files: [PICTURE, SOUND] });
    await there.world.clock.advance(10_000);
    expect(byBot(there.channel.messages())).toEqual([]);
  });
});

describe('direct messages', () => {
  it('with both files need no mention', async () => {
    const { ada, until } = await open();
    await ada.post(ada.dm(), { files: [PICTURE, SOUND] });
    await until(() => videosIn(ada.dm()).length === 1);
  });

  it('may reply with one to the other, if there is but one of a kind', async () => {
    const { ada, until } = await open();
    const you = { ...PICTURE, name: 'you.png' };
    const several = await ada.post(ada.dm(), { files: [PICTURE, you] });
    const said = () => texts(byBot(ada.dm().messages()));
    await until(() => said().length === 1);
    await ada.post(ada.dm(), { voice: VOICE, replyTo: several });
    await until(() => said().length === 2);
    for (const text of said()) expect(text).toContain('2 pictures (me.webp, you.png)');
    const one = await ada.post(ada.dm(), { files: [PICTURE] });
    await ada.post(ada.dm(), { voice: VOICE, replyTo: one });
    await until(() => videosIn(ada.dm()).length === 1);
  });

  it('may bring the two one after the other, also a forwarded voice message', async () => {
    const { ada, channel, until, fetched } = await open();
    const voice = await ada.post(channel, { voice: VOICE });
    await ada.post(ada.dm(), { forward: voice });
    await until(() => texts(byBot(ada.dm().messages())).some((text) => text.includes('picture')));
    await ada.post(ada.dm(), { files: [PICTURE] });
    await until(() => videosIn(ada.dm()).length === 1);
    expect(fetched.map(({ part, bytes }) => `${part}: ${bytes}`).sort()).toEqual(WITH_VOICE);
  });
});
