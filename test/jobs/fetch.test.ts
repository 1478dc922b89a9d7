import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { type Job, toJobId } from '../../src/jobs/job.ts';
import { ProblemError } from '../../src/jobs/problem.ts';
import { aRequest } from '../support/a-job.ts';
import { createWorld, untilJob, type World } from '../support/world.ts';

const ID = toJobId('web-1');
const HOUR_MS = 3_600_000;

const isDone = ({ state }: Job) => state.kind === 'done';

async function ask(world: World): Promise<void> {
  const bot = await world.start();
  await bot.desk.accept(aRequest(ID));
}

async function runJob(world: World): Promise<Job> {
  await ask(world);
  return untilJob(world, ID, isDone);
}

/** Fails the first downloads. */
function failDownloads(world: World, times: number, error: () => Error): void {
  let left = times;
  world.media.trouble = (work) => {
    if (work !== 'downloadVideo') return;
    left -= 1;
    if (left >= 0) throw error();
  };
}

const gone = () => new AppError('download/gone', 'HTTP 403');
const down = () => new AppError('download/failed', 'HTTP 503', { retryable: true });

describe('the finished video', () => {
  it('is checked before the person hears of it', async () => {
    const world = createWorld();
    await runJob(world);
    expect(world.media.calls.slice(-2)).toEqual(['downloadVideo', 'checkVideo']);
    expect(world.blobs.keys.has('web-1/video.mp4')).toBe(true);
  });

  it('is fetched with a new link when the old one has died', async () => {
    const world = createWorld();
    failDownloads(world, 1, gone);
    const job = await runJob(world);
    expect(job.state).toMatchObject({ outcome: { kind: 'video' } });
  });

  it('that Kling does not have any more ends the job with a word, paid for', async () => {
    const world = createWorld();
    world.media.trouble = (work) => {
      if (work !== 'downloadVideo') return;
      world.maker.lose(ID);
      throw gone();
    };
    const job = await runJob(world);
    expect(job.state).toMatchObject({ outcome: { problem: { code: 'video/unusable' } } });
    expect(job.units).toBe(4);
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });

  it('is fetched when the file server comes back after hours', async () => {
    const world = createWorld();
    const until = world.clock.now() + 5 * HOUR_MS;
    world.media.trouble = (work) => {
      if (work === 'downloadVideo' && world.clock.now() < until) throw down();
    };
    await ask(world);
    await world.clock.advance(60_000);
    await world.clock.skip(5 * HOUR_MS);
    const job = await untilJob(world, ID, isDone);
    expect(job.state).toMatchObject({ outcome: { kind: 'video' } });
    expect(world.thread.videosOf(ID)).toHaveLength(1);
  });

  it('is given up after a day, and the person hears of it', async () => {
    const world = createWorld();
    failDownloads(world, Number.POSITIVE_INFINITY, down);
    await ask(world);
    await world.clock.advance(60_000);
    expect(world.job(ID)?.state.kind).toBe('fetching');
    await world.clock.skip(24 * HOUR_MS);
    const job = await untilJob(world, ID, isDone);
    expect(job.state).toMatchObject({ outcome: { problem: { code: 'video/unusable' } } });
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });

  it('that does not play ends the job with the reason', async () => {
    const world = createWorld();
    world.media.trouble = (work) => {
      if (work !== 'checkVideo') return;
      throw new ProblemError({ code: 'video/unusable', why: 'it has no sound' });
    };
    await runJob(world);
    expect(world.thread.posts[0]?.text).toContain('it has no sound');
  });
});
