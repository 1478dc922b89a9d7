import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgressView } from '../../../src/jobs/view.ts';
import { Bits } from '../../emulators/discord/permissions.ts';
import {
  askedByCommand,
  aView,
  type ChatWorld,
  createChatWorld,
  DONE,
  EDIT,
  POST,
  QUEUED,
  rendering,
} from './chat-world.ts';

let world: ChatWorld;

beforeEach(async () => {
  world = await createChatWorld();
});

afterEach(async () => {
  await world.close();
  expect(world.discord.mistakes).toEqual([]);
});

describe('the progress of a message', () => {
  it('is one message in the thread, which is edited', async () => {
    const { chat } = world;
    const request = await world.request();
    const job = world.job(request);
    await chat.showProgress(job('queued'), QUEUED);
    await world.restart().showProgress(job('rendering'), rendering(0.5));
    expect(world.thread(request.id).messages()).toMatchObject([
      { content: expect.stringContaining('▰▰▰▰▰▱▱▱▱▱'), mentions: [] },
    ]);
    await chat.showProgress(job('done'), DONE);
    await chat.showProgress(job('done'), aView('done', { ended: 'deleted' }));
    expect(world.thread(request.id).messages()).toMatchObject([
      { content: expect.stringMatching(/^Done/), components: [] },
    ]);
  });

  it('answers it where there can be no thread', async () => {
    const { chat, channel } = world;
    const request = await world.request();
    await chat.showProgress(world.job(request, { threads: false })('queued'), QUEUED);
    expect(channel.messages().at(-1)).toMatchObject({
      message_reference: { message_id: request.id },
      mentions: [],
    });
  });

  it('answers it where nothing may be posted in the thread', async () => {
    const { chat, channel } = world;
    channel.deny(Bits.SEND_MESSAGES_IN_THREADS);
    const request = await world.request();
    await chat.showProgress(world.job(request)('queued'), QUEUED);
    await chat.showProgress(world.job(request)('rendering'), rendering(0.2));
    expect(world.thread(request.id).messages()).toEqual([]);
    expect(channel.messages().at(-1)).toMatchObject({
      message_reference: { message_id: request.id },
      content: expect.stringContaining('▰▰▱'),
    });
  });

  it('is given up where nothing may be posted at all', async () => {
    const { chat, channel } = world;
    channel.deny(Bits.SEND_MESSAGES | Bits.SEND_MESSAGES_IN_THREADS);
    const job = world.job(await world.request());
    await chat.showProgress(job('queued'), QUEUED);
    await chat.showProgress(job('rendering'), rendering(0.2));
    expect(world.count(POST)).toBe(2);
  });

  it('does not begin when the outcome is about to be posted', async () => {
    const { chat, documents } = world;
    const job = world.job(await world.request());
    await chat.showProgress(job('delivering'), aView('delivering'));
    await chat.showProgress(job('done'), DONE);
    expect(world.count(POST)).toBe(0);
    expect(await documents.get(job('done').id)).toBeUndefined();
  });

  it('is found again after a crash between the post and the note of it', async () => {
    const { chat, clock, discord } = world;
    const request = await world.request();
    const job = world.job(request);
    const posting = discord.faults.add({ route: POST, answer: 'hang-after' });
    // The process dies while it waits for the answer.
    void chat.showProgress(job('queued'), QUEUED).catch(() => undefined);
    await posting.reached;
    await world.until(() => world.thread(request.id).messages().length === 1);
    clock.advance(3_600_000);
    const later = world.restart();
    await later.showProgress(job('rendering'), rendering(0.3));
    await later.showProgress(job('done'), DONE);
    expect(world.thread(request.id).messages()).toMatchObject([
      { content: expect.stringMatching(/^Done/) },
    ]);
  });

  it('is posted after a crash before the post', async () => {
    const { chat, discord } = world;
    const request = await world.request();
    discord.faults.add({ route: POST, times: 4, answer: 'cut' });
    await expect(chat.showProgress(world.job(request)('queued'), QUEUED)).rejects.toThrow();
    await world.restart().showProgress(world.job(request)('queued'), QUEUED);
    expect(world.thread(request.id).messages()).toHaveLength(1);
  });

  it('stays as it is while the thread sleeps', async () => {
    const { chat } = world;
    const request = await world.request();
    const job = world.job(request);
    await chat.showProgress(job('queued'), QUEUED);
    world.thread(request.id).archive();
    await chat.showProgress(job('rendering'), rendering(0.2));
    await chat.postNotice(job('delivering'), 'Cancelled', world.signal);
    await chat.showProgress(job('done'), DONE);
    expect(world.thread(request.id).messages()[0]?.content).toMatch(/^Done/);
  });
});

describe('what a crash left behind', () => {
  const viewOf = async (): Promise<ProgressView> => DONE;

  it('is brought to its end, once', async () => {
    const { chat, documents } = world;
    const { message, job } = await askedByCommand(world);
    await chat.showProgress(job('rendering'), rendering(0.9));
    const later = world.restart();
    await later.repair(async () => job('done'), viewOf);
    expect(message.content).toMatch(/^Done/);
    const edits = world.count(EDIT);
    await later.repair(async () => job('done'), viewOf);
    expect(world.count(EDIT)).toBe(edits);
    expect(await documents.get(job('done').id)).toBeUndefined();
  });

  it('is left alone while the job goes on, and forgotten with the job', async () => {
    const { chat, documents } = world;
    const { job } = await askedByCommand(world);
    await chat.showProgress(job('rendering'), rendering(0.9));
    await world.restart().repair(async () => job('rendering'), viewOf);
    expect(await documents.get(job('done').id)).toBeDefined();
    await world.restart().repair(async () => undefined, viewOf);
    expect(await documents.get(job('done').id)).toBeUndefined();
    expect(world.count(EDIT)).toBe(0);
  });

  it('does not keep the others from their end', async () => {
    const { chat, discord, log } = world;
    const one = await askedByCommand(world);
    const two = await askedByCommand(world);
    for (const { job } of [one, two]) await chat.showProgress(job('rendering'), rendering(0.9));
    discord.faults.add({ route: EDIT, times: 4, answer: { status: 500 } });
    const done = [one, two].map(({ job }) => job('done'));
    await world.restart().repair(async (id) => done.find((job) => job.id === id), viewOf);
    const ended = [one, two].filter(({ message }) => message.content.startsWith('Done'));
    expect(ended).toHaveLength(1);
    expect(log.count('discord.progress-not-repaired')).toBe(1);
  });
});
