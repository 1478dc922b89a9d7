import { expect, it } from 'vitest';
import type { Documents } from '../../src/jobs/contracts.ts';
import { createEstimates, type Estimates, KLING_RENDER_TIME } from '../../src/jobs/estimates.ts';
import type { Mode } from '../../src/jobs/job.ts';
import { createInMemoryDocuments } from '../support/in-memory-documents.ts';

const open = (documents: Documents = createInMemoryDocuments('estimate'), maker = 'kling') =>
  createEstimates(documents, maker, KLING_RENDER_TIME);

async function learnMany(
  estimates: Estimates,
  count: number,
  renderMs: number,
  mode: Mode = 'std',
): Promise<void> {
  for (let sample = 0; sample < count; sample += 1) await estimates.learn(mode, 10, renderMs);
}

it('expects what is known of Kling until something is learned', async () => {
  const estimates = await open();
  expect(estimates.expectedMs('std', 60)).toBe(660_000);
  expect(estimates.earliestMs('std', 60)).toBe(0);
});

it('expects the middle of what it saw, untouched by one job that took a day', async () => {
  const estimates = await open();
  await learnMany(estimates, 4, 100_000);
  await learnMany(estimates, 1, 86_400_000);
  expect(estimates.expectedMs('std', 10)).toBe(100_000);
});

it('expects more of a longer clip', async () => {
  const estimates = await open();
  await learnMany(estimates, 1, 100_000);
  expect(estimates.expectedMs('std', 30)).toBe(200_000);
  expect(estimates.expectedMs('std', 5)).toBe(75_000);
});

it('keeps the two modes apart', async () => {
  const estimates = await open();
  await learnMany(estimates, 5, 100_000, 'pro');
  expect(estimates.expectedMs('std', 10)).toBe(260_000);
  expect(estimates.expectedMs('pro', 10)).toBe(100_000);
});

it('says how early a render may end only after a few of them, and with a margin', async () => {
  const estimates = await open();
  await learnMany(estimates, 4, 200_000);
  expect(estimates.earliestMs('std', 10)).toBe(0);
  await learnMany(estimates, 1, 100_000);
  expect(estimates.earliestMs('std', 10)).toBeCloseTo(70_000);
});

it('forgets old hours', async () => {
  const estimates = await open();
  await learnMany(estimates, 60, 900_000);
  await learnMany(estimates, 50, 100_000);
  expect(estimates.expectedMs('std', 10)).toBe(100_000);
});

it('still knows after a restart, and keeps the sandbox apart from Kling', async () => {
  const documents = createInMemoryDocuments('estimate');
  await learnMany(await open(documents), 5, 100_000);
  expect((await open(documents)).expectedMs('std', 10)).toBe(100_000);
  expect((await open(documents, 'sandbox')).expectedMs('std', 10)).toBe(260_000);
});

it('follows renders that end at the same time', async () => {
  const documents = createInMemoryDocuments('estimate');
  const estimates = await open(documents);
  await Promise.all([1, 2, 3].map((factor) => estimates.learn('std', 10, factor * 100_000)));
  expect((await open(documents)).expectedMs('std', 10)).toBe(200_000);
});
