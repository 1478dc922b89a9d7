import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { messageOf } from '../../../src/errors.ts';
import type { Job } from '../../../src/jobs/job.ts';
import type { FaultAnswer, Slack, SlackChannel, SlackUser } from '../../emulators/slack/handle.ts';
import type { Message } from '../../emulators/slack/wire.ts';
import { videosIn as filesIn, isOfBot } from '../../support/slack-chat-world.ts';
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

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** A place where videos are made quickly. */
async function createPlace(options: SlackWorldOptions = {}): Promise<SlackWorld> {
  const there = await createSlackWorld(options);
  opened.push(there.slack);
  there.world.maker.renderMs = 1_000;
  there.world.media.clip = { ...there.world.media.clip, seconds: 2 };
  return { ...there, until: (look) => untilIn(there, look) };
}

/** As there, but by larger steps, because trouble takes minutes. */
async function untilIn<T>(
  { world: { clock } }: SlackWorld,
  look: () => T | undefined | false | null,
): Promise<T> {
  for (let step = 0; step < 1_500; step += 1) {
    const found = look();
    if (found !== undefined && found !== false && found !== null) return found;
    await clock.advance(SECOND_MS);
    await wait(2);
  }
  throw new Error('It did not come about');
}

/** Starts the bot while time passes. */
async function startIn(there: SlackWorld): Promise<SlackBot> {
  let ended = false;
  const starting = there.start().finally(() => {
    ended = true;
  });
  starting.catch(() => undefined);
  await there.until(() => ended);
  return starting;
}

async function open(options: SlackWorldOptions = {}): Promise<SlackWorld> {
  const there = await createPlace(options);
  await there.start();
  return there;
}

const FILES = { files: [PICTURE, CLIP] };

const ask = ({ ada, channel }: SlackWorld, user: SlackUser = ada): Promise<Message> =>
  user.mention(channel, '', FILES);

const saidIn = (channel: SlackChannel, { ts }: Message) => channel.messages(ts).filter(isOfBot);
/** What people attached is none of them. */
const videosIn = (messages: readonly Message[]) => filesIn(messages.filter(isOfBot));
const hasSaid = (messages: readonly Message[], words: string) =>
  messages.some(({ text }) => text.includes(words));

/**
 * The outcome of a request in a thread: one task, one video, and one progress message that says the end,
 * unless Slack took none before the end.
 */
async function expectOneVideo(there: SlackWorld, asked: Message, questions = 0): Promise<void> {
  const { channel, slack } = there;
  const videos = () => videosIn(saidIn(channel, asked));
  await there.until(() => videos().length > 0);
  const others = () => saidIn(channel, asked).filter(({ files }) => files === undefined);
  const wereRefused = slack.requests.some(({ api, ok }) => api === 'chat.postMessage' && !ok);
  await there.until(
    () => hasSaid(others(), 'Done in') || (wereRefused && others().length === questions),
  );
  await there.world.clock.advance(2 * MINUTE_MS);
  expect(videos()).toHaveLength(1);
  expect(others().length).toBeLessThanOrEqual(1 + questions);
  expect([...there.world.maker.charges.values()]).toEqual([1]);
}

/** Ada mentions the bot with both files. */
async function askAtOnce(there: SlackWorld): Promise<Message> {
  const asked = await ask(there);
  await expectOneVideo(there, asked);
  return asked;
}

/** Ada mentions the bot with a picture, and answers its question with a clip. */
async function askInHalves(there: SlackWorld): Promise<void> {
  const { ada, channel } = there;
  const asked = await ada.mention(channel, '', { files: [PICTURE] });
  await there.until(() => hasSaid(saidIn(channel, asked), 'Now the voice'));
  await ada.post(channel, { files: [CLIP], threadTs: asked.ts });
  await expectOneVideo(there, asked, 1);
}

/** Ada fills in the form of the command. */
async function askByForm(there: SlackWorld): Promise<void> {
  const { ada, channel } = there;
  const asked = await ada.slash(channel, '/avatar');
  const view = await there.until(() => asked.view());
  await ada.submit(view, { portrait: [PICTURE], clip: [CLIP], mode: 'std' });
  const own = await there.until(() => channel.messages().filter(isOfBot)[0]);
  await there.until(() => own.text.includes('Done in'));
  expect(videosIn(channel.messages(own.ts))).toHaveLength(1);
  expect(channel.all().filter(isOfBot)).toHaveLength(2);
  expect([...there.world.maker.charges.values()]).toEqual([1]);
}

/** Ada deletes what came of her request. */
async function askAndDelete(there: SlackWorld): Promise<void> {
  const { ada, channel } = there;
  const asked = await askAtOnce(there);
  const progress = saidIn(channel, asked).find(({ files }) => files === undefined);
  await ada.press(progress ?? expect.fail('There is no progress'), 'delete');
  await there.until(() => hasSaid(ada.ephemerals(channel), 'deleted'));
  expect(saidIn(channel, asked)).toEqual([]);
  const ofJob = `${jobOf(channel, asked)}/`;
  expect([...there.world.blobs.keys].filter((key) => key.startsWith(ofJob))).toEqual([]);
}

/** Ada asks in a channel from which the bot is removed before it has done. */
async function askElsewhere(there: SlackWorld): Promise<void> {
  const { ada, channel, world } = there;
  world.maker.ending = 'never';
  const asked = await ask(there);
  await there.until(() => hasSaid(saidIn(channel, asked), 'rendering'));
  channel.removeBot();
  world.maker.finish(jobOf(channel, asked), 'succeeded');
  await there.until(() => videosIn(ada.im().messages()).length === 1);
  await there.untilJob(jobOf(channel, asked), isDone);
  expect(ada.im().messages()).toHaveLength(1);
  expect(videosIn(saidIn(channel, asked))).toEqual([]);
}

/** Ada asks for a word that only she sees. */
async function askForHelp(there: SlackWorld): Promise<void> {
  const asked = await there.ada.slash(there.channel, '/avatar', 'help');
  await there.until(() => asked.responses().length > 0);
  expect(asked.responses()).toHaveLength(1);
}

const isDone = ({ state }: Job) => state.kind === 'done';

type Use = (there: SlackWorld) => Promise<unknown>;

/** Every endpoint that the bot uses, and what a person does so that it is used. */
const USES: Readonly<Record<string, Use>> = {
  'auth.test': askForHelp,
  'apps.connections.open': askForHelp,
  hook: askForHelp,
  'users.info': askAtOnce,
  'files.info': askAtOnce,
  file: askAtOnce,
  'chat.postMessage': askAtOnce,
  'chat.update': askAtOnce,
  'chat.getPermalink': askAtOnce,
  'files.getUploadURLExternal': askAtOnce,
  upload: askAtOnce,
  'files.completeUploadExternal': askAtOnce,
  'conversations.replies': askInHalves,
  'views.open': askByForm,
  'files.delete': askAndDelete,
  'chat.delete': askAndDelete,
  'chat.postEphemeral': askAndDelete,
  'conversations.open': askElsewhere,
};

it('the bot uses no endpoint of Slack but those that are made to fail here', async () => {
  const used = new Set<string | undefined>();
  for (const use of new Set(Object.values(USES))) {
    const there = await open();
    await use(there);
    for (const { api } of there.slack.requests) used.add(api);
  }
  expect([...used].sort()).toEqual(Object.keys(USES).sort());
});

const repeat = (times: number): FaultAnswer[] => Array(times).fill({ status: 500 });

/** What the requests to an endpoint meet, one after the other. */
const TROUBLES: readonly [what: string, answers: readonly FaultAnswer[]][] = [
  ['answers 429', [{ status: 429, retryAfter: 1 }]],
  ['answers 429 and not for how long', [{ status: 429 }]],
  ['answers 500 once', repeat(1)],
  ['answers 500 four times', repeat(4)],
  ['has an internal error', [{ error: 'internal_error' }]],
  ['cuts the connection', ['cut']],
  ['does it and cuts the connection', ['cut-after']],
];

/** Where a person is told that it did not work, or told nothing; this is shown further down. */
const OTHERWISE = ['views.open', 'hook', 'chat.delete'];

describe('everybody has one video and no word too many where Slack', () => {
  it.each(TROUBLES)('%s, at whichever endpoint', async (_what, answers) => {
    const tryOne = async ([api, use]: [string, Use]) => {
      if (OTHERWISE.includes(api)) return [];
      const there = await createPlace();
      const faults = answers.map((answer) => there.slack.faults.on(api, answer));
      try {
        await startIn(there);
        await use(there);
        return faults[0]?.hits === 1 ? [] : [`${api}: it was not met`];
      } catch (error) {
        return [`${api}: ${messageOf(error)}`];
      }
    };
    const failed = await Promise.all(Object.entries(USES).map(tryOne));
    expect(failed.flat()).toEqual([]);
  });
});

/** A short 429 is waited for, and what took effect is not told as a failure. */
const TOLD = TROUBLES.slice(1, -1);

describe.each(TOLD)('where Slack %s', (_what, answers) => {
  async function openWith(api: string): Promise<SlackWorld> {
    const there = await open();
    for (const answer of answers) there.slack.faults.on(api, answer);
    return there;
  }

  it('as a form is opened, the person is told to open it again, and nothing is begun', async () => {
    const there = await openWith('views.open');
    const asked = await there.ada.slash(there.channel, '/avatar');
    const [told] = await there.until(() => asked.responses().length > 0 && asked.responses());
    expect(told?.body).toMatchObject({ text: expect.stringContaining('open it again') });
    expect(there.world.maker.orders).toEqual([]);
  });

  it('as a post is deleted, the person is told that it is still there', async () => {
    const there = await openWith('chat.delete');
    const asked = await askAtOnce(there);
    const { ada, channel } = there;
    const answers = () => channel.all().filter(({ text }) => text.includes('is deleted'));
    for (let tries = 1; tries < 5 && saidIn(channel, asked).length > 0; tries += 1) {
      await ada.mention(channel, `delete ${jobOf(channel, asked)}`);
      await there.until(() => answers().length === tries);
      const stays = hasSaid(answers().slice(-1), 'could not remove');
      expect(stays).toBe(saidIn(channel, asked).length > 0);
      await there.world.clock.advance(MINUTE_MS);
    }
    expect(saidIn(channel, asked)).toEqual([]);
    expect(answers().length).toBeGreaterThan(1);
  });
});

/** Ten minutes in which a part of the world is away, beginning when the bot has been asked. */
describe('ten minutes without', () => {
  it.each<[string, (there: SlackWorld) => () => void]>([
    [
      'Slack',
      ({ slack }) => {
        slack.faults.share(1, () => 0, [{ status: 500 }]);
        return () => slack.faults.share(0, () => 0, []);
      },
    ],
    [
      'Kling',
      ({ world }) => {
        world.maker.outage = 'unreachable';
        return () => {
          world.maker.outage = undefined;
        };
      },
    ],
    [
      'the file server of Slack',
      ({ slack }) => {
        const faults = ['upload', 'files.getUploadURLExternal'].map((api) =>
          slack.faults.on(api, { status: 500 }, 10_000),
        );
        return () => {
          for (const fault of faults) fault.remove();
        };
      },
    ],
  ])('%s delay a video, and no more', async (_what, breakIt) => {
    const there = await open();
    const { channel, world } = there;
    const mend = breakIt(there);
    const asked = await ask(there);
    const since = world.clock.now();
    while (world.clock.now() - since < 10 * MINUTE_MS) {
      await world.clock.advance(5 * SECOND_MS);
      await wait(2);
    }
    expect(there.slack.requests.length).toBeLessThan(100);
    mend();
    await expectOneVideo(there, asked);
    expect(world.clock.now() - since).toBeLessThan(14 * MINUTE_MS);
    expect(videosIn(channel.all())).toHaveLength(1);
  });
});

it('fifty people in one channel each have their video, within the limits of Slack', async () => {
  const there = await open({ slack: { rateLimits: true }, slots: 20 });
  const { slack, channel, world } = there;
  const people = Array.from({ length: 50 }, () => slack.team.createUser());
  for (const person of people) channel.addMember(person);
  const since = world.clock.now();
  const asked = await Promise.all(people.map((person) => ask(there, person)));
  await there.until(() => asked.every((each) => videosIn(saidIn(channel, each)).length > 0));
  const took = world.clock.now() - since;
  const isEnded = (each: Message) =>
    saidIn(channel, each).every(({ text, files }) => files !== undefined || /Done in/.test(text));
  await there.until(() => asked.every(isEnded));
  for (const each of asked) {
    expect(videosIn(saidIn(channel, each))).toHaveLength(1);
    expect(saidIn(channel, each).length).toBeLessThanOrEqual(2);
  }
  expect(world.maker.tasks).toHaveLength(50);
  // Two files of each are looked up, more than Slack answers in a minute; of the rest hardly any.
  const refused = slack.requests.filter(
    ({ status, api }) => status === 429 && api !== 'files.info',
  );
  expect(refused.filter(({ api }) => api === 'chat.postMessage')).toEqual([]);
  expect(refused.length).toBeLessThan(10);
  expect(took).toBeLessThan(4 * MINUTE_MS);
});

/** What happens while a video is being made, and what becomes of it. */
describe('a video, when meanwhile', () => {
  async function interrupted(happens: (there: SlackWorld, asked: Message) => void) {
    const there = await open();
    const { channel, world } = there;
    world.maker.ending = 'never';
    const asked = await ask(there);
    await there.until(() => hasSaid(saidIn(channel, asked), 'rendering'));
    happens(there, asked);
    world.maker.finish(jobOf(channel, asked), 'succeeded');
    return { ...there, asked };
  }

  it('the channel is archived, comes by direct messages, which say why', async () => {
    const { ada, until, channel } = await interrupted((there) => there.channel.archive());
    await until(() => videosIn(ada.im().messages()).length > 0);
    const [told, ...more] = ada.im().messages();
    expect(told?.text).toContain('archived');
    expect(more).toEqual([]);
    expect(videosIn(channel.all())).toEqual([]);
  });

  it('the bot is removed from the channel, comes by direct messages, which say why', async () => {
    const { ada, until } = await interrupted((there) => there.channel.removeBot());
    await until(() => videosIn(ada.im().messages()).length > 0);
    const [told, ...more] = ada.im().messages();
    expect(told?.text).toContain('I am not in that channel');
    expect(more).toEqual([]);
  });

  it('the request is deleted, is there once nevertheless', async () => {
    const there = await interrupted((world, asked) => {
      void world.ada.delete(asked);
    });
    await there.until(() => videosIn(there.channel.all()).length > 0);
    await there.untilJob(jobOf(there.channel, there.asked), isDone);
    expect(videosIn(there.channel.all())).toHaveLength(1);
  });

  it('the progress message is deleted, comes, and the progress does not come back', async () => {
    const there = await interrupted(({ channel }, asked) => {
      channel.deleteMessage(saidIn(channel, asked)[0]?.ts ?? expect.fail('no progress'));
    });
    await there.untilJob(jobOf(there.channel, there.asked), isDone);
    await there.world.clock.advance(5 * MINUTE_MS);
    const said = saidIn(there.channel, there.asked);
    expect(said).toHaveLength(1);
    expect(videosIn(said)).toHaveLength(1);
  });

  it.each(['disabled', 'images-only'] as const)(
    'uploads are %s, is announced and kept',
    async (uploads) => {
      const there = await interrupted(({ slack }) => slack.team.setPolicy({ uploads }));
      await there.untilJob(jobOf(there.channel, there.asked), isDone);
      const said = saidIn(there.channel, there.asked);
      expect(videosIn(said)).toEqual([]);
      const [notice, ...more] = said.filter(({ text }) => text.includes(`<@${there.ada.id}>`));
      expect(more).toEqual([]);
      expect(notice?.text).toContain('uploading videos is switched off here. It is kept until');
    },
  );

  it('the permission to upload is taken away, comes once it is there again', async () => {
    const there = await interrupted(({ slack }) => slack.team.scopes.delete('files:write'));
    const { channel, asked, log } = there;
    await there.until(() => hasSaid(saidIn(channel, asked), 'not taken it yet'));
    expect(log.count('slack.missing-scope')).toBeGreaterThan(0);
    there.slack.team.scopes.add('files:write');
    await expectOneVideo(there, asked);
  });

  it.each<[string, (slack: Slack) => void]>([
    ['token is revoked', ({ team }) => team.revokeToken()],
    ['app is uninstalled', ({ team }) => team.uninstall()],
  ])('the %s, is given up after a day, and the operator knows why', async (_what, end) => {
    const there = await interrupted(({ slack }) => end(slack));
    const { world, log, channel, asked } = there;
    const before = there.slack.requests.length;
    for (let hours = 0; hours < 25; hours += 1 / 12) {
      await world.clock.skip(5 * MINUTE_MS);
      await new Promise(setImmediate);
    }
    const job = await there.untilJob(jobOf(channel, asked), isDone);
    expect(job.state).toMatchObject({ delivery: { kind: 'undeliverable' } });
    expect(log.count('slack.token-refused')).toBeGreaterThan(0);
    expect(there.slack.requests.length - before).toBeLessThan(1_000);
  });
});

it('a file that is gone before it is copied is told of, and nothing is ordered', async () => {
  const there = await open();
  const { ada, channel, world } = there;
  const gone = { ...PICTURE, isHidden: 'file_not_found' } as const;
  const asked = await ada.mention(channel, '', { files: [gone, CLIP] });
  await there.untilJob(jobOf(channel, asked), isDone);
  const [notice, ...more] = saidIn(channel, asked).filter(({ text }) => text.includes(ada.id));
  expect(more).toEqual([]);
  expect(world.maker.orders).toEqual([]);
  expect(notice?.text).toContain('I cannot see the picture. It may be deleted');
});
