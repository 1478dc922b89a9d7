import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import type { Job } from '../../src/jobs/job.ts';
import { createLendVideo } from '../../src/jobs/lend-video.ts';
import { aJob, NOON, STATES } from '../support/a-job.ts';
import { createFakeMedia } from '../support/fake-media.ts';
import { createInMemoryBlobs } from '../support/in-memory-blobs.ts';

const ID = 'web-1';
const DONE = aJob(ID, 'done');

/** A kept video of 4 MB; what is lent is told by its size. */
async function open() {
  const [blobs, media] = [createInMemoryBlobs(), createFakeMedia()];
  await blobs.save(`${ID}/video.mp4`, '');
  const folders: string[] = [];
  const lendVideo = createLendVideo({
    blobs,
    media,
    withScratch: async (use) => {
      folders.push('lent');
      return use('scratch').finally(() => folders.push('taken back'));
    },
  });
  const lend = (job: Job, maxBytes: number, use = async (file: string) => media.bytesOf(file)) =>
    lendVideo(job, maxBytes, use, new AbortController().signal);
  return { blobs, media, folders, lend };
}

describe('a kept video', () => {
  it('that fits is lent as it is', async () => {
    const { lend, folders } = await open();
    expect(await lend(DONE, 4_000_000)).toBe(4_000_000);
    expect(await lend(DONE, Number.POSITIVE_INFINITY)).toBe(4_000_000);
    expect(folders).toEqual([]);
  });

  it('that is one byte too large is lent as a smaller copy, which is gone afterwards', async () => {
    const { lend, folders } = await open();
    expect(await lend(DONE, 3_999_999)).toBe(3_999_999);
    expect(folders).toEqual(['lent', 'taken back']);
  });

  it('of which no copy is small enough is not lent', async () => {
    const { lend } = await open();
    expect(await lend(DONE, 400_000)).toBeUndefined();
  });

  it('is not lent when its file is gone', async () => {
    const { lend, blobs } = await open();
    await blobs.removeJob(ID);
    expect(await lend(DONE, 4_000_000)).toBeUndefined();
  });

  it('is not lent when it was deleted, though its file is there for a moment yet', async () => {
    const { lend } = await open();
    expect(await lend({ ...DONE, deletedAt: NOON }, 4_000_000)).toBeUndefined();
  });

  it('is lent while it is being delivered, since its link may be read already', async () => {
    const { lend } = await open();
    expect(await lend(aJob(ID, 'delivering'), 4_000_000)).toBe(4_000_000);
  });

  it.each([
    ['still runs', aJob(ID, 'rendering')],
    [
      'ended with a problem',
      aJob(ID, 'done', {
        state: { ...STATES.done, outcome: { kind: 'problem', problem: { code: 'clip/empty' } } },
      }),
    ],
    [
      'was cancelled',
      aJob(ID, 'done', {
        state: { ...STATES.done, outcome: { kind: 'cancelled', charged: true } },
      }),
    ],
  ])('is not lent of a job that %s', async (_, job) => {
    const { lend } = await open();
    expect(await lend(job, 4_000_000)).toBeUndefined();
  });

  it('that cannot be sent on is not passed off as missing, and its copy is gone', async () => {
    const { lend, folders } = await open();
    const busy = async () => {
      throw new AppError('post/busy', 'try later', { retryable: true });
    };
    await expect(lend(DONE, 2_000_000, busy)).rejects.toMatchObject({ code: 'post/busy' });
    expect(folders).toEqual(['lent', 'taken back']);
  });
});
