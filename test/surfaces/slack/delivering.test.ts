import { beforeEach, describe, expect, it } from 'vitest';
import { createLife } from '../../support/life.ts';
import {
  actionsUnder,
  createSlackChatWorld,
  endedWith,
  isOfBot,
  refusalOf,
  type SlackChatWorld,
  videosIn,
  wordsIn,
} from '../../support/slack-chat-world.ts';

let world: SlackChatWorld;

beforeEach(async () => {
  world = await createSlackChatWorld();
});

describe('the video', () => {
  it('is in the thread of the request, for the person who asked', async () => {
    const { chat, slack, ada, channel, signal } = world;
    const asked = await world.ask();
    const job = asked.job('delivering');
    const posting = chat.postVideo(job, await world.video(), 'Here it is', signal);
    const receipt = await world.settle(posting);
    const [post, ...others] = asked.thread();
    expect(others).toEqual([]);
    expect(post).toMatchObject({
      text: `<@${ada.id}> Here it is`,
      files: [{ name: 'talking-avatar.mp4', mimetype: 'video/mp4', size: 2_000 }],
    });
    const [file] = post?.files ?? [];
    if (file === undefined) throw new Error('There is no video');
    expect(slack.bytesOf(file)).toEqual(Buffer.alloc(2_000, 7));
    const address = `${slack.team.id}/${channel.id}/${post?.ts}/${file.id}`;
    expect(receipt).toEqual({ kind: 'video', address });
    expect(await chat.maxUploadBytes(job)).toBeUndefined();
  });

  it('is waited for until Slack has looked through it', async () => {
    world = await createSlackChatWorld({ shareDelayMs: 10_000 });
    const asked = await world.ask();
    const before = world.clock.now();
    const job = asked.job('delivering');
    await world.settle(world.chat.postVideo(job, await world.video(), 'Here', world.signal));
    expect(videosIn(asked.thread())).toHaveLength(1);
    expect(world.clock.now() - before).toBeLessThan(30_000);
    expect(world.count('files.info')).toBeLessThan(8);
  });

  it('is posted once where Slack shows it after minutes only', async () => {
    world = await createSlackChatWorld({ shareDelayMs: 25_000 });
    const asked = await world.ask();
    const file = await world.video();
    const job = asked.job('delivering');
    const stop = new AbortController();
    const first = refusalOf(world.chat.postVideo(job, file, 'Here', stop.signal));
    await world.settleOr(first, () => world.count('files.info') > 0);
    stop.abort();
    expect(await first).toMatchObject({ meaning: 'busy' });
    const again = await refusalOf(
      world.settle(world.restart().postVideo(job, file, 'x', world.signal)),
    );
    expect(again).toMatchObject({ meaning: 'busy' });
    await world.deliver(world.restart(), job, { file });
    expect(videosIn(asked.thread())).toHaveLength(1);
    expect(world.count('upload')).toBe(1);
  });

  it('is sent again where Slack took it and never showed it', async () => {
    world.slack.loseNextShares(3);
    const asked = await world.ask();
    const file = await world.video();
    const job = asked.job('delivering');
    const receipt = await world.deliver(world.chat, job, { file });
    expect(receipt.kind).toBe('video');
    expect(videosIn(asked.thread())).toHaveLength(1);
    expect(world.count('files.completeUploadExternal')).toBe(4);
    // The lost ones can never show up.
    expect(world.count('files.delete')).toBe(3);
    const times = world.slack.requests
      .filter(({ api }) => api === 'files.getUploadURLExternal')
      .map(({ at }) => at);
    const waits = times.slice(1).map((at, index) => (at - (times[index] ?? 0)) / 1_000);
    expect(waits.map((seconds, index) => seconds >= 30 * 2 ** index)).toEqual([true, true, true]);
  });

  it('is not sent again while it may show up still, also by the next process', async () => {
    world.slack.loseNextShares(1);
    const asked = await world.ask();
    const file = await world.video();
    const job = asked.job('delivering');
    const first = world.chat.postVideo(job, file, 'Here', world.signal);
    expect(await refusalOf(world.settle(first))).toMatchObject({
      meaning: 'busy',
      message: 'Slack has the video and does not show it yet',
    });
    expect(world.count('upload')).toBe(1);
    await world.deliver(world.restart(), job, { file });
    expect(videosIn(asked.thread())).toHaveLength(1);
  });

  it('goes to direct messages where the bot is not in the channel', async () => {
    const { ada, channel } = world;
    const asked = await world.ask();
    channel.removeBot();
    const job = asked.job('delivering');
    const receipt = await world.deliver(world.chat, job, { file: await world.video() });
    expect(videosIn(asked.thread())).toEqual([]);
    const [post, ...others] = ada.im().messages();
    expect(others).toEqual([]);
    expect(post?.text).toMatch(/not in th.*channel.*\n<@U\w+> Here it is$/s);
    expect(videosIn([post].filter((each) => each !== undefined))).toHaveLength(1);
    expect(receipt.address).toContain(`/${ada.im().id}/`);
    expect(world.count('upload')).toBe(1);
    expect(await world.restart().findPost(job, world.signal)).toEqual(receipt);
    expect(world.log.count('slack.place-refused')).toBe(2);
  });

  it('goes to direct messages where the channel is archived', async () => {
    const asked = await world.ask();
    world.channel.archive();
    await world.deliver(world.chat, asked.job('delivering'), { file: await world.video() });
    expect(world.ada.im().messages()).toMatchObject([
      { text: expect.stringContaining('archived') },
    ]);
  });

  it('goes to the channel where the thread is gone', async () => {
    const { ada, channel } = world;
    const asked = await world.ask();
    await ada.delete(asked.request);
    await world.deliver(world.chat, asked.job('delivering'), { file: await world.video() });
    const [post] = channel.messages().filter(isOfBot);
    expect(post?.text.split('\n')).toHaveLength(2);
    expect(videosIn(channel.messages())).toHaveLength(1);
  });

  it('is in the thread of direct messages where it was asked for there', async () => {
    const asked = await world.ask(world.ada.im());
    await world.deliver(world.chat, asked.job('delivering'), { file: await world.video() });
    expect(videosIn(asked.thread())).toHaveLength(1);
  });

  it('is undeliverable where no place takes it, and it is known why', async () => {
    const asked = await world.ask();
    const video = await world.video();
    world.slack.team.setPolicy({ posting: 'restricted' });
    const posting = world.chat.postVideo(asked.job('delivering'), video, 'Here', world.signal);
    expect(await refusalOf(world.settle(posting))).toMatchObject({
      code: 'post/gone',
      message:
        'Slack took it nowhere (the thread: posting_to_channel_denied; the channel: posting_to_channel_denied; direct messages: posting_to_channel_denied)',
    });
  });

  it.each([
    ['forbids files', { uploads: 'disabled' }, 'no-uploads'],
    ['allows pictures only', { uploads: 'images-only' }, 'no-uploads'],
    ['allows small files only', { maxUploadBytes: 1_999 }, 'too-large'],
  ] as const)('is not sent where an administrator %s', async (_what, policy, meaning) => {
    const asked = await world.ask();
    world.slack.team.setPolicy(policy);
    const job = asked.job('delivering');
    const posting = world.chat.postVideo(job, await world.video(), 'Here', world.signal);
    expect(await refusalOf(world.settle(posting))).toMatchObject({ meaning });
    expect(world.count('upload')).toBe(0);
    // The words can be posted nevertheless.
    await world.deliver(world.chat, job, { text: 'It is kept' });
    expect(asked.thread()).toHaveLength(1);
  });

  it('is given once more to whoever asks for it', async () => {
    const asked = await world.ask();
    const place = JSON.parse(asked.job('done').thread.address);
    const { id } = asked.job('done');
    const file = await world.video();
    await world.settle(world.chat.giveVideo(place, id, file, 'Kept: *x*', world.signal));
    expect(asked.thread()).toMatchObject([{ text: 'Kept: ∗x∗', files: [{ size: 2_000 }] }]);
    expect(world.count('files.info')).toBe(0);
  });
});

describe('a notice', () => {
  it('is in the thread, for the person who asked, with all that can be done', async () => {
    const { chat, ada, slack, channel, signal } = world;
    const asked = await world.ask();
    const job = asked.job('delivering');
    const receipt = await chat.postNotice(job, 'The clip is silent', signal);
    const [post, ...others] = asked.thread();
    expect(others).toEqual([]);
    expect(post?.text).toBe(`<@${ada.id}> The clip is silent`);
    expect(post && wordsIn(post)).toBe(post?.text);
    expect(post && actionsUnder(post)).toEqual(['retry', 'change', 'delete']);
    expect(receipt).toEqual({
      kind: 'notice',
      address: `${slack.team.id}/${channel.id}/${post?.ts}`,
    });
  });

  it('shows what people wrote as it is, and calls nobody else', async () => {
    const asked = await world.ask();
    const text =
      '<!channel> <@U1> <!here|x> @everyone *bold* _x_ ~y~ `c`\n> quote & <http://a.b|c>';
    await world.chat.postNotice(asked.job('delivering'), text, world.signal);
    const [post] = asked.thread();
    expect(post?.text.replace(`<@${world.ada.id}> `, '')).toBe(
      '&lt;!channel&gt; &lt;@U1&gt; &lt;!here|x&gt; @\u200beveryone ∗bold∗ ˍxˍ ∼y∼ ˋcˋ\n› quote &amp; &lt;<http://a.b>|c&gt;',
    );
  });

  it('is posted where the bot may speak without being there', async () => {
    const asked = await world.ask();
    world.channel.removeBot();
    await world.chat.postNotice(asked.job('delivering'), 'Cancelled', world.signal);
    expect(asked.thread()).toHaveLength(1);
  });

  it('goes to direct messages where the channel is archived, and is found there', async () => {
    const asked = await world.ask();
    world.channel.archive();
    const job = asked.job('delivering');
    const receipt = await world.deliver(world.chat, job, { text: 'Cancelled' });
    const [post] = world.ada.im().messages();
    expect(post?.text).toContain('archived');
    expect(await world.restart().findPost(job, world.signal)).toEqual(receipt);
  });

  it('is undeliverable where the app is not in the workspace any more', async () => {
    const asked = await world.ask();
    world.slack.team.uninstall();
    const posting = world.chat.postNotice(asked.job('delivering'), 'Cancelled', world.signal);
    expect(await refusalOf(posting)).toMatchObject({ meaning: 'gone' });
    expect(world.log.count('slack.not-installed')).toBe(1);
  });

  it('does not open direct messages where the app may not, and the operator hears of it', async () => {
    const asked = await world.ask();
    world.channel.archive();
    world.slack.team.scopes.delete('im:write');
    const posting = world.chat.postNotice(asked.job('delivering'), 'Cancelled', world.signal);
    expect(await refusalOf(posting)).toMatchObject({
      meaning: 'gone',
      message: expect.stringContaining('direct messages: missing_scope (im:write)'),
    });
    expect(world.log.count('slack.missing-scope')).toBe(1);
  });
});

describe('what was posted', () => {
  it('is looked for only where something was begun', async () => {
    const asked = await world.ask();
    expect(await world.chat.findPost(asked.job('delivering'), world.signal)).toBeUndefined();
    expect(world.slack.requests).toEqual([]);
  });

  it('is not taken for that of another job', async () => {
    const one = await world.ask();
    await world.chat.postNotice(one.job('delivering'), 'Cancelled', world.signal);
    const other = { ...one.job('delivering'), id: `${one.job('queued').id}.2` as never };
    world.slack.faults.on('chat.postMessage', 'cut');
    await refusalOf(world.chat.postNotice(other, 'Cancelled', world.signal));
    expect(await world.chat.findPost(other, world.signal)).toBeUndefined();
    expect(await world.chat.findPost(one.job('delivering'), world.signal)).toBeDefined();
  });

  it('is found behind hundreds of other messages', async () => {
    const asked = await world.ask();
    const job = asked.job('delivering');
    for (let count = 0; count < 250; count += 1) {
      await world.ada.post(world.channel, { text: 'hello', threadTs: asked.request.ts });
    }
    const receipt = await world.chat.postNotice(job, 'Cancelled', world.signal);
    expect(await world.restart().findPost(job, world.signal)).toEqual(receipt);
    expect(world.count('conversations.replies')).toBe(2);
  });

  it('is not there where nobody may look', async () => {
    const asked = await world.ask();
    const job = asked.job('delivering');
    await world.chat.postNotice(job, 'Cancelled', world.signal);
    world.channel.removeBot();
    expect(await world.restart().findPost(job, world.signal)).toBeUndefined();
  });
});

const TROUBLES = [
  ['a 429', { status: 429, retryAfter: 7 }],
  ['a 500', { status: 500 }],
  ['an internal error', { error: 'internal_error' }],
  ['a rate limit without a time', { error: 'ratelimited' }],
  ['a connection that breaks', 'cut'],
  ['an answer that is lost', 'cut-after'],
] as const;

describe.each(TROUBLES)('%s', (_what, trouble) => {
  const CALLS = [
    'files.getUploadURLExternal',
    'upload',
    'files.completeUploadExternal',
    'files.info',
    'files.delete',
    'conversations.open',
  ];

  it.each(CALLS)('at %s leaves one video', async (api) => {
    const asked = await world.ask();
    if (api === 'conversations.open') world.channel.removeBot();
    if (api === 'files.delete') world.slack.loseNextShares(1);
    const fault = world.slack.faults.on(api, trouble);
    const job = asked.job('delivering');
    const receipt = await world.deliver(world.chat, job, { file: await world.video() });
    expect(fault.hits).toBe(1);
    expect(receipt.kind).toBe('video');
    expect(videosIn([...asked.thread(), ...world.ada.im().messages()])).toHaveLength(1);
  });

  it.each(['chat.postMessage', 'conversations.replies'])('at %s leaves one notice', async (api) => {
    const asked = await world.ask();
    const job = asked.job('delivering');
    if (api !== 'chat.postMessage') world.slack.faults.on('chat.postMessage', 'cut-after');
    const fault = world.slack.faults.on(api, trouble);
    const receipt = await world.deliver(world.chat, job, { text: 'Cancelled' });
    expect(fault.hits).toBe(1);
    expect(receipt.kind).toBe('notice');
    expect(asked.thread()).toHaveLength(1);
  });
});

describe('trouble', () => {
  it('with an upload that hangs is over after some minutes', async () => {
    const asked = await world.ask();
    const fault = world.slack.faults.on('upload', 'hang');
    const job = asked.job('delivering');
    const file = await world.video();
    const posting = refusalOf(world.chat.postVideo(job, file, 'x', world.signal));
    await world.settleOr(posting, () => fault.hits === 1);
    await world.clock.advance(7 * 60_000);
    expect(await world.settle(posting)).toMatchObject({
      meaning: 'busy',
      message: "Slack's file server broke off: AbortError",
    });
    await world.deliver(world.chat, job, { file });
    expect(videosIn(asked.thread())).toHaveLength(1);
  });

  it('with too many requests is waited out as Slack says, without asking again', async () => {
    const asked = await world.ask();
    const job = asked.job('delivering');
    world.slack.faults.on('chat.postMessage', { status: 429, retryAfter: 60 });
    const first = await refusalOf(world.chat.postNotice(job, 'x', world.signal));
    expect(first).toMatchObject({ meaning: 'busy', retryAfterMs: 60_000 });
    await world.clock.advance(20_000);
    const second = await refusalOf(world.chat.postNotice(job, 'x', world.signal));
    expect(second).toMatchObject({ meaning: 'busy', retryAfterMs: 40_000 });
    expect(world.count('chat.postMessage')).toBe(1);
    await world.clock.advance(40_000);
    await world.chat.postNotice(job, 'x', world.signal);
  });

  it('with the token is told to the operator, and passes when it is mended', async () => {
    const asked = await world.ask();
    const job = asked.job('delivering');
    world.slack.faults.on('chat.postMessage', { error: 'invalid_auth' });
    const refusal = await refusalOf(world.chat.postNotice(job, 'x', world.signal));
    expect(refusal).toMatchObject({ meaning: 'busy' });
    expect(world.log.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { event: 'slack.token-refused', fields: { reason: 'invalid_auth' } },
    ]);
    await world.chat.postNotice(job, 'x', world.signal);
  });

  it('with a missing permission is told to the operator by its name', async () => {
    const asked = await world.ask();
    world.slack.team.scopes.delete('files:write');
    const posting = world.chat.postVideo(
      asked.job('delivering'),
      await world.video(),
      'Here',
      world.signal,
    );
    expect(await refusalOf(world.settle(posting))).toMatchObject({ meaning: 'busy' });
    expect(world.log.lines.at(-1)).toMatchObject({
      event: 'slack.missing-scope',
      fields: { scope: 'files:write', advice: expect.stringContaining('install it again') },
    });
  });

  it('tells neither a token nor a private address', async () => {
    const asked = await world.ask();
    const job = asked.job('delivering');
    const file = await world.video();
    const said: unknown[] = [];
    for (const api of ['files.getUploadURLExternal', 'upload', 'files.completeUploadExternal']) {
      for (const trouble of ['cut', { status: 500 }, { status: 429 }] as const) {
        world.slack.faults.on(api, trouble);
        const refusal = await refusalOf(
          world.settle(world.chat.postVideo(job, file, 'x', world.signal)),
        );
        said.push(refusal.message, String(refusal.cause));
        await world.clock.advance(60_000);
      }
    }
    const all = JSON.stringify([said, world.log.lines]);
    expect(all).not.toContain(world.slack.team.botToken);
    expect(all).not.toContain('/upload/v1');
  });
});

it('when a third of all requests fail, everybody has one video or one notice', async () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  world.slack.faults.share(0.33, random, [
    ...[{ status: 429, retryAfter: 2 }, { status: 503 }, { error: 'fatal_error' }],
    ...(['cut', 'cut-after'] as const),
  ]);
  const file = await world.video();
  for (let count = 0; count < 12; count += 1) {
    const asked = await world.ask();
    const what = count % 2 === 0 ? { file } : { text: 'Cancelled' };
    await world.deliver(world.restart(), asked.job('delivering'), what);
    expect(asked.thread()).toHaveLength(1);
    expect(videosIn(asked.thread())).toHaveLength('file' in what ? 1 : 0);
  }
});

describe('a process that is killed', () => {
  /** Dies before and after each of its calls in turn; the next one finishes. */
  async function killEverywhere(
    what: (file: string) => { file: string } | { text: string },
    prepare: () => void = () => undefined,
  ): Promise<{ lives: number; faults: string[] }> {
    const faults: string[] = [];
    const file = await world.video();
    for (let call = 1; ; call += 1) {
      for (const at of ['before', 'after'] as const) {
        prepare();
        const life = createLife({ call, at });
        const asked = await world.ask();
        const job = asked.job('delivering');
        const dying = world.deliver(world.restart(life), job, what(file)).catch(() => undefined);
        await world.settleOr(dying, () => life.stopped);
        if (!life.stopped) return { lives: 2 * (call - 1), faults };
        const receipt = await world.deliver(world.restart(), job, what(file));
        await world.clock.advance(60_000);
        const posts = asked
          .thread()
          .filter(({ files = [] }) =>
            'text' in what(file) ? files.length === 0 : files.some(({ mode }) => mode === 'hosted'),
          );
        const isTold = receipt.address.includes(posts[0]?.ts ?? 'nothing');
        if (posts.length === 1 && isTold) continue;
        faults.push(`${posts.length} posts after a death ${at} ${life.calls.at(-1)}`);
      }
    }
  }

  it('anywhere on the way of a video leaves one video', async () => {
    const { lives, faults } = await killEverywhere((file) => ({ file }));
    expect(faults).toEqual([]);
    expect(lives).toBeGreaterThan(20);
  });

  it('anywhere on the way of a video that Slack shows late leaves one video', async () => {
    world = await createSlackChatWorld({ shareDelayMs: 1_500 });
    const { faults } = await killEverywhere((file) => ({ file }));
    expect(faults).toEqual([]);
  });

  it('anywhere on the way of a notice leaves one notice', async () => {
    const { lives, faults } = await killEverywhere(() => ({ text: 'Cancelled' }));
    expect(faults).toEqual([]);
    expect(lives).toBeGreaterThan(4);
  });

  it('or rather paused, while another one delivers, leaves one video', async () => {
    const file = await world.video();
    const faults: string[] = [];
    for (let call = 1, isOver = false; !isOver; call += 1) {
      for (const at of ['before', 'after'] as const) {
        const life = createLife({ call, at });
        const asked = await world.ask();
        const job = asked.job('delivering');
        const paused = world.restart(life).postVideo(job, file, 'x', world.signal);
        paused.catch(() => undefined);
        await world.settleOr(paused, () => life.stopped);
        isOver = !life.stopped;
        // A request that has left cannot be called back.
        if (at === 'before' && life.calls.at(-1) === 'files.completeUploadExternal') continue;
        await world.deliver(world.restart(), job, { file });
        await world.clock.advance(60_000);
        life.resume();
        await world.settle(Promise.allSettled([paused]));
        const videos = videosIn(asked.thread());
        if (videos.length === 1) continue;
        faults.push(
          `${videos.length} videos after a pause ${at} call ${call}, ${life.calls.at(-1)}`,
        );
      }
    }
    expect(faults).toEqual([]);
  });

  it('while it sends the bytes leaves one video', async () => {
    const asked = await world.ask();
    const job = asked.job('delivering');
    const file = await world.video();
    for (const trouble of ['hang', 'hang-after'] as const) {
      const fault = world.slack.faults.on('upload', trouble);
      void world
        .restart()
        .postVideo(job, file, 'x', world.signal)
        .catch(() => undefined);
      await fault.reached;
    }
    await world.deliver(world.restart(), job, { file });
    expect(videosIn(asked.thread())).toHaveLength(1);
  });
});

describe('a deletion', () => {
  it('takes back the video and the words over it', async () => {
    const asked = await world.ask();
    const { chat } = world;
    const receipt = await world.deliver(chat, asked.job('delivering'), {
      file: await world.video(),
    });
    const done = endedWith(asked.job, receipt);
    expect(await chat.removePost(done)).toBe(true);
    expect(asked.thread()).toEqual([]);
    // What is gone already has not to go.
    expect(await chat.removePost(done)).toBe(true);
    expect(world.log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});
