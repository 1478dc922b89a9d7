import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Documents } from '../../../src/jobs/contracts.ts';
import { Secret } from '../../../src/secret.ts';
import { createSlack } from '../../../src/surfaces/slack/slack.ts';
import type { AttachedFile, Slack, SlackChannel } from '../../emulators/slack/handle.ts';
import type { Message } from '../../emulators/slack/wire.ts';
import { createNamespaces } from '../../support/in-memory-documents.ts';
import { createLife } from '../../support/life.ts';
import { isOfBot, videosIn } from '../../support/slack-chat-world.ts';
import {
  CLIP,
  createSlackWorld,
  jobOf,
  PICTURE,
  type SlackWorld,
  type SlackWorldOptions,
} from '../../support/slack-world.ts';

let current: SlackWorld | undefined;
afterEach(() => {
  if (current === undefined) return;
  const { slack, log } = current;
  expect(slack.mistakes).toEqual([]);
  expectDecent(slack);
  expect(inspect(log.lines, { depth: 8 })).not.toMatch(/xoxb-|xapp-/);
  current = undefined;
});

/** Whatever the bot says has a text, calls nobody but by name, and gives no secret away. */
function expectDecent({ requests }: Slack): void {
  for (const { api, body } of requests) {
    if (api !== 'chat.postMessage' && api !== 'chat.postEphemeral' && api !== 'hook') continue;
    expect(body['text']).toBeTruthy();
    expect(JSON.stringify(body)).not.toMatch(/<!(?:channel|here|everyone|subteam)|xoxb-|xapp-/);
  }
}

/** A place where videos are made quickly. */
async function createPlace(options: SlackWorldOptions = {}): Promise<SlackWorld> {
  const there = await createSlackWorld(options);
  current = there;
  there.world.maker.renderMs = 1_000;
  return there;
}

async function open(options: SlackWorldOptions = {}): Promise<SlackWorld> {
  const there = await createPlace(options);
  await there.start();
  return there;
}

const PDF: AttachedFile = { name: 'plan.pdf', bytes: Buffer.from('a plan') };
const SECOND_PICTURE: AttachedFile = { name: 'you.png', bytes: Buffer.from('another picture') };
const SECOND_CLIP: AttachedFile = { ...CLIP, bytes: Buffer.from('another clip') };

const texts = (messages: readonly Message[]) => messages.map(({ text }) => text);
const saidIn = (channel: SlackChannel, ts: string) => channel.messages(ts).filter(isOfBot);

/** What the bot says there, once it says it. */
async function answerIn(
  { until }: SlackWorld,
  channel: SlackChannel,
  ts: string,
  nth = 0,
): Promise<string> {
  return (await until(() => saidIn(channel, ts)[nth])).text;
}

/** Everything that was told has been dealt with, and time has passed. */
async function calm({ slack, world }: SlackWorld): Promise<void> {
  await slack.events.settled();
  for (let step = 0; step < 6; step += 1) {
    await world.clock.advance(10_000);
    await wait(2);
  }
}

/** Waits for the orders of videos, and for all that could follow of it. */
async function ordersOf(there: SlackWorld, count = 1) {
  const { orders } = there.world.maker;
  await there.until(() => orders.length >= count);
  await calm(there);
  expect(orders).toHaveLength(count);
  return orders;
}

const partsOf = ({ fetched }: SlackWorld) =>
  fetched.map(({ part, bytes }) => `${part}: ${bytes}`).sort();

/** Waits for the video in the thread of that message, and says what the job was made of. */
async function videoUnder(
  there: SlackWorld,
  channel: SlackChannel,
  threadTs: string,
): Promise<{ video: Message; parts: string[] }> {
  const found = () => videosIn(saidIn(channel, threadTs));
  const [video] = await there.until(() => found().length > 0 && found());
  return { video: video ?? expect.fail('no video'), parts: partsOf(there) };
}

const BOTH = ['clip: a recorded clip', 'portrait: a picture'];

describe('a mention with a picture and a recorded clip', () => {
  it('gets the video in its thread, with the person mentioned, and names the job', async () => {
    const there = await open();
    const { ada, channel, world } = there;
    const asked = await ada.mention(channel, 'smiling', { files: [PICTURE, CLIP] });
    const { video, parts } = await videoUnder(there, channel, asked.ts);
    expect(video.text).toContain(`<@${ada.id}>`);
    expect(parts).toEqual(BOTH);
    expect(world.maker.orders).toMatchObject([
      { jobId: jobOf(channel, asked), prompt: 'smiling', mode: 'std' },
    ]);
    await there.until(() => texts(saidIn(channel, asked.ts)).some((text) => /Done in/.test(text)));
    expect(saidIn(channel, asked.ts)).toHaveLength(2);
  });

  it.each([
    ['pro smiling', 'smiling', 'pro'],
    ['smiling, std', 'smiling', 'std'],
    ['smiling mode:pro', 'smiling', 'pro'],
    ['at <https://example.com/a?b=1&amp;c|the sea> &lt;3', 'at the sea <3', 'std'],
    ['in <#C123|general> with <@U999> :wave:', 'in #general with :wave:', 'std'],
    ['hello <!channel> and <!subteam^S1|@team>', 'hello and @team', 'std'],
    ['hello @channel @here', 'hello @channel @here', 'std'],
    ['*so* _many_\n\n`signs` ~here~', '*so* _many_ `signs` ~here~', 'std'],
  ])('that says "%s" asks for "%s" in %s', async (said, prompt, mode) => {
    const there = await open();
    const { ada, channel } = there;
    await ada.mention(channel, said, { files: [PICTURE, CLIP] });
    expect(await ordersOf(there)).toMatchObject([{ prompt, mode }]);
    // The list of jobs repeats the prompt.
    const asked = await ada.mention(channel, 'history');
    await answerIn(there, channel, asked.ts);
  });

  it('may be in a private channel or a group, and only there where it mentions the bot', async () => {
    const there = await open();
    const { slack, ada } = there;
    for (const kind of [{ isPrivate: true }, { isGroupDm: true }]) {
      const channel = slack.team.createChannel({ members: [ada], ...kind });
      await ada.post(channel, { text: 'not for the bot', files: [PICTURE, CLIP] });
      const asked = await ada.mention(channel, '', { files: [PICTURE, CLIP] });
      await videoUnder(there, channel, asked.ts);
    }
    expect(there.world.maker.orders).toHaveLength(2);
  });

  it('is one job when it is shown in the channel too', async () => {
    const there = await open();
    const { ada, channel } = there;
    const root = await ada.post(channel, { text: 'a talk' });
    const files = [PICTURE, CLIP];
    const reply = await ada.mention(channel, '', { files, threadTs: root.ts, isBroadcast: true });
    expect(await ordersOf(there)).toMatchObject([{ jobId: jobOf(channel, reply) }]);
    await videoUnder(there, channel, root.ts);
  });

  it('is told that its text is too long, and by how much', async () => {
    const there = await open();
    const { ada, channel } = there;
    const files = [PICTURE, CLIP];
    const asked = await ada.mention(channel, 'a'.repeat(2_501), { files });
    expect(await answerIn(there, channel, asked.ts)).toContain('2501 characters');
    expect(there.world.maker.orders).toEqual([]);
  });
});

describe('the picture and the voice of a thread', () => {
  it('meet when the root has the one and the mention below has the other', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    const eve = slack.team.createUser({ name: 'eve' });
    channel.addMember(eve);
    // Whoever posted the root.
    const root = await eve.post(channel, { text: 'look at him', files: [PICTURE] });
    await ada.mention(channel, 'smiling', { files: [CLIP], threadTs: root.ts });
    const { video, parts } = await videoUnder(there, channel, root.ts);
    expect([parts, video.text.includes(`<@${ada.id}>`)]).toEqual([BOTH, true]);
    const voice = await eve.post(channel, { text: 'listen', files: [CLIP] });
    await ada.mention(channel, 'smiling', { files: [PICTURE], threadTs: voice.ts });
    await videoUnder(there, channel, voice.ts);
    expect(partsOf(there)).toEqual([...BOTH, ...BOTH].sort());
  });

  it.each([
    ['picture', PICTURE, CLIP, 'Now the voice'],
    ['clip', CLIP, PICTURE, 'Now the picture'],
  ])(
    'meet when the mention has the %s and the other comes later without a mention',
    async (_name, first, second, question) => {
      const there = await open();
      const { slack, ada, channel, world } = there;
      const eve = slack.team.createUser({ name: 'eve' });
      channel.addMember(eve);
      const { ts: threadTs } = await ada.mention(channel, 'smiling', { files: [first] });
      expect(await answerIn(there, channel, threadTs)).toContain(question);
      await eve.post(channel, { files: [{ ...second, bytes: Buffer.from('of eve') }], threadTs });
      await ada.post(channel, { text: 'a moment', threadTs });
      await calm(there);
      expect([saidIn(channel, threadTs).length, world.maker.orders.length]).toEqual([1, 0]);
      const last = await ada.post(channel, { files: [second], threadTs });
      expect(await ordersOf(there)).toMatchObject([
        { jobId: jobOf(channel, last), prompt: 'smiling' },
      ]);
      expect(partsOf(there)).toEqual(BOTH);
      // Nobody waits for more files in that thread.
      await ada.post(channel, { files: [PICTURE, CLIP], threadTs });
      await ordersOf(there);
    },
  );

  it('meet when both are there already and the mention comes alone', async () => {
    const there = await open();
    const { ada, channel } = there;
    const { ts: threadTs } = await ada.post(channel, { files: [PICTURE] });
    await ada.post(channel, { files: [CLIP], threadTs });
    await ada.mention(channel, 'smiling', { threadTs });
    expect(await ordersOf(there)).toMatchObject([{ prompt: 'smiling' }]);
    expect(partsOf(there)).toEqual(BOTH);
  });

  it('are not taken once more when somebody only praises the video', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    const eve = slack.team.createUser({ name: 'eve' });
    channel.addMember(eve);
    const { ts: threadTs } = await ada.mention(channel, '', { files: [PICTURE, CLIP] });
    await videoUnder(there, channel, threadTs);
    await ada.mention(channel, 'thank you!', { threadTs });
    expect(await answerIn(there, channel, threadTs, 2)).toContain('Ways to ask');
    await eve.mention(channel, 'she is so lifelike', { threadTs });
    expect(await answerIn(there, channel, threadTs, 3)).toContain('Ways to ask');
    await ordersOf(there);
    await ada.post(channel, { files: [SECOND_CLIP], threadTs });
    await ordersOf(there);
  });

  it('make another video with another voice in the thread of the first', async () => {
    const there = await open();
    const { ada, channel } = there;
    const first = await ada.mention(channel, 'smiling', { files: [PICTURE, CLIP] });
    await videoUnder(there, channel, first.ts);
    await ada.mention(channel, 'retry pro', { files: [SECOND_CLIP], threadTs: first.ts });
    const [, order] = await ordersOf(there, 2);
    expect([order?.mode, order?.prompt?.includes('retry')]).toEqual(['pro', false]);
    expect(partsOf(there)).toContain('clip: another clip');
  });

  it('are taken of what is kept where the thread has it no more', async () => {
    const there = await open();
    const { ada, channel } = there;
    const first = await ada.mention(channel, 'smiling', { files: [PICTURE, CLIP] });
    const { ts: threadTs } = first;
    await videoUnder(there, channel, threadTs);
    await ada.delete(first);
    await ada.mention(channel, 'pro', { files: [SECOND_CLIP], threadTs });
    const first_ = { prompt: 'smiling', mode: 'std' };
    const second = { jobId: `${jobOf(channel, first)}.2`, prompt: 'smiling', mode: 'pro' };
    expect(await ordersOf(there, 2)).toMatchObject([first_, second]);
    expect(partsOf(there)).toContain('clip: another clip');
  });

  it('are one job though two messages with mentions were read late, one after the other', async () => {
    const there = await open();
    const { ada, channel } = there;
    const { ts: threadTs } = await ada.post(channel, { text: 'a talk' });
    await Promise.all([
      ada.mention(channel, '', { files: [PICTURE], threadTs }),
      ada.mention(channel, '', { files: [CLIP], threadTs }),
    ]);
    await ordersOf(there);
    expect(partsOf(there)).toEqual(BOTH);
  });
});

describe('in direct messages', () => {
  it('both files in one message are a request, whatever was begun before', async () => {
    const there = await open();
    const { ada } = there;
    const im = ada.im();
    const begun = await ada.post(im, { text: 'frowning', files: [SECOND_PICTURE] });
    await answerIn(there, im, begun.ts);
    const asked = await ada.post(im, { files: [PICTURE, CLIP] });
    await videoUnder(there, im, asked.ts);
    expect(partsOf(there)).toEqual(BOTH);
    expect(there.world.maker.orders[0]?.prompt).not.toBe('frowning');
  });

  it('they may come one after the other, without a thread', async () => {
    const there = await open();
    const { ada } = there;
    const im = ada.im();
    const first = await ada.post(im, { text: 'smiling', files: [PICTURE] });
    expect(await answerIn(there, im, first.ts)).toContain('Now the voice');
    await ada.post(im, { text: 'pro', files: [CLIP] });
    expect(await ordersOf(there)).toMatchObject([{ prompt: 'smiling', mode: 'pro' }]);
    expect(partsOf(there)).toEqual(BOTH);
  });

  it('they may come as an answer in the thread of the question', async () => {
    const there = await open();
    const { ada } = there;
    const im = ada.im();
    const first = await ada.post(im, { files: [CLIP] });
    expect(await answerIn(there, im, first.ts)).toContain('Now the picture');
    await ada.post(im, { files: [PICTURE], threadTs: first.ts });
    await videoUnder(there, im, first.ts);
    expect(there.world.maker.orders).toHaveLength(1);
  });

  it('what is talked about is no prompt of what comes later', async () => {
    const there = await open();
    const { ada } = there;
    const im = ada.im();
    const hello = await ada.post(im, { text: 'what can you do?' });
    const help = await answerIn(there, im, hello.ts);
    expect(help).toContain('I need a picture');
    expect(help).toContain('Ways to ask');
    await ada.post(im, { files: [PICTURE] });
    await ada.post(im, { files: [CLIP] });
    const [order] = await ordersOf(there);
    expect(order?.prompt).not.toContain('what can you do');
  });
});

describe('a request that Slack tells in its own way', () => {
  it.each([
    ['only as a message', { mention: false }],
    ['only as a mention', { message: false }],
    ['as both, the message first', { order: 'message-first' }],
    ['as both, the mention first', { order: 'mention-first' }],
    ['four times over', { times: 4 }],
    ['with a word of its files too', { fileShared: true }],
  ] as const)('%s is one job with one answer', async (_name, settings) => {
    const there = await open();
    const { slack, ada, channel } = there;
    Object.assign(slack.events, settings);
    const saidAt = there.world.clock.now();
    const asked = await ada.mention(channel, 'smiling', { files: [PICTURE, CLIP] });
    expect(await ordersOf(there)).toMatchObject([{ jobId: jobOf(channel, asked) }]);
    await videoUnder(there, channel, asked.ts);
    await calm(there);
    expect(saidIn(channel, asked.ts)).toHaveLength(2);
    expect(videosIn(saidIn(channel, asked.ts))).toHaveLength(1);
    // At once, and not when it is next looked for.
    const acceptedAt = there.world.job(jobOf(channel, asked))?.acceptedAt ?? 0;
    expect(acceptedAt - saidAt).toBeLessThan(20_000);
  });

  it('four times over as a question gets one answer', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    slack.events.times = 4;
    const { ts } = await ada.mention(channel, 'smiling', { files: [PICTURE] });
    await calm(there);
    expect(saidIn(channel, ts)).toHaveLength(1);
  });

  it('is nothing new when it is edited, and a wish when the edit mentions the bot', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    const asked = await ada.mention(channel, 'smiling', { files: [PICTURE, CLIP] });
    await ordersOf(there);
    await ada.edit(asked, `<@${slack.team.botUserId}> laughing`);
    await ordersOf(there);
    expect(saidIn(channel, asked.ts)).toHaveLength(2);
    for (const threadTs of [undefined, asked.ts]) {
      const at = threadTs === undefined ? {} : { threadTs };
      const forgotten = await ada.post(channel, { text: 'sad', files: [PICTURE, CLIP], ...at });
      await calm(there);
      await ada.edit(forgotten, `<@${slack.team.botUserId}> sad`);
    }
    expect(await ordersOf(there, 3)).toMatchObject([{}, { prompt: 'sad' }, { prompt: 'sad' }]);
  });

  it('is nothing new when it is deleted', async () => {
    const there = await open();
    const { ada, channel } = there;
    const asked = await ada.mention(channel, '', { files: [PICTURE] });
    await answerIn(there, channel, asked.ts);
    await ada.delete(asked);
    await calm(there);
    expect(channel.messages(asked.ts).filter(isOfBot)).toHaveLength(1);
  });
});

describe('files of another organisation', () => {
  const external = { isExternal: true };

  it('are asked for by their id', async () => {
    const there = await open();
    const { ada, channel } = there;
    const files = [
      { ...PICTURE, ...external },
      { ...CLIP, ...external },
    ];
    await ada.mention(channel, '', { files });
    await ordersOf(there);
    expect(partsOf(there)).toEqual(BOTH);
  });

  it('beside an own one make a whole', async () => {
    const there = await open();
    const { ada, channel } = there;
    const root = await ada.post(channel, { files: [{ ...PICTURE, ...external }] });
    await ada.mention(channel, '', { files: [CLIP], threadTs: root.ts });
    await ordersOf(there);
    expect(partsOf(there)).toEqual(BOTH);
  });

  it.each(['file_not_found', 'not_visible'] as const)(
    'that are not shown to the bot (%s) are asked for as files of its own',
    async (isHidden) => {
      const there = await open();
      const { ada, channel } = there;
      const hidden = { ...CLIP, ...external, isHidden };
      const asked = await ada.mention(channel, 'smiling', { files: [PICTURE, hidden] });
      const answer = await answerIn(there, channel, asked.ts);
      expect(answer).toContain('I cannot see the voice clip');
      expect(answer).toContain('attach the file itself');
      await ada.post(channel, { files: [CLIP], threadTs: asked.ts });
      expect(await ordersOf(there)).toMatchObject([{ prompt: 'smiling' }]);
      expect(saidIn(channel, asked.ts)).toHaveLength(3);
    },
  );

  it('that are hidden at the root are named where the mention comes alone', async () => {
    const there = await open();
    const { ada, channel } = there;
    const hidden = { ...PICTURE, ...external, isHidden: 'file_not_found' } as const;
    const root = await ada.post(channel, { files: [hidden] });
    await ada.mention(channel, '', { threadTs: root.ts });
    expect(await answerIn(there, channel, root.ts)).toContain('I cannot see the picture');
  });
});

describe('a mention with the wrong files', () => {
  it.each([
    ['two pictures', [PICTURE, SECOND_PICTURE, CLIP], '2 pictures (me.png, you.png)', [PICTURE]],
    ['two clips', [PICTURE, CLIP, SECOND_CLIP], '2 voice clips', [CLIP]],
    ['a document alone', [PDF], 'neither a picture nor a sound in plan.pdf', [PICTURE, CLIP]],
    ['nothing', [], 'I need a picture', [PICTURE, CLIP]],
  ])(
    '(%s) is asked one question, and the answer completes it',
    async (_name, files, question, rest) => {
      const there = await open();
      const { ada, channel } = there;
      const { ts: threadTs } = await ada.mention(channel, 'smiling, pro', { files });
      expect(await answerIn(there, channel, threadTs)).toContain(question);
      await calm(there);
      expect(saidIn(channel, threadTs)).toHaveLength(1);
      await ada.post(channel, { files: rest, threadTs });
      expect(await ordersOf(there)).toMatchObject([{ prompt: 'smiling', mode: 'pro' }]);
      expect(partsOf(there)).toEqual(BOTH);
    },
  );

  it('still gets its video where the document is beside what is needed', async () => {
    const there = await open();
    const { ada, channel } = there;
    await ada.mention(channel, '', { files: [PDF, PICTURE, CLIP] });
    await ordersOf(there);
  });

  it('that Slack labels oddly is known by the names of the files', async () => {
    const there = await open();
    const { ada, channel } = there;
    const odd = 'application/octet-stream';
    const files = [
      { ...PICTURE, name: 'IMG_1.HEIC', mimetype: odd },
      { name: 'memo.m4a', bytes: CLIP.bytes, mimetype: odd },
    ];
    await ada.mention(channel, '', { files });
    await ordersOf(there);
    expect(partsOf(there)).toEqual(BOTH);
  });

  it('that names files as if they called everybody calls nobody', async () => {
    const there = await open();
    const { ada, channel } = there;
    const name = '<!channel> *you* <@U1>.png';
    const { ts } = await ada.mention(channel, '', { files: [PICTURE, { ...PICTURE, name }] });
    expect(await answerIn(there, channel, ts)).toContain('&lt;!channel&gt;');
  });
});

describe('a person', () => {
  it.each([
    ['es-ES', 'Ya tengo la imagen'],
    ['es-LA', 'Ya tengo la imagen'],
    ['zh-CN', '图'],
    ['ja-JP', '画像'],
    ['fr-FR', 'I have the picture'],
  ])('whose Slack speaks %s is answered so', async (locale, words) => {
    const there = await open();
    const { slack, channel } = there;
    const person = slack.team.createUser({ name: 'somebody', locale });
    channel.addMember(person);
    const { ts } = await person.mention(channel, '', { files: [PICTURE] });
    expect(await answerIn(there, channel, ts)).toContain(words);
  });

  it('is answered in English where the bot may not know people', async () => {
    const there = await open();
    const { slack, channel } = there;
    slack.team.scopes.delete('users:read');
    const ana = slack.team.createUser({ name: 'ana', locale: 'es-ES', isAdmin: true });
    channel.addMember(ana);
    const { ts } = await ana.mention(channel, '', { files: [PICTURE] });
    expect(await answerIn(there, channel, ts)).toContain('I have the picture');
  });

  it('is told which permission the bot lacks to read the thread', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    slack.team.scopes.delete('channels:history');
    const { ts } = await ada.mention(channel, '', { files: [PICTURE] });
    expect(await answerIn(there, channel, ts)).toContain('permission channels:history');
    await calm(there);
    expect(saidIn(channel, ts)).toHaveLength(1);
    // Both in one message need no look into the thread.
    await ada.mention(channel, '', { files: [PICTURE, CLIP] });
    await ordersOf(there);
  });

  it('is told which permission the bot lacks to read files', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    slack.team.scopes.delete('files:read');
    const files = [{ ...PICTURE, isExternal: true }, CLIP];
    const { ts } = await ada.mention(channel, '', { files });
    expect(await answerIn(there, channel, ts)).toContain('permission files:read');
    const own = await ada.mention(channel, '', { files: [PICTURE, CLIP] });
    await there.until(() => texts(saidIn(channel, own.ts)).join().includes('files:read'));
  });

  it.each(['not_in_channel', 'is_archived', 'restricted_action', 'channel_not_found'])(
    'is answered by direct message where the bot is refused (%s)',
    async (error) => {
      const there = await open();
      const { slack, ada, channel } = there;
      slack.faults.on('chat.postMessage', { error });
      const { ts } = await ada.mention(channel, '', { files: [PICTURE] });
      const told = await there.until(() => ada.im().messages()[0]);
      expect(told.text).toContain('Now the voice');
      expect(saidIn(channel, ts)).toEqual([]);
    },
  );

  it('whom nobody can tell anything leaves no trace but in the log', async () => {
    const there = await open();
    const { slack, ada, channel, log } = there;
    slack.faults.on('chat.postMessage', { error: 'restricted_action' }, 2);
    await ada.mention(channel, '', { files: [PICTURE] });
    await there.until(() => log.count('slack.not-answered') > 0);
  });
});

describe('a question', () => {
  it.each([
    { status: 500 },
    { error: 'internal_error' },
    { status: 429, retryAfter: 2 },
    'cut',
  ] as const)('is asked once, when Slack answers again after %j', async (fault) => {
    const there = await open();
    const { slack, ada, channel } = there;
    slack.faults.on('chat.postMessage', fault, 2);
    const { ts } = await ada.mention(channel, '', { files: [PICTURE] });
    expect(await answerIn(there, channel, ts)).toContain('Now the voice');
    await calm(there);
    expect(saidIn(channel, ts)).toHaveLength(1);
  });

  it('is asked once, after minutes without Slack', async () => {
    const there = await open();
    const { slack, ada, channel, log } = there;
    const apis = ['chat.postMessage', 'conversations.replies', 'users.info'];
    const down = apis.map((api) => slack.faults.on(api, { status: 503 }, 1_000));
    const { ts } = await ada.mention(channel, '', { files: [PICTURE] });
    await there.until(() => log.count('slack.wish-postponed') > 3);
    for (const each of down) each.remove();
    await answerIn(there, channel, ts);
    await calm(there);
    expect(saidIn(channel, ts)).toHaveLength(1);
  });

  it('is not needed where the answer to it came while Slack was silent', async () => {
    const there = await open();
    const { slack, ada, channel, log } = there;
    const down = slack.faults.on('conversations.replies', { status: 503 }, 1_000);
    const { ts: threadTs } = await ada.mention(channel, 'smiling', { files: [PICTURE] });
    await there.until(() => log.count('slack.wish-postponed') > 0);
    const last = await ada.post(channel, { files: [CLIP], threadTs });
    await there.until(() => there.world.maker.orders.length > 0);
    down.remove();
    const [order] = await ordersOf(there);
    expect(order).toMatchObject({ jobId: jobOf(channel, last), prompt: 'smiling' });
    expect(texts(saidIn(channel, threadTs)).join()).not.toMatch(/went wrong|Now the voice/);
  });

  it('is not needed where the answer came so in direct messages', async () => {
    const there = await open();
    const { slack, ada, log } = there;
    const down = slack.faults.on('conversations.replies', { status: 503 }, 1_000);
    const im = ada.im();
    const first = await ada.post(im, { text: 'smiling', files: [PICTURE] });
    await there.until(() => log.count('slack.wish-postponed') > 0);
    await ada.post(im, { files: [CLIP] });
    await there.until(() => there.world.maker.orders.length > 0);
    down.remove();
    await ordersOf(there);
    expect(saidIn(im, first.ts)).toEqual([]);
  });

  it('is asked again where the bot may not look whether it was', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    slack.team.scopes.delete('channels:history');
    slack.faults.on('chat.postMessage', { status: 500 });
    const { ts } = await ada.mention(channel, '', { files: [PICTURE, SECOND_PICTURE] });
    expect(await answerIn(there, channel, ts)).toContain('2 pictures');
  });

  it('is not asked again when Slack took it and did not say so', async () => {
    const there = await open();
    const { slack, ada, channel } = there;
    const cut = slack.faults.on('chat.postMessage', 'cut-after');
    const { ts } = await ada.mention(channel, '', { files: [PICTURE] });
    await answerIn(there, channel, ts);
    await calm(there);
    expect([cut.hits, saidIn(channel, ts).length]).toEqual([1, 1]);
  });

  it('is not asked again by the next run, if the process dies before Slack has answered', async () => {
    const there = await createPlace();
    const { slack, ada, channel } = there;
    const bot = await there.start();
    const hung = slack.faults.on('chat.postMessage', 'hang-after');
    const { ts } = await ada.mention(channel, '', { files: [PICTURE] });
    await hung.reached;
    await bot.surface.close();
    await there.start();
    await calm(there);
    expect(saidIn(channel, ts)).toHaveLength(1);
    await ada.post(channel, { files: [CLIP], threadTs: ts });
    await ordersOf(there);
  });

  it('is asked by the next run, if the process dies before it was', async () => {
    const there = await createPlace();
    const { slack, ada, channel } = there;
    const bot = await there.start();
    const hung = slack.faults.on('conversations.replies', 'hang');
    const { ts } = await ada.mention(channel, 'smiling', { files: [PICTURE] });
    await hung.reached;
    await bot.surface.close();
    await there.start();
    expect(await answerIn(there, channel, ts)).toContain('Now the voice');
    await calm(there);
    expect(saidIn(channel, ts)).toHaveLength(1);
  });

  it('waits in a thread over a restart, and for a day', async () => {
    const there = await createPlace();
    const { ada, channel } = there;
    const bot = await there.start();
    const { ts } = await ada.mention(channel, '', { files: [PICTURE] });
    await answerIn(there, channel, ts);
    await bot.stop();
    await there.world.clock.skip(20 * 3_600_000);
    await there.start();
    await ada.post(channel, { files: [CLIP], threadTs: ts });
    await ordersOf(there);
  });
});

describe('a request that Slack has been told is here', () => {
  it.each([
    ['before', 'jobs.get'],
    ['after', 'jobs.get'],
    ['before', 'people.set'],
    ['after', 'people.set'],
    ['before', 'jobs.set'],
    ['after', 'jobs.set'],
  ] as const)('is one job though the process dies %s %s', async (at, call) => {
    const there = await createPlace();
    const { ada, channel } = there;
    const life = createLife({ call, at });
    const bot = await there.start(life);
    const asked = await ada.mention(channel, 'smiling', { files: [PICTURE, CLIP] });
    await there.until(() => life.stopped);
    await bot.surface.close();
    await there.start();
    expect(await ordersOf(there)).toMatchObject([{ jobId: jobOf(channel, asked) }]);
    await videoUnder(there, channel, asked.ts);
    expect(videosIn(saidIn(channel, asked.ts))).toHaveLength(1);
  });
});

describe('a request that cannot be kept', () => {
  it('is told again by Slack, because nobody has said that it is here', async () => {
    const there = await createPlace();
    const { slack, ada, channel, world, log } = there;
    const bot = await there.start();
    await bot.surface.close();
    let isFull = true;
    const namespaces = createNamespaces();
    const documents = (namespace: string): Documents => {
      const kept = namespaces(namespace);
      const set: Documents['set'] = async (key, value) => {
        if (isFull && namespace === 'slack-inbox') throw new Error('The disk is full');
        await kept.set(key, value);
      };
      return { ...kept, set };
    };
    const surface = createSlack(
      {
        installed: { botToken: new Secret(slack.team.botToken) },
        transport: { appToken: new Secret(slack.appToken) },
        ...{ apiUrl: slack.apiUrl, clock: world.clock, log, signal: new AbortController().signal },
      },
      { documents, fetchLink: async () => undefined },
    );
    onTestFinished(() => surface.close());
    await surface.connect(bot.desk);
    slack.events.redeliverAfterMs = 100;
    const asked = ada.mention(channel, '', { files: [PICTURE, CLIP] });
    await wait(50);
    isFull = false;
    expect(await ordersOf(there)).toMatchObject([{ jobId: jobOf(channel, await asked) }]);
    expect(slack.deliveries.some(({ attempts }) => attempts > 1)).toBe(true);
  });
});

describe('an event that comes by request', () => {
  it('without the files of its message finds them in the thread', async () => {
    const { there, tell } = await openByHttp();
    const { slack, ada, channel } = there;
    slack.events.mention = false;
    slack.events.message = false;
    const asked = await ada.mention(channel, 'smiling', { files: [PICTURE, CLIP] });
    const { files: _files, ...bare } = asked;
    const event = { ...bare, type: 'app_mention', event_ts: asked.ts };
    expect(await tell(event)).toBe(200);
    expect(await ordersOf(there)).toMatchObject([{ jobId: jobOf(channel, asked) }]);
    expect(partsOf(there)).toEqual(BOTH);
  });

  it('of another bot, a workflow, another workspace or an edit changes nothing', async () => {
    const { there, tell } = await openByHttp();
    const { slack, ada, channel } = there;
    const text = `<@${slack.team.botUserId}> smiling`;
    const said = { type: 'app_mention', channel: channel.id, text, ts: '1.000001', files: null };
    const strange = [
      { ...said, subtype: 'bot_message', bot_id: 'B1' },
      { ...said, user: 'U1', bot_id: 'B1' },
      { ...said, type: 'message', subtype: 'message_changed', hidden: true, message: said },
      { ...said, type: 'message', subtype: 'channel_join', user: ada.id },
      { ...said, user: slack.team.botUserId },
      { ...said, user: undefined },
    ];
    for (const event of strange) expect(await tell(event)).toBe(200);
    expect(await tell({ ...said, user: 'U1' }, { team_id: 'T0STRANGE' })).toBe(200);
    await calm(there);
    expect(channel.messages().filter(isOfBot)).toEqual([]);
    expect(slack.requests.filter(({ api }) => api === 'chat.postMessage')).toEqual([]);
  });
});

/** The bot on requests of Slack, and a way to tell it what the emulator never would. */
async function openByHttp() {
  const there = await createPlace({ slack: { transport: 'http' } });
  const { slack } = there;
  const bot = await there.start(undefined, {
    transport: { signingSecret: new Secret(slack.signingSecret) },
  });
  const server = createServer(async (request, response) => {
    await bot.surface.onRequest(request, response, await buffer(request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  slack.http(url);
  return { there, tell: (event: object, around = {}) => tell(slack, url, event, around) };
}

/** One event as Slack signs it; the answer's status. */
async function tell(slack: Slack, url: string, event: object, around: object): Promise<number> {
  const { id: teamId, botUserId } = slack.team;
  const body = JSON.stringify({
    type: 'event_callback',
    ...{ team_id: teamId, api_app_id: slack.appId, event_id: 'Ev1', event_time: 1 },
    authorizations: [{ team_id: teamId, user_id: botUserId, is_bot: true, ...around }],
    event,
    ...around,
  });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const mac = createHmac('sha256', slack.signingSecret).update(`v0:${timestamp}:${body}`);
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${mac.digest('hex')}`,
  };
  return (await fetch(url, { method: 'POST', headers, body })).status;
}
