import { describe, expect, it } from 'vitest';
import { type Job, type JobState, toJobId } from '../../src/jobs/job.ts';
import { aJob, anAttachment, aPerson, aRequest, STATES } from '../support/a-job.ts';
import { type Bot, createWorld, untilJob, type World } from '../support/world.ts';

const ID = toJobId('web-1');
const BUSY = toJobId('web-busy');

/** Who asks again, and where. */
const ASKED = { person: aPerson('ada'), thread: aRequest(ID).thread, locale: 'en' };

const isDone = ({ state }: Job) => state.kind === 'done';
const is =
  (kind: JobState['kind']) =>
  ({ state }: Job) =>
    state.kind === kind;

/** A world with one slot, which somebody else's endless job has. */
async function busyWorld(): Promise<{ world: World; bot: Bot }> {
  const world = createWorld({ slots: 1 });
  const bot = await world.start();
  world.maker.ending = 'never';
  await bot.desk.accept(aRequest(BUSY, { person: aPerson('bob') }));
  await untilJob(world, BUSY, is('rendering'));
  world.maker.ending = 'succeeded';
  return { world, bot };
}

describe('cancelling', () => {
  it('a job that waits in the line is free, ends it at once and says one word', async () => {
    const { world, bot } = await busyWorld();
    await bot.desk.accept(aRequest(ID));
    const job = await untilJob(world, ID, is('queued'));
    expect(await bot.desk.cancel(job)).toBe('free');
    await world.clock.advance(0);
    expect(world.job(ID)).toMatchObject({ units: 0, state: { outcome: { kind: 'cancelled' } } });
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
    expect(world.maker.charges.has(ID)).toBe(false);
  });

  it('a job that came into the line since it was seen ends it at once as well', async () => {
    const { world, bot } = await busyWorld();
    const { job: seen } = await bot.desk.accept(aRequest(ID));
    await untilJob(world, ID, is('queued'));
    expect(await bot.desk.cancel(seen)).toBe('free');
    await world.clock.advance(0);
    expect(world.job(ID)?.state.kind).toBe('done');
  });

  it('a job whose files are being read ends it without waiting for a place in the line', async () => {
    const { world, bot } = await busyWorld();
    const { prepareClip } = world.media;
    world.media.prepareClip = async (...args) => {
      await world.clock.sleep(3_000);
      return prepareClip(...args);
    };
    const { job } = await bot.desk.accept(aRequest(ID));
    await world.clock.advance(1_000);
    expect(await bot.desk.cancel(job)).toBe('free');
    await world.clock.advance(5_000);
    expect(world.job(ID)?.state).toMatchObject({ kind: 'done', outcome: { charged: false } });
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });

  it('a job that Kling sent back for lack of room is free', async () => {
    const world = createWorld();
    world.maker.troubles.push('full');
    const bot = await world.start();
    await bot.desk.accept(aRequest(ID));
    await world.clock.advanceUntil(() => world.maker.requests.order === 1);
    const job = await untilJob(world, ID, is('queued'));
    expect(await bot.desk.cancel(job)).toBe('free');
    await world.clock.advance(60_000);
    expect(world.maker.requests.order).toBe(1);
    expect(world.job(ID)?.state.kind).toBe('done');
  });

  it('a job in the moment in which it is ordered is free, or charged, but never both', async () => {
    for (let turns = 0; turns < 40; turns += 1) {
      const world = createWorld();
      const bot = await world.start();
      const { job } = await bot.desk.accept(aRequest(ID));
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      const answer = await bot.desk.cancel(job);
      const ended = await untilJob(world, ID, isDone);
      if (answer === 'free') expect(world.maker.charges.has(ID)).toBe(false);
      expect(ended.state).toMatchObject({
        outcome: { kind: 'cancelled', charged: world.maker.charges.has(ID) },
      });
      expect(world.thread.videosOf(ID)).toEqual([]);
    }
  });

  it('a job whose video is being fetched keeps the promise that no video comes', async () => {
    const world = createWorld();
    const { downloadVideo } = world.media;
    world.media.downloadVideo = async (...args) => {
      await world.clock.sleep(3_000);
      return downloadVideo(...args);
    };
    const bot = await world.start();
    await bot.desk.accept(aRequest(ID));
    const job = await untilJob(world, ID, is('fetching'));
    await world.clock.advance(1_000);
    expect(await bot.desk.cancel(job)).toBe('charged');
    await untilJob(world, ID, isDone);
    expect(world.thread.videosOf(ID)).toEqual([]);
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });

  it.each(['delivering', 'done'] as const)('a job that is %s comes too late', async (kind) => {
    const world = createWorld();
    const bot = await world.start();
    const job = aJob(ID, kind);
    await world.records.create(job);
    expect(await bot.desk.cancel(job)).toBe('already-ended');
    expect(await bot.desk.cancel(aJob(ID, 'rendering'))).toBe('already-ended');
  });

  it('twice says one word', async () => {
    const world = createWorld();
    const bot = await world.start();
    await bot.desk.accept(aRequest(ID));
    const job = await untilJob(world, ID, is('rendering'));
    await Promise.all([bot.desk.cancel(job), bot.desk.cancel(job)]);
    await world.clock.advance(60_000);
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });
});

describe('trying again', () => {
  it('makes jobs .2 and .3 of the same row, with the files and wishes of the first', async () => {
    const world = createWorld();
    const bot = await world.start();
    await bot.desk.accept(aRequest(ID, { mode: 'pro' }));
    const first = await untilJob(world, ID, isDone);
    const { job: second } = await bot.desk.retry(first, ASKED);
    const ended = await untilJob(world, second.id, isDone);
    const { job: third } = await bot.desk.retry(ended, { ...ASKED, prompt: 'laughs' });
    await untilJob(world, third.id, isDone);
    expect([second.id, third.id]).toEqual(['web-1.2', 'web-1.3']);
    expect(third).toMatchObject({ firstId: ID, mode: 'pro', prompt: 'laughs' });
    expect(world.maker.tasks).toHaveLength(3);
    expect(world.media.calls.filter((call) => call === 'prepareClip')).toHaveLength(1);
    expect(world.thread.posts).toHaveLength(3);
  });

  it('takes a new picture or voice where one is given', async () => {
    const world = createWorld();
    const bot = await world.start();
    await bot.desk.accept(aRequest(ID));
    const first = await untilJob(world, ID, isDone);
    const { job } = await bot.desk.retry(first, { ...ASKED, clip: anAttachment('another clip') });
    await untilJob(world, job.id, isDone);
    expect(world.media.calls.filter((call) => call === 'preparePortrait')).toHaveLength(1);
    expect(world.media.calls.filter((call) => call === 'prepareClip')).toHaveLength(2);
  });

  it('fetches the files again where they never arrived', async () => {
    const world = createWorld();
    const bot = await world.start();
    const failed = aJob(ID, 'received', { state: STATES.done });
    await world.records.create(failed);
    const { job } = await bot.desk.retry(failed, ASKED);
    const ended = await untilJob(world, job.id, isDone);
    expect(ended.state).toMatchObject({ outcome: { kind: 'video' } });
  });

  it('never uses an id again, although earlier attempts were forgotten', async () => {
    const world = createWorld();
    const bot = await world.start();
    const third = aJob('web-1.3', 'done', { firstId: ID });
    await world.records.create(third);
    for (const name of ['portrait.jpg', 'clip']) await world.blobs.save(`web-1.3/${name}`, '');
    const { job } = await bot.desk.retry(third, ASKED);
    expect(job.id).toBe('web-1.4');
  });

  it('asked for twice at once is one attempt', async () => {
    const world = createWorld();
    const bot = await world.start();
    const first = aJob(ID, 'done');
    await world.records.create(first);
    const asked = [bot.desk.retry(first, ASKED), bot.desk.retry(first, ASKED)];
    await world.clock.advance(1_000);
    const answers = await Promise.all(asked);
    expect(answers.map(({ job }) => job.id)).toEqual(['web-1.2', 'web-1.2']);
    expect(answers.filter(({ fresh }) => fresh)).toHaveLength(1);
  });
});

describe('two who try the same job again at the same moment', () => {
  const eve = { ...ASKED, person: aPerson('eve') };

  it.each([
    ['two people', ASKED, eve],
    [
      'two people with a message each',
      { ...ASKED, messageId: 'web-7' },
      { ...eve, messageId: 'web-8' },
    ],
    [
      'one person with two messages',
      { ...ASKED, messageId: 'web-7' },
      { ...ASKED, messageId: 'web-8' },
    ],
  ])('get an attempt each: %s', async (_, one, other) => {
    const world = createWorld();
    const bot = await world.start();
    const first = aJob(ID, 'done');
    await world.records.create(first);
    const asked = [bot.desk.retry(first, one), bot.desk.retry(first, other)];
    await world.clock.advance(1_000);
    const answers = await Promise.all(asked);
    expect(answers.map(({ fresh }) => fresh)).toEqual([true, true]);
    expect(answers.map(({ job }) => job.id).sort()).toEqual(['web-1.2', 'web-1.3']);
    expect(answers.map(({ job }) => job.person)).toEqual([one.person, other.person]);
  });
});

describe('deleting', () => {
  it.each(['received', 'queued', 'rendering', 'delivering'] as const)(
    'a job that is %s removes nothing',
    async (kind) => {
      const world = createWorld();
      const bot = await world.start();
      const job = aJob(ID, kind);
      await world.records.create(job);
      await world.blobs.save('web-1/clip', '');
      expect((await bot.desk.delete(job)).deletedAt).toBeUndefined();
      expect(world.blobs.keys.size).toBe(1);
    },
  );

  it('a job twice removes once what there is, and keeps the first date', async () => {
    const world = createWorld();
    const bot = await world.start();
    const job = aJob(ID, 'done');
    await world.records.create(job);
    const { deletedAt } = await bot.desk.delete(job);
    await world.clock.advance(1_000);
    expect(await bot.desk.delete(job)).toMatchObject({ deletedAt, units: 4 });
  });

  it('a job leaves the attempt alone that has copied its files', async () => {
    const { world, bot } = await busyWorld();
    const first = aJob(ID, 'done');
    await world.records.create(first);
    for (const name of ['portrait.jpg', 'clip']) await world.blobs.save(`web-1/${name}`, '');
    const { job } = await bot.desk.retry(first, ASKED);
    await untilJob(world, job.id, is('queued'));
    await bot.desk.delete(first);
    expect([...world.blobs.keys].filter((key) => key.startsWith('web-1.2/'))).toHaveLength(2);
  });

  it('a job tells the person whose attempt came too late to copy its files', async () => {
    const world = createWorld();
    const first = aJob(ID, 'done');
    await world.records.create(first);
    // They are there for a moment yet: the record counts.
    for (const name of ['portrait.jpg', 'clip']) await world.blobs.save(`web-1/${name}`, '');
    const kept = { kind: 'kept', jobId: ID } as const;
    const sources = { portrait: kept, clip: kept };
    const second = aJob('web-1.2', 'received', { firstId: ID, sources });
    await world.records.create(second);
    await world.records.record(first, { kind: 'deleted', at: world.clock.now() });
    await world.start();
    const ended = await untilJob(world, second.id, isDone);
    expect(ended).toMatchObject({
      units: 0,
      state: { outcome: { problem: { code: 'source/missing' } } },
    });
    expect(world.thread.noticesOf(second.id)).toHaveLength(1);
    expect([...world.blobs.keys].filter((key) => key.startsWith('web-1.2/'))).toEqual([]);
  });
});

describe('looking a job up', () => {
  it('finds nothing under words that are no id', async () => {
    const { desk } = await createWorld().start();
    expect(await desk.find('../../etc/passwd')).toBeUndefined();
    expect(await desk.find('web-unknown')).toBeUndefined();
  });

  it('tells the place in the line', async () => {
    const { world, bot } = await busyWorld();
    for (const id of ['web-1', 'web-2']) await bot.desk.accept(aRequest(id));
    const job = await untilJob(world, toJobId('web-2'), is('queued'));
    expect(await bot.desk.view(job)).toMatchObject({ phase: 'queued', position: 2 });
  });
});
