import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  askedByCommand,
  aView,
  type ChatWorld,
  createChatWorld,
  DONE,
  EDIT,
  marksUnder,
  QUEUED,
  rendering,
  START_THREAD,
  TOKEN_EDIT,
} from './chat-world.ts';

let world: ChatWorld;

beforeEach(async () => {
  world = await createChatWorld();
});

afterEach(async () => {
  await world.close();
  expect(world.discord.mistakes).toEqual([]);
});

describe('the progress of a command', () => {
  it('is its reply, with a bar, a clock that goes on by itself and a way to cancel', async () => {
    const { chat, clock } = world;
    const { message, job } = await askedByCommand(world);
    await chat.showProgress(job('rendering'), rendering(0.37));
    const { id } = job('rendering');
    expect(message.content.split('\n')).toEqual([
      'Kling is rendering, usually 1 min',
      '▰▰▰▱▱▱▱▱▱▱',
      `Asked <t:${clock.now() / 1_000}:R> · \`${id}\``,
    ]);
    expect(marksUnder(message)).toEqual([`cancel:${id}`]);
    expect(message.mentions).toEqual([]);
  });

  it('opens the thread after the first words, and once', async () => {
    const { chat, discord } = world;
    const { message, job } = await askedByCommand(world);
    await chat.showProgress(job('queued'), QUEUED);
    await chat.showProgress(job('rendering'), rendering(0.2));
    expect(world.thread(message.id)).toMatchObject({ name: 'Talking avatar for Ada' });
    expect(world.thread(message.id).messages()).toEqual([]);
    const calls = discord.requests.map(({ method, route }) => `${method} ${route}`);
    expect(calls.slice(-3)).toEqual([TOKEN_EDIT, START_THREAD, TOKEN_EDIT]);
  });

  it('has a name that Discord takes, however people call themselves', async () => {
    const { message } = await world.reply();
    const job = world.job(message, { isReply: true, personName: '🎭'.repeat(80) });
    await world.chat.showProgress(job('queued'), QUEUED);
    const { name } = world.thread(message.id);
    expect(name.length).toBeLessThanOrEqual(100);
    expect(name).toMatch(/🎭…$/u);
  });

  it('ends as what became of it, with nothing left to press or to remember', async () => {
    const { chat, documents } = world;
    const { message, job } = await askedByCommand(world);
    await chat.showProgress(job('rendering'), rendering(0.5));
    await chat.showProgress(job('delivering'), aView('delivering'));
    expect(marksUnder(message)).toEqual([]);
    await chat.showProgress(job('done'), DONE);
    expect(message.content).toMatch(/^Done in 1 min 3 s\nAsked /);
    expect(await documents.get(job('done').id)).toBeUndefined();
    await chat.showProgress(job('done'), aView('done', { ended: 'deleted' }));
    expect(message.content).toMatch(/^Deleted\n/);
    expect(await documents.get(job('done').id)).toBeUndefined();
  });

  it('goes on by the rights of the bot when a quarter of an hour is over', async () => {
    const { chat, clock } = world;
    const { message, job } = await askedByCommand(world);
    await chat.showProgress(job('queued'), QUEUED);
    clock.advance(15 * 60_000);
    await chat.showProgress(job('rendering'), rendering(0.2));
    expect([world.count(TOKEN_EDIT), world.count(EDIT)]).toEqual([1, 1]);
    expect(message.content).toContain('▰▰▱');
  });

  it('goes on by the rights of the bot when Discord has forgotten the command', async () => {
    const { chat, discord } = world;
    const { message, job } = await askedByCommand(world);
    const answer = { status: 401, code: 50_027, message: 'Invalid Webhook Token' };
    discord.faults.add({ route: TOKEN_EDIT, answer });
    await chat.showProgress(job('queued'), QUEUED);
    await chat.showProgress(job('rendering'), rendering(0.2));
    expect([world.count(TOKEN_EDIT), world.count(EDIT)]).toEqual([1, 2]);
    expect(message.content).toContain('▰▰▱');
    expect(world.log.count('discord.token-refused')).toBe(0);
  });

  it('is not sent where nothing has changed', async () => {
    const { chat } = world;
    const { job } = await askedByCommand(world);
    for (const fraction of [0.2, 0.22, 0.29, 0.31]) {
      await chat.showProgress(job('rendering'), rendering(fraction));
    }
    expect(world.count(TOKEN_EDIT)).toBe(2);
  });

  it('is left alone where a moderator has deleted it', async () => {
    const { chat, channel } = world;
    const { message, job } = await askedByCommand(world);
    await chat.showProgress(job('queued'), QUEUED);
    channel.deleteMessage(message);
    await chat.showProgress(job('rendering'), rendering(0.2));
    await world.restart().showProgress(job('rendering'), rendering(0.4));
    expect(world.count(EDIT)).toBe(1);
    await chat.showProgress(job('done'), DONE);
    expect(channel.messages()).toEqual([]);
  });

  it('fails for now where Discord does, and is shown at the next try', async () => {
    const { chat, discord } = world;
    const { message, job } = await askedByCommand(world);
    discord.faults.add({ route: TOKEN_EDIT, times: 4, answer: { status: 500 } });
    await expect(chat.showProgress(job('queued'), QUEUED)).rejects.toThrow('HTTP 500');
    await chat.showProgress(job('queued'), QUEUED);
    expect(message.content).toContain('number 3 in line');
  });

  it('is dropped where the channel takes no more edits now, and does not wait', async () => {
    const { discord } = world;
    const { message } = await world.reply();
    const job = world.job(message, { isReply: true });
    discord.faults.add({ route: EDIT, answer: { status: 429, retryAfterSeconds: 3 } });
    await expect(world.chat.showProgress(job('queued'), QUEUED)).rejects.toMatchObject({
      retryAfterMs: expect.closeTo(3_000, -3),
    });
    expect(world.count(EDIT)).toBe(1);
  });

  it('is shown less often the longer it takes', () => {
    const minutes = [0, 0.9, 1, 9, 10, 59, 60, 179, 180, 600];
    const seconds = minutes.map((each) => world.chat.progressEveryMs(each * 60_000) / 1_000);
    expect(seconds).toEqual([5, 5, 15, 15, 30, 30, 60, 60, 300, 300]);
  });
});
