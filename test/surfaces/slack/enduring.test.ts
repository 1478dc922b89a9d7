import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { messageOf } from '../../../src/errors.ts';
import type { Slack, SlackChannel, SlackUser } from '../../emulators/slack/handle.ts';
import type { Message, View } from '../../emulators/slack/wire.ts';
import { createBothWorlds } from '../../support/both-worlds.ts';
import { createLife, type Life } from '../../support/life.ts';
import { isOfBot, videosIn } from '../../support/slack-chat-world.ts';
import {
  CLIP,
  createSlackWorld,
  jobOf,
  PICTURE,
  type SlackBot,
  type SlackWorld,
  type SlackWorldOptions,
} from '../../support/slack-world.ts';

const opened: Slack[] = [];
afterEach(() => {
  for (const { mistakes } of opened.splice(0)) expect(mistakes).toEqual([]);
});

interface Open extends SlackWorld {
  readonly bot: SlackBot;
}

/** A place where videos are made quickly. */
async function createPlace(options: SlackWorldOptions = {}): Promise<SlackWorld> {
  const there = await createSlackWorld(options);
  opened.push(there.slack);
  there.world.maker.renderMs = 1_000;
  there.world.media.clip = { ...there.world.media.clip, seconds: 2 };
  return there;
}

async function open(options: SlackWorldOptions = {}): Promise<Open> {
  const there = await createPlace(options);
  return { ...there, bot: await there.start() };
}

const FILES = { files: [PICTURE, CLIP] };

const ask = ({ ada, channel }: SlackWorld, user = ada): Promise<Message> =>
  user.mention(channel, 'smiling', FILES);

const saidIn = (channel: SlackChannel, { ts }: Message) => channel.messages(ts).filter(isOfBot);
const says = (channel: SlackChannel, asked: Message, words: string) => () =>
  saidIn(channel, asked).find(({ text }) => text.includes(words));

/** The thread has one progress message, which says the end, and one video for the person who asked. */
async function expectOneVideo(there: SlackWorld, asked: Message, person = there.ada) {
  await there.until(says(there.channel, asked, 'Done in'));
  const said = saidIn(there.channel, asked);
  const [video, ...others] = videosIn(said);
  expect(others).toEqual([]);
  expect(video?.text).toContain(`<@${person.id}>`);
  expect(said).toHaveLength(2);
  expect(there.world.maker.charges.get(jobOf(there.channel, asked))).toBe(1);
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** For the network of the machine itself, whose answers no clock of ours brings. */
const NETWORK_MS = 2;

/** Lets long times pass in pieces in which progress can be shown. */
async function pass({ world }: SlackWorld, ms: number, stepMs?: number): Promise<void> {
  const end = world.clock.now() + ms;
  const mostMs = stepMs ?? stepFor(ms);
  while (world.clock.now() < end) {
    await world.clock.skip(Math.min(mostMs, end - world.clock.now()));
    await wait(NETWORK_MS);
  }
}

function stepFor(ms: number): number {
  if (ms < HOUR_MS) return 15 * SECOND_MS;
  return ms < 4 * HOUR_MS ? MINUTE_MS : 5 * MINUTE_MS;
}

const requestsTo = ({ slack }: SlackWorld, api: string) =>
  slack.requests.filter((each) => each.api === api);

const gaps = (times: readonly number[]) => times.slice(1).map((at, i) => at - (times[i] ?? 0));

describe('a video that takes', () => {
  it.each([
    ['16 minutes', 16 * MINUTE_MS, 70],
    ['2 hours', 2 * HOUR_MS, 140],
    ['20 hours', 20 * HOUR_MS, 360],
  ])('%s still comes, with few requests', async (_what, ms, most) => {
    const there = await open();
    const { maker, clock } = there.world;
    maker.ending = 'never';
    there.world.media.clip = { ...there.world.media.clip, seconds: ms / 1_000 };
    const asked = await ask(there);
    const since = clock.now();
    await there.until(says(there.channel, asked, 'rendering'));
    await pass(there, ms);
    maker.finish(jobOf(there.channel, asked), 'succeeded');
    await pass(there, 10 * MINUTE_MS);
    await expectOneVideo(there, asked);
    const edits = requestsTo(there, 'chat.update').map(({ at }) => at - since);
    await pass(there, 5 * MINUTE_MS);
    // What has ended is left alone.
    expect(requestsTo(there, 'chat.update')).toHaveLength(edits.length);
    expect(there.slack.requests.length).toBeLessThan(most);
    const whileRendering = edits.slice(1, -3);
    expect(Math.min(...gaps(whileRendering))).toBeGreaterThanOrEqual(5 * SECOND_MS);
    const late = whileRendering.filter((at) => at > HOUR_MS);
    expect(Math.min(MINUTE_MS, ...gaps(late))).toBe(MINUTE_MS);
  });
});

describe('a video that Slack', () => {
  it.each([
    ['shows after 10 seconds', 10 * SECOND_MS, 0, 40],
    ['shows after 50 seconds', 50 * SECOND_MS, 0, 80],
    ['shows after 5 minutes', 5 * MINUTE_MS, 0, 200],
    ['takes and loses', 0, 1, 60],
    ['takes and loses twice', 0, 2, 90],
  ])('%s is there once, and the person hears in time', async (_what, shareDelayMs, lost, most) => {
    const there = await open({ slack: { shareDelayMs } });
    const { slack, channel, world } = there;
    slack.loseNextShares(lost);
    const asked = await ask(there);
    const sent = () => requestsTo(there, 'files.completeUploadExternal')[0];
    const { at: readyAt } = await there.until(sent);
    const isShown = () => videosIn(saidIn(channel, asked)).length > 0;
    await there.until(() => isShown() || says(channel, asked, 'has not taken it yet')());
    expect(world.clock.now() - readyAt).toBeLessThanOrEqual(MINUTE_MS);
    // What was lost does not come back. In small steps, for while an answer is on its way no time should
    // pass: a video that appears between the last look and its deletion would leave an empty message.
    await pass(there, 10 * MINUTE_MS, 2 * SECOND_MS);
    await pass(there, 20 * MINUTE_MS);
    await expectOneVideo(there, asked);
    expect(slack.requests.length).toBeLessThan(most);
  });
});

describe('a bot that is stopped and started again', () => {
  it('goes on with jobs that wait in line, each for the person who asked', async () => {
    const there = await open({ slots: 2 });
    const { slack, channel, world } = there;
    world.maker.ending = 'never';
    const people: SlackUser[] = [];
    for (let made = 0; made < 20; made += 1) {
      const person = slack.team.createUser();
      channel.addMember(person);
      people.push(person);
    }
    const asked = await Promise.all(people.map((person) => ask(there, person)));
    const isShown = (message: Message) => saidIn(channel, message).length > 0;
    await there.until(() => asked.every(isShown) && world.maker.tasks.length === 2);
    await there.bot.stop();
    world.maker.ending = 'succeeded';
    for (const { jobId = '' } of world.maker.tasks) world.maker.finish(jobId, 'succeeded');
    await there.start();
    for (const [index, message] of asked.entries()) {
      await expectOneVideo(there, message, people[index]);
    }
    expect(world.maker.tasks).toHaveLength(20);
  });

  it('goes on with a job that renders', async () => {
    const there = await open();
    const asked = await ask(there);
    await there.until(says(there.channel, asked, 'rendering'));
    await there.bot.stop();
    await there.start();
    await expectOneVideo(there, asked);
  });

  it('ends the progress of a job whose end it could not show any more', async () => {
    const there = await open();
    const asked = await ask(there);
    await there.until(says(there.channel, asked, 'rendering'));
    const fault = there.slack.faults.on('chat.update', 'hang', 99);
    await there.untilJob(jobOf(there.channel, asked), ({ state }) => state.kind === 'done');
    await there.bot.stop();
    fault.remove();
    await there.start();
    await expectOneVideo(there, asked);
  });

  it('after seven days still does what its buttons say', async () => {
    const there = await open();
    const { ada, channel, world } = there;
    const asked = await ask(there);
    await expectOneVideo(there, asked);
    await there.bot.stop();
    await world.clock.skip(7 * 24 * HOUR_MS);
    await there.start();
    const [progress] = saidIn(channel, asked);
    const press = (action: string) => ada.press(progress ?? expect.fail('no message'), action);
    await press('retry');
    await there.until(() => videosIn(saidIn(channel, asked)).length === 2);
    const change = await press('change');
    expect(await there.until(() => change.view())).toMatchObject({ type: 'modal' });
    await press('delete');
    await there.until(() => videosIn(saidIn(channel, asked)).length === 1);
    await there.until(() => ada.ephemerals(channel).some(({ text }) => text.includes('deleted')));
    expect([...world.maker.charges.values()]).toEqual([1, 1]);
  });
});

describe('a connection that', () => {
  it.each([
    ['breaks', (slack: Slack) => slack.sockets.dropAll()],
    ['Slack asks to open anew', (slack: Slack) => slack.sockets.refresh()],
  ])('%s, again and again, loses no request and doubles none', async (_what, interrupt) => {
    const there = await open();
    const { slack, channel, ada } = there;
    const bob = slack.team.createUser();
    channel.addMember(bob);
    let connections = 1;
    const interruptAndWait = async () => {
      interrupt(slack);
      connections += 1;
      await there.until(() => slack.sockets.connections === connections && slack.sockets.open > 0);
    };
    // Between the event and its acknowledgement, and while nobody listens.
    slack.sockets.hold = true;
    const asking = ask(there);
    const askingToo = ask(there, bob);
    slack.sockets.hold = false;
    interrupt(slack);
    connections += 1;
    await there.until(() => slack.sockets.connections === connections);
    const [asked, askedToo] = await Promise.all([asking, askingToo]);
    await there.until(says(channel, asked, 'Kling'));
    await interruptAndWait();
    const posting = slack.faults.on('files.completeUploadExternal', 'hang-after');
    await there.until(() => posting.hits === 1);
    await interruptAndWait();
    posting.release();
    await expectOneVideo(there, asked, ada);
    await expectOneVideo(there, askedToo, bob);
    expect(there.world.maker.tasks).toHaveLength(2);
  });

  it('is announced to end soon goes on until it ends', async () => {
    const there = await open();
    there.slack.sockets.warn();
    await expectOneVideo(there, await ask(there));
  });
});

it('everything that Slack delivers four times happens once', async () => {
  const there = await open();
  const { slack, channel, ada, world } = there;
  slack.events.times = 4;
  const asked = await ask(there);
  await expectOneVideo(there, asked);
  // A half, and the question that it is answered with.
  const half = await ada.mention(channel, '', { files: [PICTURE] });
  await there.until(says(channel, half, 'Now the voice'));
  const rest = await ada.post(channel, { files: [CLIP], threadTs: half.ts });
  await there.until(() => world.job(jobOf(channel, rest))?.state.kind === 'done');
  await slack.events.settled();
  await there.until(says(channel, half, 'Done in'));
  // The question, the progress, the video.
  expect(saidIn(channel, half)).toHaveLength(3);
  const before = channel.all().length;
  await ada.mention(channel, 'status');
  await slack.events.settled();
  await pass(there, MINUTE_MS);
  expect(channel.all()).toHaveLength(before + 2);
  expect(world.maker.tasks).toHaveLength(2);
});

/** Names each call by how often it was made, so that the same one is found in another run. */
function numbered(life: Life): Life {
  const counts = new Map<string, number>();
  return Object.assign(Object.create(life) as Life, {
    call: <T>(name: string, effect: () => T | Promise<T>) => {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return life.call(`${name} ${count}`, effect);
    },
  });
}

interface Death {
  readonly call: string;
  readonly at: 'before' | 'after';
}

/** What somebody does, and does again in the next life where it rejects: nobody was there to take it. */
type Story = () => (there: Scene) => Promise<unknown>;

interface Played {
  readonly calls: readonly string[];
  readonly hasDied: boolean;
  /** What is wrong in the end. */
  readonly faults: readonly string[];
}

interface Scene {
  readonly slack: Slack;
  readonly channel: SlackChannel;
  readonly ada: SlackUser;
  readonly tasks: () => number;
}

/** Before and after Slack's requests that change something, and after what the surface keeps. */
function deathsAt(call: string): Death[] {
  const after: Death = { call, at: 'after' };
  if (/^(slack-\w+\.(set|delete)|maker\.order) /.test(call)) return [after];
  const isRequest = /^(chat\.(post|update|delete)|files\.(get|complete)|upload|views)/.test(call);
  return isRequest && !/^chat\.post(Video|Notice) /.test(call)
    ? [{ call, at: 'before' }, after]
    : [];
}
const AT_ONCE = 8;

/** Where a video is, once; all that the bot has said, in the channel, its threads and to Ada alone. */
function faultsOf({ channel, ada, tasks }: Scene): string[] {
  const said = [...channel.all(), ...ada.im().all()].filter(isOfBot);
  const found = [
    ['videos', videosIn(said).length, 1],
    ['messages of the bot', said.length, 2],
    ['that say the end', said.filter(({ text }) => text.includes('Done in')).length, 1],
    ['whispers', ada.ephemerals(channel).length, 0],
    ['tasks', tasks(), 1],
  ] as const;
  return found
    .filter(([, count, wanted]) => count !== wanted)
    .map(([what, count, wanted]) => `${count} ${what} and not ${wanted}`);
}

/** Slack tells it again by itself. */
const mention: Story =
  () =>
  ({ ada, channel }) =>
    ada.mention(channel, '', FILES);

/** A form that was not taken is open still. */
const form: Story = () => {
  let view: View | undefined;
  return async ({ ada, channel }) => {
    if (view === undefined) {
      const opening = await ada.slash(channel, '/avatar');
      const shown = () => opening.view() ?? expect.fail('There is no form');
      view = await vi.waitFor(shown, { timeout: 200, interval: 5 });
    }
    const answers = { portrait: [PICTURE], clip: [CLIP], mode: 'std' };
    const { outcome } = await ada.submit(view, answers);
    expect(outcome).toBe('closed');
  };
};

describe('a bot that is killed at any call, of Slack or of what it keeps,', () => {
  /** Plays a story in a process that dies, and in the next one; what is wrong in the end. */
  async function play(story: Story, death?: Death): Promise<Played> {
    const both = await createBothWorlds({ slack: {} });
    const { slack, world, until } = both;
    opened.push(slack);
    slack.events.redeliverAfterMs = 50;
    world.maker.renderMs = 1_000;
    world.media.clip = { ...world.media.clip, seconds: 2 };
    const ada = slack.team.createUser({ name: 'ada' });
    const channel = slack.team.createChannel({ members: [ada] });
    const scene = { slack, channel, ada, tasks: () => world.maker.tasks.length };
    const life = numbered(createLife(death));
    watchRequests(slack, life);
    const act = story();
    const first = await both.start(life, ['slack']);
    const asking = act(scene).then(
      () => true,
      () => false,
    );
    const isOver = () => faultsOf(scene).length === 0;
    try {
      await until(() => life.stopped || isOver());
      if (life.stopped) {
        await first.cut();
        slack.faults.share(0, () => 1, []);
        await both.start(undefined, ['slack']);
        if (!(await asking)) await act(scene);
        await until(isOver);
      }
      await world.clock.advance(15 * SECOND_MS);
      return { calls: life.calls, hasDied: life.stopped, faults: faultsOf(scene) };
    } catch (error) {
      const faults = [messageOf(error), ...faultsOf(scene)];
      return { calls: life.calls, hasDied: life.stopped, faults };
    }
  }

  it.each([
    ['by mention', mention],
    ['by form', form],
  ])('has one job, task, video and answer for a request %s', async (_what, story) => {
    const { calls, faults } = await play(story);
    expect(faults).toEqual([]);
    const deaths = calls.flatMap(deathsAt);
    const found: string[] = [];
    let died = 0;
    const dieOne = async () => {
      for (let death = deaths.pop(); death !== undefined; death = deaths.pop()) {
        const { call, at } = death;
        const end = await play(story, death);
        died += end.hasDied ? 1 : 0;
        found.push(...end.faults.map((fault) => `killed ${at} ${call}: ${fault}`));
      }
    };
    const planned = deaths.length;
    await Promise.all(Array.from({ length: AT_ONCE }, dieOne));
    expect(found).toEqual([]);
    // In another order of things one or the other call may not come about.
    expect(died).toBeGreaterThan(0.9 * planned);
  });
});

/** Makes each request to Slack a call of that life, which once it has ended gets no answer. */
function watchRequests(slack: Slack, life: Life): void {
  let isToHang = false;
  // Asked whether a request meets something, and if so once more, what.
  const chance = () => {
    if (isToHang) {
      isToHang = false;
      return 0;
    }
    const wasStopped = life.stopped;
    void life.call(slack.requests.at(-1)?.api ?? '', () => undefined);
    isToHang = wasStopped || life.stopped;
    return isToHang ? 0 : 1;
  };
  slack.faults.share(0.5, chance, ['hang']);
}
