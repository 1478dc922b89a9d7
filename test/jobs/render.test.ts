import { describe, expect, it } from 'vitest';
import { type Job, toJobId } from '../../src/jobs/job.ts';
import { aPerson, aRequest } from '../support/a-job.ts';
import { allOf } from '../support/all-of.ts';
import { createWorld, untilJob, type World } from '../support/world.ts';

const ID = toJobId('web-1');
const OTHER = toJobId('web-2');
const HOUR_MS = 3_600_000;

const isDone = ({ state }: Job) => state.kind === 'done';
const is =
  (kind: Job['state']['kind']) =>
  ({ state }: Job) =>
    state.kind === kind;

async function start(world: World, ...ids: string[]) {
  const bot = await world.start();
  for (const id of ids) await bot.desk.accept(aRequest(id));
  return bot;
}

describe('a render', () => {
  it('holds its slot from the order to the end of the task', async () => {
    const world = createWorld({ slots: 2 });
    await start(world, ...Array.from({ length: 10 }, (_, index) => `web-${index}`));
    await untilJob(world, toJobId('web-9'), isDone);
    expect(world.maker.peakRunning).toBe(2);
    expect(world.maker.refusedAsFull).toBe(0);
  });

  it('teaches how long the next one will take', async () => {
    const world = createWorld();
    world.maker.renderMs = 40_000;
    const bot = await start(world, ID);
    const first = await untilJob(world, ID, is('rendering'));
    expect(await bot.desk.view(first)).toMatchObject({ expectedMs: 20_000 });
    await untilJob(world, ID, isDone);
    expect(await bot.desk.view(first)).toMatchObject({ expectedMs: 40_000 });
  });

  it('that fails ends the job with a word, for free when Kling charged nothing', async () => {
    const world = createWorld();
    world.maker.ending = 'failed';
    await start(world, ID);
    const job = await untilJob(world, ID, isDone);
    expect(job).toMatchObject({
      units: 0,
      state: { outcome: { problem: { code: 'maker/render-failed' } } },
    });
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });

  it('that was refused for its content says so', async () => {
    const world = createWorld();
    world.maker.ending = 'refused';
    await start(world, ID);
    const job = await untilJob(world, ID, isDone);
    expect(job.state).toMatchObject({ outcome: { problem: { code: 'maker/content-refused' } } });
  });

  it('whose task Kling lost is ordered once more, and then never again', async () => {
    const world = createWorld();
    world.maker.ending = 'never';
    await start(world, ID);
    for (const orders of [1, 2]) {
      await untilJob(world, ID, is('rendering'));
      await world.clock.advanceUntil(() => world.maker.requests.order === orders);
      world.maker.lose(ID);
      await world.clock.advance(60_000);
    }
    const job = await untilJob(world, ID, isDone);
    expect(world.maker.requests.order).toBe(2);
    expect(job.state).toMatchObject({ outcome: { problem: { code: 'maker/render-failed' } } });
  });

  it('that never ends frees its slot after a day, and the person hears of it', async () => {
    const world = createWorld({ slots: 1 });
    world.maker.ending = 'never';
    await start(world, ID, OTHER);
    await world.clock.advance(60_000);
    await world.clock.skip(25 * HOUR_MS);
    const job = await untilJob(world, ID, isDone);
    expect(job.state).toMatchObject({ outcome: { problem: { code: 'maker/never-ended' } } });
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });

  it('is known to have ended at once when a callback says so', async () => {
    const world = createWorld();
    const bot = await start(world, ID);
    await untilJob(world, ID, is('rendering'));
    await world.clock.advance(5_000);
    world.maker.finish(ID, 'succeeded');
    await bot.renderQueue.nudge(ID);
    await world.clock.advance(0);
    expect(world.thread.videosOf(ID)).toHaveLength(1);
  });
});

describe('a job that is cancelled while it renders', () => {
  it('is settled at once, while its task keeps the slot until it ends', async () => {
    const world = createWorld({ slots: 1 });
    world.maker.renderMs = 120_000;
    const bot = await start(world, ID);
    await bot.desk.accept(aRequest(OTHER, { person: aPerson('bob') }));
    const job = await untilJob(world, ID, is('rendering'));
    expect(await bot.desk.cancel(job)).toBe('charged');
    await world.clock.advance(0);
    expect(world.job(ID)?.state).toMatchObject({ kind: 'done', outcome: { kind: 'cancelled' } });
    expect(world.job(OTHER)?.state.kind).toBe('queued');
    await untilJob(world, OTHER, isDone);
    expect(world.maker.refusedAsFull).toBe(0);
    expect(world.thread.videosOf(ID)).toEqual([]);
    expect(await allOf(world.records.allAbandoned())).toEqual([]);
  });

  it('keeps the slot over a restart', async () => {
    const world = createWorld({ slots: 1 });
    world.maker.renderMs = 120_000;
    const bot = await start(world, ID);
    await bot.desk.cancel(await untilJob(world, ID, is('rendering')));
    await untilJob(world, ID, isDone);
    await bot.stop();
    const next = await world.start();
    await next.desk.accept(aRequest(OTHER));
    await untilJob(world, OTHER, isDone);
    expect(world.maker.refusedAsFull).toBe(0);
    expect(await allOf(world.records.allAbandoned())).toEqual([]);
  });

  it('frees the slot as soon as a callback says that its task has ended, after a restart too', async () => {
    const world = createWorld({ slots: 1 });
    world.maker.renderMs = 500_000;
    const first = await start(world, ID);
    await first.desk.cancel(await untilJob(world, ID, is('rendering')));
    await untilJob(world, ID, isDone);
    await first.stop();
    const bot = await world.start();
    await world.clock.advance(2_000);
    world.maker.finish(ID, 'succeeded');
    await bot.renderQueue.nudge(ID);
    await world.clock.advance(0);
    expect(await allOf(world.records.allAbandoned())).toEqual([]);
  });
});
