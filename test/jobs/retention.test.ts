import { expect, it } from 'vitest';
import { toJobId } from '../../src/jobs/job.ts';
import { createLimits } from '../../src/jobs/limits.ts';
import { createRetention } from '../../src/jobs/retention.ts';
import { aJob, NOON, STATES } from '../support/a-job.ts';
import { createWorld, type World } from '../support/world.ts';

const DAY_MS = 86_400_000;

async function keepSevenDays(world: World, signal: AbortSignal): Promise<void> {
  const { records: store, blobs, clock, log } = world;
  const limits = createLimits(
    { maxOpenPerPerson: 1, dailyUnitsPerPerson: 1, dailyUnitsTotal: 1 },
    clock,
  );
  await createRetention({ store, blobs, limits, days: 7, clock, log }).run(signal);
}

async function addDone(world: World, id: string, ageDays: number): Promise<void> {
  const at = NOON - ageDays * DAY_MS;
  await world.records.create(aJob(id, 'done', { state: { ...STATES.done, at } }));
  await world.blobs.save(`${id}/video.mp4`, '');
}

it('forgets jobs and their files that ended too long ago, and no others', async () => {
  const world = createWorld();
  const stop = new AbortController();
  await addDone(world, 'web-old', 7.1);
  await addDone(world, 'web-new', 6.9);
  await world.records.create(aJob('web-open', 'rendering', { acceptedAt: NOON - 90 * DAY_MS }));
  const keeping = keepSevenDays(world, stop.signal);
  await world.clock.advance(0);
  expect(await world.records.get(toJobId('web-old'))).toBeUndefined();
  expect(await world.records.get(toJobId('web-new'))).toBeDefined();
  expect(await world.records.get(toJobId('web-open'))).toBeDefined();
  expect([...world.blobs.keys]).toEqual(['web-new/video.mp4']);
  stop.abort();
  await keeping;
});

it('looks again every day', async () => {
  const world = createWorld();
  const stop = new AbortController();
  await addDone(world, 'web-new', 6.5);
  const keeping = keepSevenDays(world, stop.signal);
  await world.clock.advance(DAY_MS);
  expect(world.blobs.keys.size).toBe(0);
  stop.abort();
  await keeping;
  expect(world.clock.sleepers()).toBe(0);
});

it('does not stop at files that cannot be removed today', async () => {
  const world = createWorld();
  const stop = new AbortController();
  await addDone(world, 'web-old', 8);
  await addDone(world, 'web-other', 8);
  const { removeJob } = world.blobs;
  let fails = true;
  world.blobs.removeJob = async (jobId) => {
    if (fails && jobId === 'web-old') throw new Error('the disk does not answer');
    await removeJob(jobId);
  };
  const keeping = keepSevenDays(world, stop.signal);
  await world.clock.advance(0);
  expect(world.log.count('retention.failed')).toBe(1);
  expect(await world.records.get(toJobId('web-old'))).toBeDefined();
  expect(await world.records.get(toJobId('web-other'))).toBeUndefined();
  fails = false;
  await world.clock.advance(DAY_MS);
  expect(await world.records.get(toJobId('web-old'))).toBeUndefined();
  stop.abort();
  await keeping;
});

it('removes what is left of a deleted job, and keeps its record, which counts', async () => {
  const world = createWorld();
  const stop = new AbortController();
  await addDone(world, 'web-gone', 1);
  await addDone(world, 'web-new', 1);
  await world.records.record(aJob('web-gone'), { kind: 'deleted', at: NOON });
  const keeping = keepSevenDays(world, stop.signal);
  await world.clock.advance(0);
  expect([...world.blobs.keys]).toEqual(['web-new/video.mp4']);
  expect(await world.records.get(toJobId('web-gone'))).toMatchObject({ deletedAt: NOON, units: 4 });
  await world.clock.advance(7 * DAY_MS);
  expect(await world.records.get(toJobId('web-gone'))).toBeUndefined();
  stop.abort();
  await keeping;
});
