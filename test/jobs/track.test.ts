import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { toJobId } from '../../src/jobs/job.ts';
import type { OpenTask } from '../../src/jobs/track.ts';
import { openTrackBench, POLL_MS, type TrackBench } from './track-bench.ts';

const HOUR_MS = 3_600_000;
const NEVER = new AbortController().signal;

/** A task that was ordered before this program started. */
function oldTask({ clock, maker }: TrackBench, ageMs: number): OpenTask {
  const jobId = toJobId('web-old');
  const taskId = maker.tasksOf(jobId)[0]?.taskId ?? '';
  return { jobId, taskId, mode: 'std', clipSeconds: 10, since: clock.now() - ageMs };
}

async function orderOld(bench: TrackBench): Promise<void> {
  const empty = Buffer.alloc(0);
  await bench.maker.order(
    { jobId: 'web-old', portrait: empty, clip: empty, prompt: '', mode: 'std' },
    NEVER,
  );
}

describe('a task', () => {
  it.each([
    ['succeeded', { kind: 'succeeded', videoUrl: 'https://videos.example/v.mp4' }],
    ['failed', { kind: 'failed', reason: 'face not found', contentRefused: false }],
    ['refused', { kind: 'failed', reason: 'risk control', contentRefused: true }],
  ] as const)('that %s is known within one tick of its end', async (ending, end) => {
    const bench = await openTrackBench();
    bench.maker.ending = ending;
    const { jobId } = await bench.follow('a');
    await bench.clock.advance(bench.maker.renderMs - 1);
    expect(bench.ends.has(jobId)).toBe(false);
    await bench.clock.advance(POLL_MS + 1);
    expect(bench.ends.get(jobId)).toMatchObject(end);
  });

  it('with a status that nobody knows is waited for, and the operator hears of it', async () => {
    const bench = await openTrackBench();
    bench.maker.ending = 'odd';
    const { jobId } = await bench.follow('a');
    await bench.clock.advance(2 * bench.maker.renderMs);
    expect(bench.log.count('track.status-unrecognised')).toBeGreaterThan(0);
    bench.maker.finish(jobId, 'succeeded');
    await bench.clock.advance(POLL_MS);
    expect(bench.ends.get(jobId)).toMatchObject({ kind: 'succeeded' });
  });

  it('that Kling does not know three times in a row is lost, and no sooner', async () => {
    const bench = await openTrackBench();
    const { jobId } = await bench.follow('a');
    bench.maker.lose(jobId);
    await bench.clock.advance(2 * POLL_MS);
    expect(bench.ends.has(jobId)).toBe(false);
    await bench.clock.advance(POLL_MS);
    expect(bench.ends.get(jobId)).toEqual({ kind: 'lost' });
  });

  it('that never ends is looked at slowly after three hours and given up after a day', async () => {
    const bench = await openTrackBench();
    bench.maker.ending = 'never';
    const { jobId } = await bench.follow('a');
    await bench.clock.advance(3 * HOUR_MS + 60_000);
    bench.questions();
    await bench.clock.advance(HOUR_MS);
    expect(bench.questions()).toBeLessThanOrEqual(12);
    await bench.clock.advance(20 * HOUR_MS - 120_000);
    expect(bench.ends.has(jobId)).toBe(false);
    await bench.clock.advance(600_000);
    expect(bench.ends.get(jobId)).toEqual({ kind: 'never-ended', hours: 24 });
    expect(bench.clock.sleepers()).toBe(0);
  });

  it('that ended in a day without us is still found, not given up', async () => {
    const bench = await openTrackBench();
    await orderOld(bench);
    await bench.clock.advance(25 * HOUR_MS);
    bench.maker.outage = 'unreachable';
    const end = bench.tracker.ended(oldTask(bench, 25 * HOUR_MS), NEVER);
    await bench.clock.advance(60_000);
    bench.maker.outage = undefined;
    await bench.clock.advance(120_000);
    await expect(end).resolves.toMatchObject({ kind: 'succeeded' });
  });

  it('that ended while we were down for hours is found within one tick', async () => {
    const bench = await openTrackBench();
    await orderOld(bench);
    await bench.clock.advance(5 * HOUR_MS);
    let found = false;
    void bench.tracker.ended(oldTask(bench, 5 * HOUR_MS), NEVER).then(() => {
      found = true;
    });
    await bench.clock.advance(POLL_MS);
    expect(found).toBe(true);
  });
});

describe('a hint', () => {
  it('has its task asked for at once', async () => {
    const bench = await openTrackBench();
    const { jobId } = await bench.follow('a');
    await bench.follow('b');
    await bench.clock.advance(1_000);
    bench.maker.finish(jobId, 'succeeded');
    bench.tracker.nudge(jobId);
    await bench.clock.advance(0);
    expect(bench.ends.get(jobId)).toMatchObject({ kind: 'succeeded' });
    expect(bench.maker.requests).toMatchObject({ find: 1, list: 0 });
  });

  it('about a task that is not ours costs nothing', async () => {
    const bench = await openTrackBench();
    await bench.follow('a');
    bench.tracker.nudge(toJobId('web-unknown'));
    await bench.clock.advance(1_000);
    expect(bench.questions()).toBe(0);
  });

  it('that comes a hundred times at once is answered with one list', async () => {
    const bench = await openTrackBench();
    const tasks: OpenTask[] = [];
    for (let index = 0; index < 100; index += 1) tasks.push(await bench.follow(`t${index}`));
    for (const { jobId } of tasks) bench.tracker.nudge(jobId);
    await bench.clock.advance(0);
    expect(bench.maker.requests).toMatchObject({ find: 0, list: 1 });
  });

  it('that comes again and again does not put off the look at all others', async () => {
    const bench = await openTrackBench();
    const { jobId: noisy } = await bench.follow('noisy');
    const { jobId: quiet } = await bench.follow('quiet');
    bench.maker.finish(quiet, 'succeeded');
    for (let second = 0; second < 20; second += 1) {
      bench.tracker.nudge(noisy);
      await bench.clock.advance(1_000);
    }
    expect(bench.ends.get(quiet)).toMatchObject({ kind: 'succeeded' });
  });

  it('does not break through the wait after failures', async () => {
    const bench = await openTrackBench();
    const { jobId } = await bench.follow('a');
    bench.maker.outage = 'unreachable';
    await bench.clock.advance(POLL_MS);
    bench.questions();
    for (let second = 0; second < 5; second += 1) {
      bench.tracker.nudge(jobId);
      await bench.clock.advance(1_000);
    }
    expect(bench.questions()).toBe(0);
  });
});

describe('the looks', () => {
  it('come up to a minute apart while nothing can be ready yet, and quickly near the end', async () => {
    const bench = await openTrackBench();
    for (let sample = 0; sample < 5; sample += 1) {
      await bench.estimates.learn('std', 10, 600_000);
    }
    bench.maker.renderMs = 600_000;
    const { jobId } = await bench.follow('a');
    await bench.clock.advance(400_000);
    expect(bench.questions()).toBeLessThanOrEqual(8);
    await bench.clock.advance(200_000);
    expect(bench.questions()).toBeGreaterThanOrEqual(15);
    await bench.clock.advance(POLL_MS);
    expect(bench.ends.has(jobId)).toBe(true);
  });

  it('come sooner when a task joins that may end sooner', async () => {
    const bench = await openTrackBench();
    for (let sample = 0; sample < 5; sample += 1) {
      await bench.estimates.learn('std', 10, 600_000);
    }
    await bench.follow('slow');
    await bench.clock.advance(1_000);
    const pro = { ...(await bench.follow('x')), jobId: toJobId('web-pro'), mode: 'pro' } as const;
    void bench.tracker.ended(pro, NEVER);
    bench.questions();
    await bench.clock.advance(POLL_MS);
    expect(bench.questions()).toBeGreaterThan(0);
  });

  it('come ever later while Kling does not answer, and go on when it does', async () => {
    const bench = await openTrackBench();
    const { jobId } = await bench.follow('a');
    bench.maker.outage = 'unreachable';
    await bench.clock.advance(600_000);
    const during = bench.questions();
    expect(during).toBeGreaterThan(8);
    expect(during).toBeLessThan(25);
    expect(bench.log.count('track.poll-failed')).toBe(during);
    bench.maker.outage = undefined;
    await bench.clock.advance(61_000);
    expect(bench.ends.get(jobId)).toMatchObject({ kind: 'succeeded' });
  });

  it('end when there is nothing left to look for, and begin again', async () => {
    const bench = await openTrackBench();
    await bench.follow('a');
    await bench.clock.advance(2 * bench.maker.renderMs);
    expect(bench.clock.sleepers()).toBe(0);
    bench.questions();
    await bench.clock.advance(HOUR_MS);
    expect(bench.questions()).toBe(0);
    const { jobId } = await bench.follow('b');
    await bench.clock.advance(2 * bench.maker.renderMs);
    expect(bench.ends.has(jobId)).toBe(true);
  });
});

describe('calling a wait off', () => {
  it('rejects, stops the looks and leaves no listener behind', async () => {
    const bench = await openTrackBench();
    const stop = new AbortController();
    await orderOld(bench);
    const end = bench.tracker.ended(oldTask(bench, 0), stop.signal);
    await bench.clock.advance(1_000);
    stop.abort();
    await expect(end).rejects.toMatchObject({ name: 'AbortError' });
    await bench.clock.advance(0);
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
    expect(bench.clock.sleepers()).toBe(0);
    await bench.clock.advance(HOUR_MS);
    expect(bench.questions()).toBe(0);
  });

  it('leaves the others followed', async () => {
    const bench = await openTrackBench();
    const stop = new AbortController();
    await bench.follow('gone', stop.signal);
    const { jobId } = await bench.follow('stays');
    stop.abort();
    await bench.clock.advance(bench.maker.renderMs + POLL_MS);
    expect(bench.ends.has(jobId)).toBe(true);
  });

  it('that has happened before rejects at once', async () => {
    const bench = await openTrackBench();
    await orderOld(bench);
    const end = bench.tracker.ended(oldTask(bench, 0), AbortSignal.abort());
    await expect(end).rejects.toMatchObject({ name: 'AbortError' });
    expect(bench.clock.sleepers()).toBe(0);
  });

  it('is not needed after the end: no listener is left either', async () => {
    const bench = await openTrackBench();
    const stop = new AbortController();
    await bench.follow('a', stop.signal);
    await bench.clock.advance(2 * bench.maker.renderMs);
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
  });
});
