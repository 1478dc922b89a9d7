import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { type Job, toJobId } from '../../../src/jobs/job.ts';
import type {
  Answer,
  Interaction,
  SlackChannel,
  SlackUser,
  UserOptions,
} from '../../emulators/slack/handle.ts';
import type { Message, View } from '../../emulators/slack/wire.ts';
import { createLife } from '../../support/life.ts';
import { actionsUnder, isOfBot, videosIn } from '../../support/slack-chat-world.ts';
import {
  CLIP,
  createSlackWorld,
  jobOf,
  PICTURE,
  type SlackBot,
  type SlackWorld,
  type SlackWorldOptions,
} from '../../support/slack-world.ts';

const SHORTCUT = 'avatar_from_message';
const BOTH = ['clip: a recorded clip', 'portrait: a picture'];
const SECOND_CLIP = { ...CLIP, bytes: Buffer.from('another clip') };
const DAY_MS = 86_400_000;

let current: SlackWorld | undefined;
afterEach(() => {
  if (current === undefined) return;
  const { slack, log } = current;
  current = undefined;
  expect(slack.mistakes).toEqual([]);
  expect(inspect(log.lines, { depth: 8 })).not.toMatch(/xoxb-|xapp-/);
});

interface Open extends SlackWorld {
  readonly bot: SlackBot;
}

/** A place where videos are made quickly. */
async function open(options: SlackWorldOptions = {}): Promise<Open> {
  const there = await createSlackWorld(options);
  current = there;
  there.world.maker.renderMs = 1_000;
  return { ...there, bot: await there.start() };
}

interface Asked extends Open {
  readonly asked: Message;
  readonly id: Job['id'];
}

/** A world in which ada has asked for a video, which is being rendered. */
async function afterAsking(ending: 'never' | 'succeeded' = 'never'): Promise<Asked> {
  const there = await open();
  const { ada, channel, world } = there;
  world.maker.ending = ending;
  const asked = await ada.mention(channel, 'smiling', { files: [PICTURE, CLIP] });
  await there.until(() => world.maker.orders.length === 1);
  return { ...there, asked, id: jobOf(channel, asked) };
}

interface Delivered extends Asked {
  /** The message that has the buttons. */
  readonly done: Message;
}

/** A world in which ada has her video. */
async function afterDelivery(): Promise<Delivered> {
  const there = await afterAsking('succeeded');
  const { channel, asked } = there;
  const done = await there.until(() =>
    channel.messages(asked.ts).find(({ text }) => text.includes('Done in')),
  );
  return { ...there, done };
}

const join = ({ slack, channel }: SlackWorld, options: UserOptions): SlackUser => {
  const user = slack.team.createUser(options);
  channel.addMember(user);
  return user;
};

const saidIn = (channel: SlackChannel, ts: string) => channel.messages(ts).filter(isOfBot);
const orderIdsOf = ({ world }: SlackWorld) => world.maker.orders.map(({ jobId }) => jobId);
const partsOf = ({ fetched }: SlackWorld) =>
  fetched.map(({ part, bytes }) => `${part}: ${bytes}`).sort();

const videosUnder = async (
  there: SlackWorld,
  channel: SlackChannel,
  ts: string,
  count = 1,
): Promise<Message[]> =>
  there.until(() => {
    const videos = videosIn(saidIn(channel, ts));
    return videos.length === count && videos;
  });

/** What only that person is told, here or in answer to what they did. */
async function toldAlone(there: SlackWorld, user: SlackUser, nth = 0): Promise<string> {
  return (await there.until(() => user.ephemerals(there.channel)[nth])).text;
}

async function respondedTo(there: SlackWorld, done: Interaction): Promise<string> {
  expect(done.acknowledged).toBe(true);
  const { body } = await there.until(() => done.responses()[0]);
  expect(body['response_type']).toBe('ephemeral');
  return String(body['text']);
}

const viewOf = ({ until }: SlackWorld, done: Interaction): Promise<View> =>
  until(() => done.view());

const fieldsOf = ({ blocks }: View) => blocks.map(({ block_id: name }) => name);

/** What the last person said with a mention is answered with, in that thread. */
async function answerTo(there: SlackWorld, { ts, thread_ts: root = ts }: Message) {
  const { until, channel } = there;
  const isAnswer = (each: Message) => Number(each.ts) > Number(ts) && !actionsUnder(each).length;
  return (await until(() => saidIn(channel, root).find(isAnswer))).text;
}

describe('the shortcut of a message', () => {
  it('with a picture asks for the voice and shows its job in the thread of the message', async () => {
    const there = await open();
    const { ada, channel, world } = there;
    const root = await ada.post(channel, { text: 'me', files: [PICTURE] });
    const view = await viewOf(there, await ada.shortcut(root, SHORTCUT));
    expect(fieldsOf(view)).toEqual(['clip', 'prompt', 'mode']);
    await ada.submit(view, { clip: [CLIP], prompt: 'smiling', mode: 'pro' });
    await videosUnder(there, channel, root.ts);
    const opening = saidIn(channel, root.ts)[0] ?? expect.fail('There is no opening');
    await there.until(() => opening.text.includes('Done in'));
    expect(world.maker.orders).toMatchObject([
      { jobId: jobOf(channel, opening), prompt: 'smiling', mode: 'pro' },
    ]);
    expect([partsOf(there), saidIn(channel, root.ts).length]).toEqual([BOTH, 2]);
  });

  it.each([
    ['a voice', [CLIP], ['portrait', 'prompt', 'mode'], { portrait: [PICTURE] }],
    ['both', [PICTURE, CLIP], ['prompt', 'mode'], {}],
  ])('with %s asks for no more than what lacks', async (_name, files, fields, answers) => {
    const there = await open();
    const { ada, channel } = there;
    const { ts: threadTs } = await ada.post(channel, { text: 'a talk' });
    const message = await ada.post(channel, { files, threadTs });
    const view = await viewOf(there, await ada.shortcut(message, SHORTCUT));
    expect(fieldsOf(view)).toEqual(fields);
    await ada.submit(view, answers as Record<string, Answer>);
    await videosUnder(there, channel, threadTs);
    expect(partsOf(there)).toEqual(BOTH);
  });

  it.each([
    ['neither', [{ name: 'plan.pdf', bytes: Buffer.from('a plan') }], 'neither a picture nor'],
    ['two pictures', [PICTURE, { ...PICTURE, name: 'you.png' }], '2 pictures (me.png, you.png)'],
    ['a file nobody shows', [{ ...PICTURE, isExternal: true, isHidden: 'not_visible' }], 'neither'],
  ] as const)('with %s says so to the person alone', async (_name, files, words) => {
    const there = await open();
    const { ada, channel } = there;
    const message = await ada.post(channel, { files });
    expect(await respondedTo(there, await ada.shortcut(message, SHORTCUT))).toContain(words);
    expect(channel.all().filter(isOfBot)).toEqual([]);
  });

  it('used by two people on the same message makes two jobs', async () => {
    const there = await open();
    const { ada, channel } = there;
    const eve = join(there, { name: 'eve' });
    const root = await ada.post(channel, { files: [PICTURE, CLIP] });
    for (const user of [ada, eve]) {
      await user.submit(await viewOf(there, await user.shortcut(root, SHORTCUT)));
    }
    const videos = await videosUnder(there, channel, root.ts, 2);
    expect(new Set(orderIdsOf(there)).size).toBe(2);
    const mentioned = videos.map(({ text }) => text.match(/<@(\w+)>/)?.[1]);
    expect(mentioned.sort()).toEqual([ada.id, eve.id].sort());
  });

  it('on a message of another organisation uses the file by its id', async () => {
    const there = await open();
    const { ada, channel } = there;
    const files = [{ ...PICTURE, isExternal: true }, CLIP];
    const root = await ada.post(channel, { files });
    await ada.submit(await viewOf(there, await ada.shortcut(root, SHORTCUT)));
    await videosUnder(there, channel, root.ts);
  });

  it('where the bot is not shows its job in direct messages', async () => {
    const there = await open();
    const { slack, ada } = there;
    const away = slack.team.createChannel({ members: [ada], hasBot: false });
    const root = await ada.post(away, { files: [PICTURE] });
    const view = await viewOf(there, await ada.shortcut(root, SHORTCUT));
    await ada.submit(view, { clip: [CLIP] });
    const [invite, opening] = await there.until(
      () => ada.im().messages().length === 2 && ada.im().messages(),
    );
    expect(invite?.text).toContain('/invite');
    await there.until(() => saidIn(ada.im(), opening?.ts ?? '').length > 0);
  });

  it('says which permission the bot lacks', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    const root = await ada.post(channel, { files: [{ ...PICTURE, isExternal: true }] });
    slack.team.scopes.delete('files:read');
    const used = await ada.shortcut(root, SHORTCUT);
    expect(await respondedTo(there, used)).toContain('files:read');
  });

  it('keeps a name that is too long for a form', async () => {
    const there = await open();
    const { ada, channel } = there;
    const name = `${'"😀'.repeat(80)}.png`;
    const root = await ada.post(channel, { files: [{ ...PICTURE, name }, CLIP] });
    await ada.submit(await viewOf(there, await ada.shortcut(root, SHORTCUT)));
    await videosUnder(there, channel, root.ts);
  });
});

describe('/avatar', () => {
  it('opens a form, and what is sent with it becomes a message with the job below', async () => {
    const there = await open();
    const { ada, channel, world } = there;
    const view = await viewOf(there, await ada.slash(channel, '/avatar'));
    expect(fieldsOf(view)).toEqual(['portrait', 'clip', 'prompt', 'mode']);
    await ada.submit(view, { portrait: [PICTURE], clip: [CLIP] });
    const opening = await there.until(() => channel.messages().find(isOfBot));
    await videosUnder(there, channel, opening.ts);
    expect(orderIdsOf(there)).toEqual([jobOf(channel, opening)]);
    expect(world.maker.orders).toMatchObject([{ mode: 'std' }]);
    await there.until(() => opening.text.includes('Done in'));
    expect(channel.messages()).toHaveLength(1);
  });

  it('with words has them in the form', async () => {
    const there = await open();
    const { ada, channel, world } = there;
    const view = await viewOf(there, await ada.slash(channel, '/avatar', 'smiling &amp; pro'));
    expect(JSON.stringify(view.blocks)).toContain('"initial_value":"smiling &"');
    await ada.submit(view, { portrait: [PICTURE], clip: [CLIP] });
    await there.until(() => world.maker.orders.length === 1);
    expect(world.maker.orders).toMatchObject([{ prompt: 'smiling &', mode: 'pro' }]);
  });

  it('cuts words that are too many for the form', async () => {
    const there = await open();
    const { ada, channel } = there;
    const view = await viewOf(there, await ada.slash(channel, '/avatar', `a${'😀'.repeat(1_300)}`));
    const field = view.blocks.find(({ block_id: name }) => name === 'prompt');
    expect(field?.element?.initial_value).toBe(`a${'😀'.repeat(1_249)}`);
  });

  it('that is sent twice by Slack is one job', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    const cut = slack.faults.on('chat.postMessage', 'cut-after');
    const view = await viewOf(there, await ada.slash(channel, '/avatar'));
    await ada.submit(view, { portrait: [PICTURE], clip: [CLIP] });
    const opening = await there.until(() => channel.messages().find(isOfBot));
    await videosUnder(there, channel, opening.ts);
    expect([cut.hits, channel.messages().length]).toEqual([1, 1]);
  });

  it('whose message was posted as the process died goes on after it', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    const hung = slack.faults.on('chat.postMessage', 'hang-after');
    const view = await viewOf(there, await ada.slash(channel, '/avatar'));
    await ada.submit(view, { portrait: [PICTURE], clip: [CLIP] });
    await hung.reached;
    await there.bot.surface.close();
    await there.start();
    const opening = await there.until(() => channel.messages().find(isOfBot));
    await videosUnder(there, channel, opening.ts);
    expect(channel.messages()).toHaveLength(1);
    expect(orderIdsOf(there)).toEqual([jobOf(channel, opening)]);
  });

  it('where the bot is not answers by direct message, with how to invite it', async () => {
    const there = await open();
    const { slack, ada } = there;
    const away = slack.team.createChannel({ members: [ada], hasBot: false });
    const view = await viewOf(there, await ada.slash(away, '/avatar'));
    await ada.submit(view, { portrait: [PICTURE], clip: [CLIP] });
    const im = ada.im();
    const [invite, opening] = await there.until(() => im.messages().length === 2 && im.messages());
    expect(invite?.text).toContain('/invite');
    await videosUnder(there, im, opening?.ts ?? '');
    expect(invite?.text).toContain('/invite');
  });

  it('where the bot is not is one job, though the process died before it was stored', async () => {
    const there = await createSlackWorld();
    current = there;
    const life = createLife({ call: 'jobs.get', at: 'before' });
    const bot = await there.start(life);
    const { slack, ada } = there;
    const away = slack.team.createChannel({ members: [ada], hasBot: false });
    const view = await viewOf(there, await ada.slash(away, '/avatar'));
    await ada.submit(view, { portrait: [PICTURE], clip: [CLIP] });
    await there.until(() => life.stopped);
    await bot.surface.close();
    await there.start();
    const [, opening] = ada.im().messages();
    await videosUnder(there, ada.im(), opening?.ts ?? '');
    expect(ada.im().messages()).toHaveLength(2);
  });

  it('whose form comes too late says so to the person alone', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    slack.faults.on('views.open', { error: 'expired_trigger_id' });
    const late = await ada.slash(channel, '/avatar');
    expect(await respondedTo(there, late)).toContain('too old');
    slack.faults.on('views.open', { error: 'expired_trigger_id' });
    const root = await ada.post(channel, { files: [PICTURE] });
    const shortcut = await ada.shortcut(root, SHORTCUT);
    expect(await respondedTo(there, shortcut)).toContain('too old');
  });

  it('status, history, cancel and help answer the person alone', async () => {
    const there = await afterAsking();
    const { ada, channel } = there;
    const say = async (text: string) =>
      respondedTo(there, await ada.slash(channel, '/avatar', text));
    expect(await say('status')).toContain('Kling is rendering');
    expect(await say('history')).toContain(there.id);
    expect(await say('help')).toContain('Ways to ask');
    expect(await say(`status ${there.id}`)).toContain('Kling is rendering');
    expect(await say('retry')).toContain('Ways to ask');
    expect(await say('cancel')).toContain('is cancelled');
    expect(channel.messages().filter(isOfBot)).toEqual([]);
  });

  it('is understood in the language of the person', async () => {
    const there = await open();
    const ana = join(there, { name: 'ana', locale: 'es-ES' });
    const help = await respondedTo(there, await ana.slash(there.channel, '/avatar', 'ayuda'));
    expect(help).toContain('Hay varias maneras');
    const view = await viewOf(there, await ana.slash(there.channel, '/avatar'));
    expect(view.title.text).toBe('Avatar parlante');
  });

  it('of somebody who has too many open says so in its message', async () => {
    const there = await open({ limits: { maxOpenPerPerson: 1 } });
    const { ada, channel, world } = there;
    world.maker.ending = 'never';
    for (const _ of [1, 2]) {
      const view = await viewOf(there, await ada.slash(channel, '/avatar'));
      await ada.submit(view, { portrait: [PICTURE], clip: [CLIP] });
    }
    const refused = () => channel.messages().find(({ text }) => text.includes('1 at once'));
    const { text } = await there.until(refused);
    expect(text).toContain(`<@${ada.id}>`);
  });
});

describe('a mention with a word', () => {
  it.each([
    ['status', 'en-US', 'Kling is rendering'],
    ['Status', 'en-US', 'Kling is rendering'],
    ['estado', 'es-ES', 'Kling'],
    ['状态', 'zh-CN', 'Kling'],
    ['history', 'ja-JP', 'slack-'],
    ['help', 'en-US', 'Ways to ask'],
    ['ayuda', 'es-ES', 'Hay varias maneras'],
  ])('("%s" in %s) is answered in its thread', async (word, locale, words) => {
    const there = await open();
    const { channel, world } = there;
    world.maker.ending = 'never';
    const user = join(there, { name: 'user', locale });
    await user.mention(channel, '', { files: [PICTURE, CLIP] });
    await there.until(() => world.maker.orders.length === 1);
    const asked = await user.mention(channel, word);
    expect(await answerTo(there, asked)).toContain(words);
    expect(world.maker.orders).toHaveLength(1);
  });

  it('means the job of the thread that it is said in', async () => {
    const there = await afterAsking();
    const { ada, channel, world, asked, id } = there;
    const other = await ada.mention(channel, 'frowning', { files: [PICTURE, CLIP] });
    await there.until(() => world.maker.orders.length === 2);
    const said = await ada.mention(channel, 'cancel', { threadTs: asked.ts });
    expect(await answerTo(there, said)).toContain(id);
    await there.untilJob(id, ({ state }) => state.kind === 'done');
    expect(world.job(jobOf(channel, other))?.state.kind).not.toBe('done');
    // Named, it may be said anywhere.
    const named = await ada.mention(channel, `cancel ${jobOf(channel, other)}`);
    expect(await answerTo(there, named)).toContain('is cancelled');
  });

  it('means the latest attempt of the thread', async () => {
    const there = await afterDelivery();
    const { ada, channel, world, asked, id } = there;
    world.maker.ending = 'never';
    const retry = await ada.mention(channel, 'retry', { threadTs: asked.ts });
    await there.until(() => world.maker.orders.length === 2);
    const said = await ada.mention(channel, 'cancel', { threadTs: asked.ts });
    expect(await answerTo(there, said)).toContain(`${id}.2 is cancelled`);
    expect(retry.thread_ts).toBe(asked.ts);
  });

  it('means no job of another thread, where that thread has none of theirs', async () => {
    const there = await afterDelivery();
    const { ada, channel, asked, id } = there;
    const eve = join(there, { name: 'eve' });
    const own = await eve.mention(channel, '', { files: [PICTURE, CLIP] });
    await videosUnder(there, channel, own.ts);
    const { ts: talk } = await ada.post(channel, { text: 'a talk' });
    for (const word of ['delete', 'cancel', 'retry']) {
      const refused = await eve.mention(channel, word, { threadTs: asked.ts });
      expect(await answerTo(there, refused)).toContain(`${id} belongs to somebody else`);
      const nowhere = await eve.mention(channel, word, { threadTs: talk });
      expect(await answerTo(there, nowhere)).toContain('There is no job');
    }
    const status = await eve.mention(channel, 'status', { threadTs: talk });
    expect(await answerTo(there, status)).toContain(jobOf(channel, own));
    expect(videosIn(saidIn(channel, own.ts))).toHaveLength(1);
    const admin = join(there, { name: 'admin', isAdmin: true });
    const deleted = await admin.mention(channel, 'delete', { threadTs: asked.ts });
    expect(await answerTo(there, deleted)).toContain(`${id} is deleted`);
  });

  it('retry makes the video once more, with what is said behind it', async () => {
    const there = await afterDelivery();
    const { ada, channel, world, asked, id } = there;
    await ada.mention(channel, 'retry laughing, pro', { threadTs: asked.ts });
    await videosUnder(there, channel, asked.ts, 2);
    expect(world.maker.orders[1]).toMatchObject({
      ...{ jobId: `${id}.2`, prompt: 'laughing', mode: 'pro' },
    });
    await ada.mention(channel, `retry ${id}`, { threadTs: asked.ts });
    await videosUnder(there, channel, asked.ts, 3);
    expect(world.maker.orders[2]).toMatchObject({ jobId: `${id}.3`, prompt: 'smiling' });
  });

  it('delete takes the video away', async () => {
    const there = await afterDelivery();
    const { ada, channel, asked, id } = there;
    const said = await ada.mention(channel, 'delete', { threadTs: asked.ts });
    expect(await answerTo(there, said)).toContain(`${id} is deleted`);
    expect(videosIn(saidIn(channel, asked.ts))).toEqual([]);
    expect([...there.world.blobs.keys]).toEqual([]);
  });

  it('status gives the video that could not be posted, once it can be', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    slack.team.uploads = 'disabled';
    const asked = await ada.mention(channel, '', { files: [PICTURE, CLIP] });
    const job = await there.untilJob(jobOf(channel, asked), ({ state }) => state.kind === 'done');
    expect(videosIn(saidIn(channel, asked.ts))).toEqual([]);
    const refused = await ada.mention(channel, 'status', { threadTs: asked.ts });
    expect(await answerTo(there, refused)).toContain('could not add the video');
    slack.team.uploads = 'allowed';
    const said = await ada.mention(channel, 'status', { threadTs: asked.ts });
    await videosUnder(there, channel, asked.ts);
    expect(await answerTo(there, said)).toContain(job.id);
  });

  it('about a job of somebody else is refused, and nothing is told', async () => {
    const there = await afterDelivery();
    const { channel, id } = there;
    const eve = join(there, { name: 'eve' });
    for (const word of ['status', 'cancel', 'retry', 'delete']) {
      const said = await eve.mention(channel, `${word} ${id}`);
      expect(await answerTo(there, said)).toContain('belongs to somebody else');
    }
    expect(there.world.maker.orders).toHaveLength(1);
  });

  it('about any job is obeyed for an administrator of the workspace', async () => {
    const there = await afterAsking();
    for (const options of [{ isAdmin: true }, { isOwner: true }]) {
      const admin = join(there, { name: 'admin', ...options });
      const status = await admin.mention(there.channel, `status ${there.id}`);
      expect(await answerTo(there, status)).toContain('Kling is rendering');
    }
    const admin = join(there, { name: 'admin', isAdmin: true });
    const cancel = await admin.mention(there.channel, `cancel ${there.id}`);
    expect(await answerTo(there, cancel)).toContain('is cancelled');
  });

  it('about any job is not for an administrator whom the bot may not know', async () => {
    const there = await afterAsking();
    there.slack.team.scopes.delete('users:read');
    const admin = join(there, { name: 'admin', isAdmin: true });
    const said = await admin.mention(there.channel, `cancel ${there.id}`);
    expect(await answerTo(there, said)).toContain('belongs to somebody else');
  });

  it('is done once, however often Slack says it', async () => {
    const there = await afterDelivery();
    const { slack, ada, channel, asked, id } = there;
    slack.events.times = 4;
    await ada.mention(channel, 'retry', { threadTs: asked.ts });
    await videosUnder(there, channel, asked.ts, 2);
    await slack.events.settled();
    expect(orderIdsOf(there)).toEqual([id, `${id}.2`]);
  });
});

describe('the buttons', () => {
  it('cancel a running job, for whoever asked', async () => {
    const there = await afterAsking();
    const { ada, channel, asked } = there;
    const progress = await there.until(() => saidIn(channel, asked.ts)[0]);
    expect(actionsUnder(progress)).toEqual(['cancel']);
    const eve = join(there, { name: 'eve' });
    await eve.press(progress, 'cancel');
    expect(await toldAlone(there, eve)).toContain('belongs to somebody else');
    await ada.press(progress, 'cancel');
    expect(await toldAlone(there, ada)).toContain('is cancelled');
    await there.until(() => progress.text.includes('Cancelled'));
    expect(videosIn(saidIn(channel, asked.ts))).toEqual([]);
  });

  it('make the video once more, after a restart and a week', async () => {
    const there = await afterDelivery();
    const { ada, channel, asked, done, id } = there;
    expect(actionsUnder(done)).toEqual(['retry', 'change', 'delete']);
    await there.bot.stop();
    await there.world.clock.skip(7 * DAY_MS);
    await there.start();
    await ada.press(done, 'retry');
    await videosUnder(there, channel, asked.ts, 2);
    expect(orderIdsOf(there)).toEqual([id, `${id}.2`]);
  });

  it('make it once when they are pressed again in impatience, and anew later', async () => {
    const there = await afterDelivery();
    const { ada, channel, asked, done, id } = there;
    await Promise.all([ada.press(done, 'retry'), ada.press(done, 'retry')]);
    expect(await toldAlone(there, ada)).toContain(`${id}.2 is still running`);
    await videosUnder(there, channel, asked.ts, 2);
    await there.untilJob(toJobId(`${id}.2`), ({ state }) => state.kind === 'done');
    await ada.press(done, 'retry');
    await videosUnder(there, channel, asked.ts, 3);
    expect(orderIdsOf(there)).toEqual([id, `${id}.2`, `${id}.3`]);
  });

  it('make it with another prompt, another mode and another voice', async () => {
    const there = await afterDelivery();
    const { ada, channel, asked, done, id, world } = there;
    const view = await viewOf(there, await ada.press(done, 'change'));
    expect(fieldsOf(view)).toEqual(['prompt', 'mode', 'clip', 'portrait']);
    expect(JSON.stringify(view.blocks)).toContain('"initial_value":"smiling"');
    await ada.submit(view, { prompt: 'laughing', mode: 'pro', clip: [SECOND_CLIP] });
    await videosUnder(there, channel, asked.ts, 2);
    expect(world.maker.orders[1]).toMatchObject({
      ...{ jobId: `${id}.2`, prompt: 'laughing', mode: 'pro' },
    });
    expect(there.fetched.at(-1)).toEqual({ part: 'clip', bytes: 'another clip' });
  });

  it('make nothing of a form that is sent when all is deleted, and say so', async () => {
    const there = await afterDelivery();
    const { ada, done, id } = there;
    const view = await viewOf(there, await ada.press(done, 'change'));
    await ada.press(done, 'delete');
    expect(await toldAlone(there, ada)).toContain('is deleted');
    await ada.submit(view, { prompt: 'laughing' });
    expect(await toldAlone(there, ada, 1)).toContain(`${id} was deleted`);
  });

  it('forget a prompt that is emptied, and show none that nobody has written', async () => {
    const there = await afterDelivery();
    const { ada, channel, asked, done, world } = there;
    const view = await viewOf(there, await ada.press(done, 'change'));
    await ada.submit(view, { prompt: '' });
    await videosUnder(there, channel, asked.ts, 2);
    expect(world.maker.orders[1]?.prompt).not.toBe('smiling');
    const again = await there.until(() =>
      saidIn(channel, asked.ts).find((each) => each !== done && each.text.includes('Done in')),
    );
    const second = await viewOf(there, await ada.press(again, 'change'));
    expect(JSON.stringify(second.blocks)).not.toContain('initial_value');
  });

  it('delete the video, its files and its prompt', async () => {
    const there = await afterDelivery();
    const { ada, channel, asked, done, id, world } = there;
    await ada.press(done, 'delete');
    expect(await toldAlone(there, ada)).toContain('is deleted');
    expect(videosIn(saidIn(channel, asked.ts))).toEqual([]);
    expect([...world.blobs.keys]).toEqual([]);
    expect(world.job(id)).toMatchObject({ prompt: '' });
  });

  it('of somebody else are refused to whoever presses them, alone', async () => {
    const there = await afterDelivery();
    const { channel, asked, done } = there;
    const eve = join(there, { name: 'eve' });
    for (const [nth, action] of ['retry', 'change', 'delete'].entries()) {
      const pressed = await eve.press(done, action);
      expect(await toldAlone(there, eve, nth)).toContain('belongs to somebody else');
      expect(pressed.view()).toBeUndefined();
    }
    expect(videosIn(saidIn(channel, asked.ts))).toHaveLength(1);
    expect(there.world.maker.orders).toHaveLength(1);
  });

  it('of somebody else are for an administrator, whose attempt it then is', async () => {
    const there = await afterDelivery();
    const { channel, asked, done } = there;
    const admin = join(there, { name: 'admin', isAdmin: true });
    await admin.press(done, 'retry');
    const videos = await videosUnder(there, channel, asked.ts, 2);
    expect(videos[1]?.text).toContain(`<@${admin.id}>`);
    await admin.press(done, 'delete');
    expect(await toldAlone(there, admin)).toContain('is deleted');
  });

  it('that open a form too late say so to the person alone', async () => {
    const there = await afterDelivery();
    there.slack.faults.on('views.open', { error: 'expired_trigger_id' });
    await there.ada.press(there.done, 'change');
    expect(await toldAlone(there, there.ada)).toContain('too old');
  });

  it('under a refusal offer to change what was refused', async () => {
    const there = await open();
    const { ada, channel, world } = there;
    world.maker.ending = 'refused';
    const asked = await ada.mention(channel, '', { files: [PICTURE, CLIP] });
    const notice = await there.until(() =>
      saidIn(channel, asked.ts).find(({ text }) => text.includes('content check')),
    );
    expect(notice.text).toContain(`<@${ada.id}>`);
    world.maker.ending = 'succeeded';
    const view = await viewOf(there, await ada.press(notice, 'change'));
    await ada.submit(view, { prompt: 'kindly' });
    await videosUnder(there, channel, asked.ts);
    expect(orderIdsOf(there)).toEqual([jobOf(channel, asked), `${jobOf(channel, asked)}.2`]);
  });

  it('that were pressed as the process died are obeyed after it, once', async () => {
    const there = await afterDelivery();
    const { slack, ada, channel, asked, done, id } = there;
    // The administrator is not known to the bot yet, so it asks who that is.
    const admin = join(there, { name: 'admin', isAdmin: true });
    const hung = slack.faults.on('users.info', 'hang');
    await admin.press(done, 'retry');
    await hung.reached;
    await there.bot.surface.close();
    await there.start();
    await videosUnder(there, channel, asked.ts, 2);
    await there.world.clock.advance(60_000);
    expect(orderIdsOf(there)).toEqual([id, `${id}.2`]);
    expect(ada.ephemerals(channel)).toEqual([]);
  });
});
