import { describe, expect, it } from 'vitest';
import { type Job, toJobId } from '../../src/jobs/job.ts';
import { viewOf } from '../../src/jobs/view.ts';
import { aJob, aRequest, NOON, STATES } from '../support/a-job.ts';
import { createWorld, untilJob, type World } from '../support/world.ts';

const ID = toJobId('web-1');
const isDone = ({ state }: Job) => state.kind === 'done';

async function start(world: World, ...ids: string[]) {
  const bot = await world.start();
  for (const id of ids) await bot.desk.accept(aRequest(id));
  return bot;
}

/** Fails the first edits that tell the end; tells when each was tried. */
function failTheEnd(world: World, times: number): { readonly at: readonly number[] } {
  const at: number[] = [];
  world.thread.trouble = (call, jobId) => {
    if (call !== 'showProgress' || world.job(jobId)?.state.kind !== 'done') return;
    at.push(world.clock.now());
    if (at.length <= times) throw new Error('the place does not answer');
  };
  return { at };
}

const gapsOf = (times: readonly number[]) =>
  times.slice(1).map((at, index) => at - (times[index] ?? 0));

const phasesOf = (world: World, id: string = ID) => [
  ...new Set(
    world.thread.progress.filter(({ jobId }) => jobId === id).map(({ view }) => view.phase),
  ),
];

describe('the progress message', () => {
  it('shows every phase that lasts, in order', async () => {
    const world = createWorld();
    await start(world, ID);
    await untilJob(world, ID, isDone);
    await world.clock.advance(1_000);
    expect(phasesOf(world)[0]).toBe('preparing');
    expect(phasesOf(world)).toContain('rendering');
    expect(phasesOf(world).at(-1)).toBe('done');
  });

  it('is edited as often as the place wants while only time passes', async () => {
    const world = createWorld();
    world.maker.renderMs = 60_000;
    await start(world, ID);
    await untilJob(world, ID, isDone);
    const rendering = world.thread.progress.filter(({ view }) => view.phase === 'rendering');
    const gaps = gapsOf(rendering.map(({ at }) => at));
    expect(gaps.length).toBeGreaterThan(8);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(5_000);
  });

  it('is right at once when the job moves on', async () => {
    const world = createWorld();
    world.thread.progressEvery = 3_600_000;
    await start(world, ID);
    await untilJob(world, ID, isDone);
    await world.clock.advance(500);
    expect(phasesOf(world).at(-1)).toBe('done');
  });

  it('is never edited after the end', async () => {
    const world = createWorld();
    await start(world, ID);
    await untilJob(world, ID, isDone);
    await world.clock.advance(1_000);
    const shown = world.thread.progress.length;
    await world.clock.advance(600_000);
    expect(world.thread.progress).toHaveLength(shown);
    expect(world.thread.progress.filter(({ view }) => view.phase === 'done')).toHaveLength(1);
  });

  it('is edited by one call at a time, and shows the newest state after a slow one', async () => {
    const world = createWorld();
    let open = 0;
    let most = 0;
    world.thread.trouble = async (call) => {
      if (call !== 'showProgress') return;
      open += 1;
      most = Math.max(most, open);
      await world.clock.sleep(7_000);
      open -= 1;
    };
    await start(world, ID);
    await untilJob(world, ID, isDone);
    await world.clock.advance(60_000);
    expect(most).toBe(1);
    expect(phasesOf(world).at(-1)).toBe('done');
  });

  it('goes on for everyone else while one place does not answer', async () => {
    const world = createWorld();
    world.maker.renderMs = 60_000;
    world.thread.trouble = async (call, jobId) => {
      if (call === 'showProgress' && jobId === ID) await new Promise(() => undefined);
    };
    await start(world, ID, 'web-2');
    await world.clock.advance(40_000);
    const others = world.thread.progress.filter(({ jobId }) => jobId === 'web-2');
    expect(others.length).toBeGreaterThan(5);
  });

  it('that cannot be edited fails no job', async () => {
    const world = createWorld();
    world.thread.trouble = (call) => {
      if (call === 'showProgress') throw new Error('unknown message');
    };
    await start(world, ID);
    await untilJob(world, ID, isDone);
    expect(world.thread.videosOf(ID)).toHaveLength(1);
    expect(world.log.count('progress.not-shown')).toBeGreaterThan(0);
  });

  it('is told the end again and again when that edit fails, until it stands there', async () => {
    const world = createWorld();
    const tries = failTheEnd(world, 9);
    await start(world, ID);
    await untilJob(world, ID, isDone);
    await world.clock.advance(5 * 3_600_000);
    const minutes = gapsOf(tries.at).map((gap) => Math.floor(gap / 60_000));
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(phasesOf(world).at(-1)).toBe('done');
    expect(world.clock.sleepers()).toBe(0);
  });

  it('that cannot be told the end is let be after ten tries', async () => {
    const world = createWorld();
    const tries = failTheEnd(world, Number.POSITIVE_INFINITY);
    await start(world, ID);
    await untilJob(world, ID, isDone);
    await world.clock.advance(24 * 3_600_000);
    expect(tries.at).toHaveLength(10);
    expect(world.clock.sleepers()).toBe(0);
  });

  it('says that the job was deleted, and then no more', async () => {
    const world = createWorld();
    const bot = await start(world, ID);
    const job = await untilJob(world, ID, isDone);
    await world.clock.advance(1_000);
    await bot.desk.delete(job);
    await world.clock.advance(600_000);
    const ends = world.thread.progress.filter(({ view }) => view.phase === 'done');
    expect(ends.map(({ view }) => view.ended)).toEqual(['video', 'deleted']);
  });

  it('says so as well when the job was deleted while its end was being told', async () => {
    const world = createWorld();
    world.thread.trouble = async (call, jobId) => {
      const isEnd = call === 'showProgress' && world.job(jobId)?.state.kind === 'done';
      if (isEnd) await world.clock.sleep(7_000);
    };
    const bot = await start(world, ID);
    const job = await untilJob(world, ID, isDone);
    await world.clock.advance(1_000);
    await bot.desk.delete(job);
    await world.clock.advance(60_000);
    expect(world.thread.progress.at(-1)?.view.ended).toBe('deleted');
    expect(world.clock.sleepers()).toBe(0);
  });

  it('goes on after a restart in the middle of a render', async () => {
    const world = createWorld();
    world.maker.renderMs = 120_000;
    const first = await start(world, ID);
    await untilJob(world, ID, ({ state }) => state.kind === 'rendering');
    await first.stop();
    const before = world.thread.progress.length;
    await world.start();
    await world.clock.advance(30_000);
    expect(world.thread.progress.length).toBeGreaterThan(before + 2);
  });

  it('stops when the program stops', async () => {
    const world = createWorld();
    const bot = await start(world, ID);
    await world.clock.advance(1_000);
    await bot.stop();
    expect(world.clock.sleepers()).toBe(0);
  });
});

describe('what is shown of a job', () => {
  it('counts the time from the request, until the end', () => {
    const job = aJob(ID, 'done');
    expect(viewOf(aJob(ID, 'queued'), NOON + 5_000, undefined, 2)).toEqual({
      phase: 'queued',
      position: 2,
      elapsedMs: 5_000,
      overdue: false,
    });
    expect(viewOf(job, NOON + 1e9, undefined, undefined).elapsedMs).toBe(22_000);
  });

  it('never reaches the whole of a render before its end', () => {
    const job = aJob(ID, 'rendering');
    expect(viewOf(job, NOON + 30_000, 60_000, undefined).fraction).toBe(0.5);
    expect(viewOf(job, NOON + 600_000, 60_000, undefined).fraction).toBeLessThan(1);
  });

  it('says so when a render takes more than three hours', () => {
    const job = aJob(ID, 'rendering', { state: STATES.rendering });
    const hours = (count: number) => NOON + count * 3_600_000;
    expect(viewOf(job, hours(2.9), 60_000, undefined).overdue).toBe(false);
    expect(viewOf(job, hours(3.1), 60_000, undefined).overdue).toBe(true);
  });
});
