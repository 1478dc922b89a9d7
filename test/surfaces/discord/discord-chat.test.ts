import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bits } from '../../emulators/discord/permissions.ts';
import { type ChatWorld, createChatWorld, POST, refusalOf, START_THREAD } from './chat-world.ts';

const MIB = 1_048_576;

let world: ChatWorld;

beforeEach(async () => {
  world = await createChatWorld();
});

afterEach(async () => {
  await world.close();
  expect(world.discord.mistakes).toEqual([]);
});

describe('a post of an earlier run', () => {
  it('is found where the answer to it never came', async () => {
    const { chat, discord } = world;
    const request = await world.request();
    const job = world.job(request)('delivering');
    const hang = discord.faults.add({ route: POST, answer: 'hang-after' });
    const stop = new AbortController();
    const posting = refusalOf(chat.postVideo(job, await world.video(), 'Here', stop.signal));
    await hang.reached;
    await world.until(() => world.thread(request.id).messages().length === 1);
    stop.abort();
    expect((await posting).meaning).toBe('busy');
    world.clock.advance(3_600_000);
    const [post] = world.thread(request.id).messages();
    expect(await world.restart().findPost(job, world.signal)).toEqual({
      kind: 'video',
      address: `${request.id}/${post?.id}`,
    });
  });

  it('is found in a thread that was started before a crash, behind other messages', async () => {
    const { chat, ada, signal, documents } = world;
    const request = await world.request();
    const job = world.job(request)('delivering');
    await chat.postNotice(world.job(request, { id: 'discord-1' })('delivering'), 'x', signal);
    for (let count = 0; count < 150; count += 1) {
      await ada.post(world.thread(request.id), { content: 'hello' });
    }
    await chat.postNotice(job, 'Cancelled', signal);
    await documents.delete(job.id);
    const post = world.thread(request.id).messages().at(-1);
    expect(await world.restart().findPost(job, signal)).toEqual({
      kind: 'notice',
      address: `${request.id}/${post?.id}`,
    });
  });

  it('is not taken for that of another job, nor for what others post', async () => {
    const { chat, discord, signal } = world;
    const inPlace = { threads: false };
    const one = world.job(await world.request(), inPlace)('delivering');
    const two = world.job(await world.request(), inPlace)('delivering');
    const longer = world.job({ id: 'x' }, { ...inPlace, id: `${one.id}.2` })('delivering');
    await chat.postNotice(one, 'Cancelled', signal);
    expect(await chat.findPost(two, signal)).toBeUndefined();
    expect(await chat.findPost(longer, signal)).toBeUndefined();
    expect(await chat.findPost(one, signal)).toMatchObject({ kind: 'notice' });
    expect(discord.requests.at(-1)?.query['limit']).toBe('100');
  });

  it('is not there where nobody may look', async () => {
    const { chat, channel, signal } = world;
    const job = world.job(await world.request(), { threads: false })('delivering');
    channel.deny(Bits.VIEW_CHANNEL);
    expect(await chat.findPost(job, signal)).toBeUndefined();
    channel.delete();
    expect(await chat.findPost(job, signal)).toBeUndefined();
  });

  it('is removed with the message whose button asked for it', async () => {
    const { chat, channel, log, signal } = world;
    const job = world.job(await world.request(), { threads: false });
    const receipt = await chat.postNotice(job('delivering'), 'Cancelled', signal);
    const done = job('done');
    if (done.state.kind !== 'done') throw new Error('It is not done');
    const posted = { ...done, state: { ...done.state, delivery: { kind: 'posted', receipt } } };
    const [channelId = '', messageId = ''] = receipt.address.split('/');
    const remove = () => chat.removePost(posted as typeof done, { channelId, messageId });
    channel.deny(Bits.VIEW_CHANNEL);
    expect(await remove()).toBe(false);
    expect(log.count('discord.post-not-removed')).toBe(1);
    channel.allow(Bits.VIEW_CHANNEL);
    expect(await remove()).toBe(true);
    expect(channel.messages()).toHaveLength(1);
    // What is gone already has not to go.
    expect(await remove()).toBe(true);
    expect(log.lines).toHaveLength(1);
  });
});

describe('an attached file', () => {
  it("is fetched from Discord's file servers and nowhere else", async () => {
    const { chat, fetched, signal } = world;
    const address = 'https://cdn.discordapp.com/attachments/1/2/voice.ogg?ex=1&is=2&hm=3&';
    const file = { kind: 'attachment', address, name: 'voice.ogg' } as const;
    await chat.fetchAttachment('clip', file, '/tmp/clip', signal);
    const hosts = ['cdn.discordapp.com', 'media.discordapp.net'];
    expect(fetched).toEqual([['clip', { url: address, hosts }, '/tmp/clip', signal]]);
  });
});

describe('a place that takes less than it says', () => {
  it('is told apart by the boosts of the server', async () => {
    const { chat, clock, guild } = world;
    const job = world.job(await world.request())('delivering');
    const large = world.job(await world.request(), { uploadHint: 500 * MIB })('delivering');
    expect(await chat.maxUploadBytes(job)).toBe(10 * MIB);
    guild.setPremiumTier(2);
    expect(await chat.maxUploadBytes(job)).toBe(10 * MIB);
    clock.advance(600_000);
    expect(await chat.maxUploadBytes(job)).toBe(50 * MIB);
    expect(await chat.maxUploadBytes(large)).toBe(100 * MIB);
    clock.advance(600_000);
    guild.setPremiumTier(3);
    expect(await chat.maxUploadBytes(job)).toBe(100 * MIB);
    clock.advance(600_000);
    guild.removeBot();
    expect(await chat.maxUploadBytes(job)).toBe(10 * MIB);
  });

  it('tells the sure limit where the video is larger than that', async () => {
    const { chat, signal } = world;
    const job = world.job(await world.request(), { uploadHint: 25 * MIB })('delivering');
    const video = await world.video(11 * MIB);
    expect(await refusalOf(chat.postVideo(job, video, 'Here', signal))).toMatchObject({
      meaning: 'too-large',
      maxBytes: 10 * MIB,
    });
  });

  it('tells nothing where even the sure limit was too much', async () => {
    const { chat, discord, signal } = world;
    discord.faults.uploadLimit = 1_000;
    const job = world.job(await world.request())('delivering');
    const refusal = await refusalOf(chat.postVideo(job, await world.video(), 'Here', signal));
    expect(refusal).toMatchObject({ meaning: 'too-large', maxBytes: undefined });
  });
});

describe('trouble that passes', () => {
  it('is waited for as long as Discord asks', async () => {
    const { chat, discord, signal } = world;
    const job = world.job(await world.request())('delivering');
    const answer = { status: 429, retryAfterSeconds: 600 };
    discord.faults.add({ route: POST, answer });
    expect(await refusalOf(chat.postNotice(job, 'Cancelled', signal))).toMatchObject({
      meaning: 'busy',
      retryAfterMs: expect.closeTo(600_000, -3),
    });
  });

  it('is a reason to try again later', async () => {
    const { chat, discord, signal } = world;
    const job = world.job(await world.request())('delivering');
    const failing = (route: string, answer: { status: number; code?: number }) =>
      discord.faults.add({ route, times: 4, answer });
    failing(START_THREAD, { status: 500 });
    expect((await refusalOf(chat.postNotice(job, 'x', signal))).meaning).toBe('busy');
    failing(POST, { status: 503 });
    expect((await refusalOf(chat.postNotice(job, 'x', signal))).meaning).toBe('busy');
    failing('GET /channels/{}/messages', { status: 500 });
    expect((await refusalOf(chat.findPost(job, signal))).meaning).toBe('busy');
    failing('GET /guilds/{}', { status: 500 });
    expect((await refusalOf(chat.maxUploadBytes(job))).meaning).toBe('busy');
    expect(await chat.postNotice(job, 'x', signal)).toMatchObject({ kind: 'notice' });
  });

  it('is a token that Discord refuses, which the operator has to hear of', async () => {
    const { chat, discord, log, signal } = world;
    const job = world.job(await world.request())('delivering');
    discord.faults.add({ route: POST, answer: { status: 401, message: '401: Unauthorized' } });
    expect((await refusalOf(chat.postNotice(job, 'x', signal))).meaning).toBe('busy');
    expect(log.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { event: 'discord.token-refused' },
    ]);
    expect(await chat.postNotice(job, 'x', signal)).toMatchObject({ kind: 'notice' });
  });

  it('is a delivery that was called off', async () => {
    const { chat, channel } = world;
    const job = world.job(await world.request(), { threads: false })('delivering');
    const refusal = await refusalOf(
      chat.postVideo(job, await world.video(), 'Here', AbortSignal.abort()),
    );
    expect(refusal.meaning).toBe('busy');
    expect(channel.messages()).toHaveLength(1);
  });
});
