import { beforeEach, describe, expect, it } from 'vitest';
import { PostError } from '../../../src/jobs/contracts.ts';
import type { Job } from '../../../src/jobs/job.ts';
import type { ProgressView } from '../../../src/jobs/view.ts';
import { createLife } from '../../support/life.ts';
import {
  type Asked,
  actionsUnder,
  aView,
  createSlackChatWorld,
  DONE,
  endedWith,
  isOfBot,
  QUEUED,
  refusalOf,
  rendering,
  type SlackChatWorld,
  wordsIn,
} from '../../support/slack-chat-world.ts';

let world: SlackChatWorld;

beforeEach(async () => {
  world = await createSlackChatWorld();
});

/** The words of the one progress message in the thread. */
function shown(asked: Asked): string {
  const [message, ...others] = asked.thread().filter(({ files }) => files === undefined);
  expect(others).toEqual([]);
  return message === undefined ? '' : wordsIn(message);
}

const buttons = (asked: Asked) => asked.thread().map(actionsUnder);

describe('the progress of a request', () => {
  it('is one message in its thread, which is edited, also by the next process', async () => {
    const asked = await world.ask();
    await world.chat.showProgress(asked.job('queued'), QUEUED);
    expect(shown(asked)).toContain('number 3 in line (0 s)');
    expect(buttons(asked)).toEqual([['cancel']]);
    await world.restart().showProgress(asked.job('rendering'), rendering(0.5));
    const { acceptedAt, id } = asked.job('queued');
    expect(shown(asked).split('\n')).toEqual([
      'Kling is rendering, usually 1 min (30 s)',
      '▰▰▰▰▰▱▱▱▱▱',
      `Asked <!date^${acceptedAt / 1_000}^{date_short_pretty} {time}|2026-11-22 12:00 UTC> · \`${id}\``,
    ]);
    const [message] = asked.thread();
    expect(message?.text).toBe(`Kling is rendering, usually 1 min (30 s) · ${id}`);
  });

  it('leads to the video at its end, with all that can be done', async () => {
    const asked = await world.ask();
    const { chat } = world;
    await chat.showProgress(asked.job('rendering'), rendering(0.5));
    const job = asked.job('delivering');
    const posting = chat.postVideo(job, await world.video(), 'Here it is', world.signal);
    const receipt = await world.settle(posting);
    await chat.showProgress(job, aView('delivering'));
    expect(buttons(asked)[0]).toEqual([]);
    await chat.showProgress(endedWith(asked.job, receipt), DONE);
    const [, channel, ts = ''] = receipt.address.split('/');
    const link = `https://${world.slack.team.domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}?thread_ts=${asked.request.ts}&amp;cid=${channel}`;
    expect(shown(asked)).toContain(`<${link}|Done in 1 min 3 s>`);
    expect(buttons(asked)[0]).toEqual(['retry', 'change', 'delete']);
  });

  it('ends without buttons where a notice has them', async () => {
    const asked = await world.ask();
    const { chat } = world;
    await chat.showProgress(asked.job('rendering'), rendering(0.5));
    const receipt = await chat.postNotice(asked.job('delivering'), 'Cancelled', world.signal);
    await chat.showProgress(endedWith(asked.job, receipt), DONE);
    expect(buttons(asked)).toEqual([[], ['retry', 'change', 'delete']]);
  });

  it('ends with buttons where nothing else could be posted', async () => {
    const asked = await world.ask();
    await world.chat.showProgress(asked.job('rendering'), rendering(0.5));
    const { state } = asked.job('done');
    if (state.kind !== 'done') throw new Error('It is not done');
    const delivery = { kind: 'undeliverable', why: 'x', keptUntil: 0 } as const;
    await world.chat.showProgress(asked.job('done', { state: { ...state, delivery } }), DONE);
    expect(buttons(asked)).toEqual([['retry', 'change', 'delete']]);
  });

  it('is the answer of the bot where there is one, also when it is deleted', async () => {
    const answer = await postAsBot('Ada asks for a talking avatar');
    const asked = await world.ask(world.channel, { threadTs: answer, ownTs: answer });
    await world.chat.showProgress(asked.job('queued'), QUEUED);
    expect(asked.thread()).toEqual([]);
    const message = () => world.channel.message(answer);
    expect(message()?.text).toContain('number 3 in line');
    await world.restart().repair(async () => asked.job('done'), viewOf);
    expect(message()?.text).toContain('Done');
    const deleted = asked.job('done', { deletedAt: 1 });
    await world.chat.showProgress(deleted, aView('done', { ended: 'deleted' }));
    expect(message()?.text).toMatch(/^Deleted/);
    expect(actionsUnder(message() ?? expect.fail('It is gone'))).toEqual([]);
  });

  it('is taken away with the job', async () => {
    const asked = await world.ask();
    const { chat } = world;
    await chat.showProgress(asked.job('rendering'), rendering(0.5));
    const receipt = await chat.postNotice(asked.job('delivering'), 'Cancelled', world.signal);
    await chat.showProgress(endedWith(asked.job, receipt), DONE);
    const deleted = { ...endedWith(asked.job, receipt), deletedAt: 1 };
    expect(await chat.removePost(deleted)).toBe(true);
    await chat.showProgress(deleted, aView('done', { ended: 'deleted' }));
    expect(asked.thread()).toEqual([]);
    expect(await world.documents.get(deleted.id)).toBeUndefined();
  });

  it('says when something of it stays', async () => {
    const asked = await world.ask();
    const { chat } = world;
    const receipt = await chat.postNotice(asked.job('delivering'), 'Cancelled', world.signal);
    world.slack.faults.on('chat.delete', { status: 500 });
    expect(await chat.removePost(endedWith(asked.job, receipt))).toBe(false);
    expect(world.log.count('slack.post-not-removed')).toBe(1);
  });

  it('is not edited while nothing new is to be seen', async () => {
    const asked = await world.ask();
    await world.chat.showProgress(asked.job('rendering'), rendering(0.51, 30_000));
    await world.chat.showProgress(asked.job('rendering'), rendering(0.55, 33_000));
    expect(world.count('chat.update')).toBe(0);
    expect(world.chat.progressEveryMs(1_000)).toBe(5_000);
    expect(world.chat.progressEveryMs(5 * 3_600_000)).toBe(300_000);
  });

  it('is not made again where somebody has deleted it', async () => {
    const asked = await world.ask();
    await world.chat.showProgress(asked.job('queued'), QUEUED);
    const [message] = asked.thread();
    world.channel.deleteMessage(message?.ts ?? '');
    await world.chat.showProgress(asked.job('rendering'), rendering(0.2));
    await world.restart().showProgress(asked.job('rendering'), rendering(0.4));
    await world.restart().showProgress(asked.job('done'), DONE);
    expect(asked.thread()).toEqual([]);
    expect(world.count('chat.update')).toBe(1);
  });

  it('does not begin when the outcome is about to be posted', async () => {
    const asked = await world.ask();
    await world.chat.showProgress(asked.job('delivering'), aView('delivering'));
    await world.chat.showProgress(asked.job('done'), DONE);
    expect(asked.thread()).toEqual([]);
    expect(await world.documents.get(asked.job('done').id)).toBeUndefined();
  });

  it('is given up where nothing may be posted', async () => {
    const asked = await world.ask();
    world.channel.archive();
    await world.chat.showProgress(asked.job('queued'), QUEUED);
    await world.chat.showProgress(asked.job('rendering'), rendering(0.2));
    expect(world.count('chat.postMessage')).toBe(1);
  });

  it('is taken away at the end where old messages may not be edited', async () => {
    const asked = await world.ask();
    world.slack.team.setPolicy({ editWindowMs: 60_000 });
    await world.chat.showProgress(asked.job('queued'), QUEUED);
    await world.clock.advance(120_000);
    await world.chat.showProgress(asked.job('rendering'), rendering(0.2));
    expect(shown(asked)).toContain('in line');
    await world.chat.showProgress(asked.job('done'), DONE);
    expect(asked.thread()).toEqual([]);
  });

  it.each([
    [{ status: 429, retryAfter: 5 }],
    [{ status: 500 }],
    [{ error: 'ratelimited' }],
    ['cut'],
    ['cut-after'],
  ] as const)('is one message after a first try that met %j', async (trouble) => {
    const asked = await world.ask();
    world.slack.faults.on('chat.postMessage', trouble);
    const first = world.chat.showProgress(asked.job('queued'), QUEUED);
    expect(await refusalOf(first)).toBeInstanceOf(PostError);
    await world.clock.advance(60_000);
    await world.chat.showProgress(asked.job('rendering'), rendering(0.2));
    expect(shown(asked)).toContain('rendering');
  });

  it('is one message wherever the process was killed', async () => {
    for (let call = 1; ; call += 1) {
      for (const at of ['before', 'after'] as const) {
        const life = createLife({ call, at });
        const asked = await world.ask();
        const killed = world.restart(life);
        const living = killed
          .showProgress(asked.job('queued'), QUEUED)
          .then(() => killed.showProgress(asked.job('rendering'), rendering(0.5)));
        await world.settleOr(living, () => life.stopped);
        const later = world.restart();
        await world.settle(later.showProgress(asked.job('rendering'), rendering(0.9)));
        await later.showProgress(asked.job('done'), DONE);
        const said = `${shown(asked)} after a death ${at} ${life.calls.at(-1)}`;
        expect(said).toMatch(/^<?(https.*\|)?Done/);
        await world.clock.advance(60_000);
        if (life.stopped) continue;
        expect(call).toBeGreaterThan(6);
        return;
      }
    }
  });
});

async function postAsBot(text: string): Promise<string> {
  const { botToken } = world.slack.team;
  const answer = await fetch(`${world.slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: world.channel.id, text }),
  });
  return ((await answer.json()) as { ts: string }).ts;
}

const viewOf = async (): Promise<ProgressView> => DONE;

describe('what a crash left behind', () => {
  it('is brought to its end, once, and forgotten with the job', async () => {
    const asked = await world.ask();
    await world.chat.showProgress(asked.job('rendering'), rendering(0.9));
    const find = async () => asked.job('done');
    await world.restart().repair(async () => asked.job('rendering'), viewOf);
    expect(shown(asked)).toContain('rendering');
    await world.restart().repair(find, viewOf);
    expect(shown(asked)).toContain('Done');
    const edits = world.count('chat.update');
    await world.restart().repair(find, viewOf);
    expect(world.count('chat.update')).toBe(edits);
    await world.restart().repair(async () => undefined, viewOf);
    expect(await world.documents.get(asked.job('done').id)).toBeUndefined();
  });

  it('does not keep the others from their end', async () => {
    const [one, two] = [await world.ask(), await world.ask()];
    for (const { job } of [one, two]) {
      await world.chat.showProgress(job('rendering'), rendering(0.9));
    }
    world.slack.faults.on('chat.update', { status: 500 });
    const done = [one, two].map(({ job }) => job('done'));
    await world.restart().repair(async (id) => done.find((job) => job.id === id), viewOf);
    expect([one, two].filter((asked) => shown(asked).includes('Done'))).toHaveLength(1);
    expect(world.log.count('slack.progress-not-repaired')).toBe(1);
  });
});

describe('many jobs at once in one channel', () => {
  beforeEach(async () => {
    world = await createSlackChatWorld({ rateLimits: true, judges: false });
  });

  const MINUTE_MS = 60_000;

  /** As the jobs do: everything that could not be shown is shown a minute later. */
  async function showAll(jobs: readonly { job: Job; view: ProgressView }[]): Promise<number> {
    let waiting = [...jobs];
    for (let round = 1; round < 20; round += 1) {
      const shows = waiting.map(async (each) => {
        await world.chat.showProgress(each.job, each.view);
      });
      const settled = await world.settle(Promise.allSettled(shows));
      waiting = waiting.filter((_each, index) => settled[index]?.status === 'rejected');
      if (waiting.length === 0) return round;
      await world.clock.advance(MINUTE_MS);
    }
    throw new Error(`${waiting.length} were never shown`);
  }

  it('all have a message, and all end, though Slack takes 50 edits a minute', async () => {
    const all: Asked[] = [];
    for (let count = 0; count < 200; count += 1) all.push(await world.ask());
    const begun = await showAll(all.map(({ job }) => ({ job: job('queued'), view: QUEUED })));
    expect(begun).toBeLessThan(6);
    const bot = world.channel.all().filter(isOfBot);
    expect(bot).toHaveLength(200);
    const ends = await showAll(all.map(({ job }) => ({ job: job('done'), view: DONE })));
    expect(ends).toBeLessThan(6);
    expect(bot.filter((message) => !message.text.startsWith('Done'))).toEqual([]);
    const refused = world.slack.requests.filter(({ status }) => status === 429);
    expect(refused.length).toBeLessThan(20);
  });

  it('leave out the edits that only show time, and keep room for the ends', async () => {
    const all: Asked[] = [];
    for (let count = 0; count < 60; count += 1) all.push(await world.ask());
    await showAll(all.map(({ job }) => ({ job: job('rendering'), view: rendering(0.1) })));
    await world.clock.advance(MINUTE_MS);
    const steps = all.map(({ job }) => ({ job: job('rendering'), view: rendering(0.5) }));
    await showAll(steps);
    expect(world.count('chat.update')).toBe(20);
    const last = all[59] ?? expect.fail('There are too few');
    await world.chat.showProgress(last.job('done'), DONE);
    expect(shown(last)).toContain('Done');
    // What was left out is shown later.
    await world.clock.advance(MINUTE_MS);
    await showAll(steps.slice(20, 40));
    expect(shown(all[30] ?? last)).toContain('▰▰▰▰▰▱');
  });
});
