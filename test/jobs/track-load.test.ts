import { expect, it } from 'vitest';
import { followMany, openTrackBench, POLL_MS } from './track-bench.ts';

it('looks at 500 open tasks with one request a tick', async () => {
  const bench = await openTrackBench();
  await followMany(bench, 500);
  for (let tick = 0; tick < 5; tick += 1) {
    await bench.clock.advance(POLL_MS);
    expect(bench.questions()).toBeLessThanOrEqual(2);
  }
  expect(bench.maker.requests.find).toBe(0);
});

it('needs no more than 3 requests a job for 500 tasks from order to end', async () => {
  const bench = await openTrackBench();
  const jobIds = await followMany(bench, 500);
  await bench.clock.advance(bench.maker.renderMs + POLL_MS);
  expect(bench.ends.size).toBe(jobIds.length);
  expect((bench.questions() + 500) / 500).toBeLessThan(3);
});

it('finds the end of each of 1,200 tasks', async () => {
  const bench = await openTrackBench();
  await followMany(bench, 1_200);
  await bench.clock.advance(POLL_MS);
  expect(bench.questions()).toBeLessThanOrEqual(4);
  await bench.clock.advance(bench.maker.renderMs);
  expect(bench.ends.size).toBe(1_200);
});

it('reads pages of the size that the maker allows', async () => {
  const bench = await openTrackBench();
  bench.maker.maxPageSize = 50;
  await followMany(bench, 200);
  await bench.clock.advance(POLL_MS);
  expect(bench.maker.requests).toMatchObject({ list: 4, find: 0 });
});

it('asks singly, ten a tick, for tasks behind those of other programs, and reaches them all', async () => {
  const bench = await openTrackBench();
  const jobIds = await followMany(bench, 40);
  bench.maker.addForeign(5_000);
  await bench.clock.advance(POLL_MS);
  expect(bench.maker.requests.find).toBe(10);
  expect(bench.maker.requests.list).toBeLessThanOrEqual(2);
  for (const jobId of jobIds.slice(30)) bench.maker.finish(jobId, 'succeeded');
  await bench.clock.advance(4 * POLL_MS);
  expect([...bench.ends.keys()].sort()).toEqual(jobIds.slice(30).sort());
});

it('does not call a task lost because a page did not have it', async () => {
  const bench = await openTrackBench();
  await followMany(bench, 40);
  bench.maker.addForeign(5_000);
  await bench.clock.advance(9 * POLL_MS);
  expect([...bench.ends.values()].filter(({ kind }) => kind === 'lost')).toEqual([]);
});
