import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bits, USUAL_BITS } from '../../emulators/discord/permissions.ts';
import {
  type ChatWorld,
  createChatWorld,
  marksUnder,
  POST,
  QUEUED,
  refusalOf,
  START_THREAD,
} from './chat-world.ts';

const MIB = 1_048_576;

let world: ChatWorld;

beforeEach(async () => {
  world = await createChatWorld();
});

afterEach(async () => {
  await world.close();
  expect(world.discord.mistakes).toEqual([]);
});

describe('the outcome', () => {
  it('is a video in a thread of the request, for the person who asked', async () => {
    const { chat, discord, ada, signal } = world;
    const request = await world.request();
    const job = world.job(request)('delivering');
    const receipt = await chat.postVideo(job, await world.video(), 'Here it is', signal);
    const thread = world.thread(request.id);
    expect(thread.name).toBe('Talking avatar for Ada');
    const [post, ...others] = thread.messages();
    expect(others).toEqual([]);
    expect(receipt).toEqual({ kind: 'video', address: `${thread.id}/${post?.id}` });
    expect(post).toMatchObject({
      content: `<@${ada.id}> Here it is`,
      mentions: [{ id: ada.id }],
      attachments: [
        {
          filename: 'talking-avatar.mp4',
          content_type: 'video/mp4',
          description: 'Here it is',
          size: 2_000,
        },
      ],
    });
    if (post?.attachments[0] === undefined) throw new Error('There is no video');
    expect(discord.bytesOf(post.attachments[0])).toEqual(Buffer.alloc(2_000, 7));
    expect(marksUnder(post)).toEqual([`retry:${job.id}`, `change:${job.id}`, `delete:${job.id}`]);
  });

  it('is text where there is no video, and goes to the same thread', async () => {
    const { chat, signal } = world;
    const request = await world.request();
    const job = world.job(request);
    await chat.postNotice(job('delivering'), 'The clip is silent', signal);
    await chat.postNotice(world.job(request, { id: 'discord-2' })('delivering'), 'Again', signal);
    expect(world.thread(request.id).messages()).toMatchObject([
      { content: expect.stringContaining('The clip is silent'), attachments: [] },
      { content: expect.stringContaining('Again') },
    ]);
  });

  it('shows what people wrote as it is, and calls nobody else', async () => {
    const { chat, ada, signal } = world;
    const bob = world.discord.createUser({ name: 'Bob' });
    const request = await world.request();
    const text = `@everyone <@${bob.id}> <@&1> <#1> **bold** _x_ [a](https://b.example) \`c\``;
    await chat.postNotice(world.job(request)('delivering'), text, signal);
    const [post] = world.thread(request.id).messages();
    expect(post).toMatchObject({
      mentions: [{ id: ada.id }],
      mention_everyone: false,
      mention_roles: [],
    });
    expect(post?.content).toContain(
      `\\<#1> \\*\\*bold\\*\\* \\_x\\_ \\[a](https://b.example) \\\`c\\\``,
    );
  });

  it('is cut where it is longer than a message may be', async () => {
    const { chat, channel, signal } = world;
    const job = world.job(await world.request(), { threads: false })('delivering');
    await chat.postVideo(job, await world.video(), '*'.repeat(3_000), signal);
    const post = channel.messages().at(-1);
    expect(post?.content.length).toBeLessThanOrEqual(2_000);
    expect(post?.content).toMatch(/\\\*…$/);
    expect(post?.attachments[0]?.description).toHaveLength(1_024);
  });

  it('is posted once, also when it is posted twice', async () => {
    const { chat, signal } = world;
    const request = await world.request();
    const job = world.job(request)('delivering');
    const video = await world.video();
    const first = await chat.postVideo(job, video, 'Here', signal);
    expect(await world.restart().postNotice(job, 'Lost', signal)).toEqual(first);
    expect(world.thread(request.id).messages()).toHaveLength(1);
  });

  it('is posted once where the answer was lost and the next calls fail', async () => {
    const { chat, discord, signal } = world;
    discord.faults.add({ route: POST, times: 4, answer: 'cut-after' });
    const request = await world.request();
    const job = world.job(request)('delivering');
    const video = await world.video();
    expect((await refusalOf(chat.postVideo(job, video, 'Here', signal))).meaning).toBe('busy');
    discord.faults.add({ route: POST, times: 2, answer: { status: 502 } });
    await chat.postVideo(job, video, 'Here', signal);
    expect(world.count(POST)).toBe(7);
    expect(world.thread(request.id).messages()).toHaveLength(1);
  });

  it('answers the request where no thread may be started, and asks for one only once', async () => {
    const { chat, guild, channel, log, signal } = world;
    guild.setBotPermissions(USUAL_BITS & ~Bits.CREATE_PUBLIC_THREADS);
    const request = await world.request();
    const job = world.job(request)('delivering');
    await chat.postVideo(job, await world.video(), 'Here', signal);
    const post = channel.messages().at(-1);
    expect(post?.message_reference?.message_id).toBe(request.id);
    expect(post?.content).not.toContain('could not post');
    expect(post?.mentions).toEqual([expect.objectContaining({ id: world.ada.id })]);
    expect(await world.restart().findPost(job, signal)).toMatchObject({ kind: 'video' });
    await world.restart().postVideo(job, await world.video(), 'Here', signal);
    expect(world.count(START_THREAD)).toBe(1);
    expect(log.count('discord.no-thread')).toBe(1);
  });

  it('stands by itself where messages cannot be answered', async () => {
    const { chat, guild, channel, signal } = world;
    guild.setBotPermissions(USUAL_BITS & ~Bits.READ_MESSAGE_HISTORY);
    const job = world.job(await world.request(), { threads: false })('delivering');
    await chat.postNotice(job, 'Cancelled', signal);
    expect(channel.messages().at(-1)?.message_reference).toBeUndefined();
  });

  it('answers in direct messages', async () => {
    const { chat, ada, signal } = world;
    const dm = ada.dm();
    const request = await world.request(dm);
    const asked = world.job(request, { channelId: dm.id, threads: false, isDirect: true });
    const direct = asked('delivering');
    expect(await chat.maxUploadBytes(direct)).toBe(10 * MIB);
    await chat.postVideo(direct, await world.video(), 'Here', signal);
    expect(dm.messages().at(-1)).toMatchObject({
      message_reference: { message_id: request.id },
      attachments: [{ filename: 'talking-avatar.mp4' }],
    });
  });

  it('wakes a thread that has gone to sleep', async () => {
    const { chat, signal } = world;
    const request = await world.request();
    await chat.showProgress(world.job(request)('queued'), QUEUED);
    world.thread(request.id).archive();
    await chat.postNotice(world.job(request)('delivering'), 'Cancelled', signal);
    expect(world.thread(request.id).isArchived).toBe(false);
    expect(world.thread(request.id).messages()).toHaveLength(2);
  });

  it('goes to the channel where the thread was locked', async () => {
    const { chat, channel, signal } = world;
    const request = await world.request();
    await chat.showProgress(world.job(request)('queued'), QUEUED);
    world.thread(request.id).lock();
    const job = world.job(request)('delivering');
    const receipt = await chat.postNotice(job, 'Cancelled', signal);
    const post = channel.messages().at(-1);
    expect(receipt.address).toBe(`${channel.id}/${post?.id}`);
    expect(post?.content).toBe(
      `I could not post this where you asked for it.\n<@${world.ada.id}> Cancelled`,
    );
    expect(post?.message_reference?.message_id).toBe(request.id);
    expect(await world.restart().findPost(job, signal)).toEqual(receipt);
  });

  it('goes to direct messages where the channel was deleted', async () => {
    const { chat, channel, ada, signal } = world;
    const request = await world.request();
    await chat.showProgress(world.job(request)('queued'), QUEUED);
    channel.delete();
    const job = world.job(request)('delivering');
    const receipt = await chat.postVideo(job, await world.video(), 'Here', signal);
    expect(ada.dm().messages()).toMatchObject([
      {
        content: expect.stringContaining('could not post'),
        attachments: [{ filename: 'talking-avatar.mp4' }],
      },
    ]);
    // Long after Discord has forgotten the nonce.
    world.clock.advance(3_600_000);
    expect(await world.restart().findPost(job, signal)).toEqual(receipt);
  });

  it('goes to direct messages where no files may be attached', async () => {
    const { chat, guild, ada, signal } = world;
    guild.setBotPermissions(USUAL_BITS & ~Bits.ATTACH_FILES);
    const job = world.job(await world.request())('delivering');
    await chat.postVideo(job, await world.video(), 'Here', signal);
    expect(ada.dm().messages()).toMatchObject([{ attachments: [{ size: 2_000 }] }]);
  });

  it('is undeliverable where every place refuses, and it is known why', async () => {
    const { chat, discord, guild, signal } = world;
    const shy = discord.createUser({ name: 'Shy', acceptsDms: false });
    const request = await world.request();
    const asked = world.job(request);
    await chat.showProgress(asked('queued'), QUEUED);
    world.thread(request.id).lock();
    guild.setBotPermissions(USUAL_BITS & ~Bits.SEND_MESSAGES);
    const job = { ...asked('delivering'), person: { surface: 'discord', id: shy.id } };
    expect(await refusalOf(chat.postVideo(job, await world.video(), 'Here', signal))).toMatchObject(
      {
        code: 'post/gone',
        retryable: false,
        message:
          'Discord took it nowhere (the thread: Thread is locked (160005); the channel: Missing Permissions (50013); direct messages: Cannot send messages to this user (50007))',
      },
    );
  });
});
