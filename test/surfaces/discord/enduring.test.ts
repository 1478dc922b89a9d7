import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Discord, Interaction } from '../../emulators/discord/handle.ts';
import type { Message } from '../../emulators/discord/wire.ts';
import {
  createDiscordWorld,
  type DiscordBot,
  type DiscordWorld,
  type DiscordWorldOptions,
  isDone,
  jobOf,
  PICTURE,
  SOUND,
  videosIn,
} from '../../support/discord-world.ts';
import { createLife } from '../../support/life.ts';

let discord: Discord | undefined;
afterEach(() => expect(discord?.mistakes).toEqual([]));

interface Open extends DiscordWorld {
  readonly bot: DiscordBot;
}

/** A place where videos are made quickly. */
async function createPlace(options: DiscordWorldOptions = {}): Promise<DiscordWorld> {
  const there = await createDiscordWorld(options);
  discord = there.discord;
  there.world.maker.renderMs = 1_000;
  there.world.media.clip = { ...there.world.media.clip, seconds: 2 };
  return there;
}

async function open(options: DiscordWorldOptions = {}): Promise<Open> {
  const there = await createPlace(options);
  return { ...there, bot: await there.start() };
}

interface Asked {
  readonly asked: Interaction;
  readonly reply: Message;
}

const FILES = { image: PICTURE, voice: SOUND };

async function ask({ ada, channel }: DiscordWorld, user = ada, where = channel): Promise<Asked> {
  const asked = await user.slash(where, 'avatar', FILES);
  const { message } = await asked.response();
  return { asked, reply: message ?? expect.fail('There is no reply') };
}

const says =
  ({ asked }: Asked, text: string) =>
  () =>
    asked.message()?.content.includes(text);

/** The reply ends as it should, and the thread has one video for the person who asked. */
async function expectOneVideo(there: DiscordWorld, one: Asked, person = there.ada): Promise<void> {
  await there.until(says(one, 'Done in'));
  const thread = there.channel.thread(one.reply.id);
  const [video, ...others] = videosIn(thread);
  expect(others).toEqual([]);
  expect(video?.author.id).toBe(there.discord.botId);
  expect(video?.mentions.map(({ id }) => id)).toEqual([person.id]);
  expect(thread?.messages()).toHaveLength(1);
  expect(there.world.maker.charges.get(jobOf(one.reply))).toBe(1);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Lets long times pass in pieces in which progress can be shown. Only for few requests: beyond 50 in a
 * second the library waits, in real time.
 */
async function pass({ world }: DiscordWorld, ms: number): Promise<void> {
  const end = world.clock.now() + ms;
  while (world.clock.now() < end) {
    await world.clock.skip(15_000);
    await new Promise(setImmediate);
  }
}

/** When the words of a waiting or rendering job were changed, in milliseconds since it was asked. */
function editsOf({ discord: { requests } }: DiscordWorld, { reply }: Asked): number[] {
  const words = /^(Waiting|Kling is)/;
  const since = Date.parse(reply.timestamp);
  return requests
    .filter(({ method }) => method === 'PATCH')
    .filter(({ body }) => (body as Message).content.includes(reply.id))
    .filter(({ body }) => words.test((body as Message).content))
    .map(({ at }) => at - since);
}

const gaps = (times: readonly number[]) => times.slice(1).map((at, i) => at - (times[i] ?? 0));

describe('a video that takes', () => {
  it.each([
    ['16 minutes', 16 * MINUTE_MS, 30],
    ['2 hours', 2 * HOUR_MS, 40],
    ['20 hours', 20 * HOUR_MS, 40],
  ])('%s still comes, by the rights of the bot, with few requests', async (_what, ms, most) => {
    const there = await open();
    there.world.maker.ending = 'never';
    there.world.media.clip = { ...there.world.media.clip, seconds: ms / 1_000 };
    const one = await ask(there);
    await there.until(says(one, 'rendering'));
    await pass(there, ms);
    const before = there.discord.requests.length;
    there.world.maker.finish(jobOf(one.reply), 'succeeded');
    await pass(there, 5 * MINUTE_MS);
    await expectOneVideo(there, one);
    const last = there.discord.requests.slice(before);
    expect(last.filter(({ route }) => route.startsWith('/webhooks'))).toEqual([]);
    expect(there.discord.requests.length).toBeLessThan(most);
    const edits = editsOf(there, one);
    expect(edits.length).toBeGreaterThan(8);
    expect(Math.min(...gaps(edits).slice(1))).toBeGreaterThanOrEqual(5_000);
    const late = edits.filter((at) => at > HOUR_MS);
    expect(Math.min(MINUTE_MS, ...gaps(late))).toBe(MINUTE_MS);
  });

  it('over an hour in a busy channel ends as done, though old messages are seldom edited', async () => {
    const there = await open({ slots: 1 });
    const { maker } = there.world;
    maker.ending = 'never';
    await ask(there, there.discord.createUser());
    const one = await ask(there);
    await there.until(says(one, 'number 1 in line'));
    await pass(there, HOUR_MS);
    const isOpen = ({ ending }: { ending: string }) => ending === 'never';
    for (let ended = 0; ended < 2; ended += 1) {
      const { jobId = '' } = await there.until(() => maker.tasks.find(isOpen));
      maker.finish(jobId, 'succeeded');
      await pass(there, MINUTE_MS);
    }
    const refused = there.discord.requests.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    await pass(there, 4 * HOUR_MS);
    await expectOneVideo(there, one);
    const replies = there.channel.messages().map(({ content }) => content);
    expect(replies.filter((content) => !content.startsWith('Done in'))).toEqual([]);
    expect(there.discord.requests.length).toBeLessThan(50);
  });
});

describe('a bot that is stopped and started again', () => {
  it('goes on with a job that waits in line', async () => {
    const there = await open({ slots: 1 });
    there.world.maker.ending = 'never';
    const [bob, first] = [there.discord.createUser(), await ask(there)];
    await there.until(says(first, 'rendering'));
    const second = await ask(there, bob);
    await there.until(says(second, 'number 1 in line'));
    await there.bot.stop();
    await there.start();
    there.world.maker.ending = 'succeeded';
    there.world.maker.finish(jobOf(first.reply), 'succeeded');
    await expectOneVideo(there, first);
    await expectOneVideo(there, second, bob);
  });

  it('goes on with a job that renders', async () => {
    const there = await open();
    const one = await ask(there);
    await there.until(says(one, 'rendering'));
    await there.bot.stop();
    await there.start();
    await expectOneVideo(there, one);
  });

  it.each(['hang', 'hang-after', 'cut', 'cut-after'] as const)(
    'goes on with a job whose post met "%s"',
    async (answer) => {
      const there = await open();
      const fault = there.discord.faults.add({ route: 'POST /channels/{}/messages', answer });
      const one = await ask(there);
      await there.until(() => fault.hits === 1);
      await there.bot.stop();
      await there.start();
      await expectOneVideo(there, one);
    },
  );

  it('ends the reply of a job whose end it could not show any more', async () => {
    const there = await open();
    const one = await ask(there);
    await there.until(says(one, 'rendering'));
    const route = 'PATCH /webhooks/{}/{}/messages/{}';
    const fault = there.discord.faults.add({ route, times: 99, answer: 'hang' });
    await there.untilJob(jobOf(one.reply), isDone);
    await there.bot.stop();
    fault.remove();
    await there.start();
    await expectOneVideo(there, one);
  });

  it.each([
    ['chat.fetchAttachment', 'before'],
    ['blobs.save', 'after'],
    ['maker.order', 'after'],
    ['maker.find', 'before'],
    ['chat.findPost', 'after'],
    ['chat.postVideo', 'before'],
    ['chat.postVideo', 'after'],
  ] as const)('posts once when it was killed at %s, %s it', async (call, at) => {
    const there = await createPlace();
    const life = createLife({ call, at });
    const killed = await there.start(life);
    const one = await ask(there);
    await there.until(() => life.stopped);
    await killed.surface.close();
    await there.start();
    await expectOneVideo(there, one);
  });
});

/** Lets the library, which lives in real time, come back. */
const comesBack = (gateway: Discord['gateway'], resumes: number) =>
  vi.waitFor(() => expect(gateway.resumes).toBe(resumes), { timeout: 5_000, interval: 5 });

describe('a connection that breaks', () => {
  it('again and again loses no request and doubles none', async () => {
    const there = await open();
    const { gateway, faults } = there.discord;
    const asked = await there.ada.slash(there.channel, 'avatar', FILES);
    gateway.dropAll();
    const { message } = await asked.response();
    const one = { asked, reply: message ?? expect.fail('There is no reply') };
    await there.until(says(one, 'rendering'));
    await comesBack(gateway, 1);
    const posting = faults.add({ route: 'POST /channels/{}/messages', answer: 'delay' });
    gateway.dropAll();
    const bob = there.discord.createUser();
    const content = `<@${there.discord.botId}>`;
    const mention = await bob.post(there.channel, { content, files: [PICTURE, SOUND] });
    await comesBack(gateway, 2);
    await there.until(() => posting.hits === 1);
    gateway.dropAll();
    posting.release();
    await expectOneVideo(there, one);
    await there.untilJob(jobOf(mention), isDone);
    expect(videosIn(there.channel.thread(mention.id))).toHaveLength(1);
    await comesBack(gateway, 3);
    expect(there.world.maker.orders).toHaveLength(2);
    expect(gateway.identifies).toBe(1);
  });

  it.each([
    ['Discord asks to connect anew', (g: Discord['gateway']) => g.askReconnect()],
    ['Discord lets it resume', (g: Discord['gateway']) => g.invalidateSession(true)],
  ])('because %s hears what is said meanwhile', async (_why, interrupt) => {
    const there = await open();
    interrupt(there.discord.gateway);
    const one = await ask(there);
    await comesBack(there.discord.gateway, 1);
    await expectOneVideo(there, one);
  });

  it('and whose session is forgotten hears what is said from then on, and goes on with the rest', async () => {
    const there = await open();
    const one = await ask(there);
    await there.until(says(one, 'rendering'));
    // The library would wait for five seconds since it introduced itself last.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + MINUTE_MS });
    there.discord.gateway.invalidateSession(false);
    await there.discord.gateway.waitForReady(2);
    vi.useRealTimers();
    const bob = there.discord.createUser();
    const second = await ask(there, bob);
    await expectOneVideo(there, one);
    await expectOneVideo(there, second, bob);
  });
});

it('serves servers on both of two shards, and direct messages', async () => {
  const there = await open({ discord: { shards: 2 } });
  const other = there.discord.createGuild().createTextChannel();
  const guilds = [there.guild.id, other.guild?.id ?? ''];
  expect(new Set(guilds.map((id) => (BigInt(id) >> 22n) % 2n)).size).toBe(2);
  expect(there.discord.gateway.identifies).toBe(2);
  const one = await ask(there);
  const two = await ask(there, there.ada, other);
  const three = await ask(there, there.ada, there.ada.dm());
  await expectOneVideo(there, one);
  await expectOneVideo({ ...there, channel: other }, two);
  await there.until(says(three, 'Done in'));
  expect(videosIn(there.ada.dm())).toHaveLength(1);
});
