import { expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import type { Documents } from '../../src/jobs/contracts.ts';
import { createStorageCheck } from '../../src/storage/storage-check.ts';
import { createInMemoryDocuments } from '../support/in-memory-documents.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';

function countingDocuments(trouble?: unknown): Documents & { writes: number } {
  const counting = {
    ...createInMemoryDocuments('settings'),
    writes: 0,
    set: async () => {
      counting.writes += 1;
      if (trouble !== undefined) throw trouble;
    },
  };
  return counting;
}

it('says that what has been written is on the disk', async () => {
  const check = createStorageCheck(countingDocuments(), createSteppedClock());
  expect(await check()).toEqual({ ok: true, detail: 'writable' });
});

it('names the failure of a disk that is full', async () => {
  const full = new AppError('storage/write-failed', 'The state could not be written');
  const check = createStorageCheck(countingDocuments(full), createSteppedClock());
  expect(await check()).toEqual({ ok: false, detail: 'not writable (storage/write-failed)' });
});

it('writes once in five seconds, however often it is asked', async () => {
  const [documents, clock] = [countingDocuments(), createSteppedClock()];
  const check = createStorageCheck(documents, clock);
  await Promise.all([check(), check()]);
  await clock.advance(4_000);
  await check();
  expect(documents.writes).toBe(1);
  await clock.advance(1_000);
  await check();
  expect(documents.writes).toBe(2);
});

it('writes again where the clock was put back', async () => {
  const [documents, clock] = [countingDocuments(), createManualClock()];
  const check = createStorageCheck(documents, clock);
  await check();
  clock.advance(-3_600_000);
  await check();
  expect(documents.writes).toBe(2);
});
