import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { isSettled, toJobId } from '../../src/jobs/job.ts';
import { ProblemError } from '../../src/jobs/problem.ts';
import { aRequest } from '../support/a-job.ts';
import { createWorld, untilJob, type World } from '../support/world.ts';

const ID = toJobId('web-1');
const HOUR_MS = 3_600_000;

async function ask(world: World, changes: Parameters<typeof aRequest>[1] = {}): Promise<void> {
  const bot = await world.start();
  await bot.desk.accept(aRequest(ID, changes));
}

/** Fails the attachment `address` until `until`. */
function failFetching(world: World, address: string, error: () => Error, untilMs: number): void {
  const until = world.clock.now() + untilMs;
  world.thread.trouble = (call, subject) => {
    if (call === 'fetchAttachment' && subject === address && world.clock.now() < until) {
      throw error();
    }
  };
}

describe('the files of a request', () => {
  it('are kept with the job, measured and priced, before it waits for a slot', async () => {
    const world = createWorld();
    await ask(world, { mode: 'pro' });
    const job = await untilJob(world, ID, ({ state }) => state.kind === 'rendering');
    expect(job).toMatchObject({ portrait: { width: 800 }, clip: { seconds: 10 }, units: 8 });
    expect([...world.blobs.keys].sort()).toEqual(['web-1/clip', 'web-1/portrait.jpg']);
  });

  it.each(['preparePortrait', 'prepareClip'] as const)(
    'end the job with a word, unpaid, when %s refuses one',
    async (refusing) => {
      const world = createWorld();
      world.media.trouble = (work) => {
        if (work === refusing) throw new ProblemError({ code: 'clip/damaged' });
      };
      await ask(world);
      const job = await untilJob(world, ID, ({ state }) => state.kind === 'done');
      expect(job.state).toMatchObject({ outcome: { problem: { code: 'clip/damaged' } } });
      expect(job.units).toBe(0);
      expect(world.thread.noticesOf(ID)).toHaveLength(1);
      expect(world.maker.requests.order).toBe(0);
    },
  );

  it('stop being worked on as soon as one of them is refused', async () => {
    const world = createWorld();
    const stopped: boolean[] = [];
    world.media.preparePortrait = async (_input, _output, signal) => {
      await world.clock.sleep(HOUR_MS, signal).catch(() => stopped.push(signal.aborted));
      throw signal.reason;
    };
    world.media.trouble = (work) => {
      if (work === 'prepareClip') throw new ProblemError({ code: 'clip/empty' });
    };
    await ask(world);
    const job = await untilJob(world, ID, ({ state }) => state.kind === 'done', 60_000);
    expect(job.state).toMatchObject({ outcome: { problem: { code: 'clip/empty' } } });
    expect(stopped).toEqual([true]);
  });

  it('are fetched again while the place that has them is down for a while', async () => {
    const world = createWorld();
    const down = () => new AppError('source/down', 'It is down', { retryable: true });
    failFetching(world, 'clip', down, 20 * 60_000);
    await ask(world);
    const job = await untilJob(world, ID, isSettled);
    expect(job.state).toMatchObject({ outcome: { kind: 'video' } });
  });

  it('are given up after an hour, and the person hears of it', async () => {
    const world = createWorld();
    const down = () => new AppError('source/down', 'It is down', { retryable: true });
    failFetching(world, 'portrait', down, 24 * HOUR_MS);
    await ask(world);
    await world.clock.advance(60_000);
    await world.clock.skip(HOUR_MS);
    const job = await untilJob(world, ID, ({ state }) => state.kind === 'done');
    expect(job.state).toMatchObject({ outcome: { problem: { code: 'source/unreachable' } } });
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });

  it.each([
    [new TypeError('x is not a function'), 'prepare/unexpected'],
    [new AppError('media/broken', 'ffmpeg is missing'), 'media/broken'],
  ])('that break on our side (%s) end the job with a word', async (error, errorCode) => {
    const world = createWorld();
    world.media.trouble = () => {
      throw error;
    };
    await ask(world);
    const job = await untilJob(world, ID, ({ state }) => state.kind === 'done');
    expect(job.state).toMatchObject({ outcome: { problem: { code: 'internal', errorCode } } });
  });

  it('are not refused because the program stopped in the middle', async () => {
    const world = createWorld();
    world.media.preparePortrait = async (_input, _output, signal) => {
      await world.clock.sleep(HOUR_MS, signal);
      return world.media.portrait;
    };
    const bot = await world.start();
    await bot.desk.accept(aRequest(ID));
    await world.clock.advance(1_000);
    await bot.stop();
    expect(world.job(ID)?.state.kind).toBe('received');
  });

  it('kept of a job that is gone are missing, and the person hears which', async () => {
    const world = createWorld();
    await ask(world, { clip: { kind: 'kept', jobId: toJobId('web-gone') } });
    const job = await untilJob(world, ID, ({ state }) => state.kind === 'done');
    expect(job.state).toMatchObject({
      outcome: { problem: { code: 'source/missing', part: 'clip' } },
    });
  });
});
