import { describe, expect, it } from 'vitest';
import { createAccept } from '../../src/jobs/accept.ts';
import type { Documents, Queue } from '../../src/jobs/contracts.ts';
import { toJobId } from '../../src/jobs/job.ts';
import { createLimits } from '../../src/jobs/limits.ts';
import { createJobStore } from '../../src/jobs/store.ts';
import { createLocalClaims } from '../../src/queue/local-claims.ts';
import { aRequest } from '../support/a-job.ts';
import { createInMemoryDocuments, createJobDocuments } from '../support/in-memory-documents.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';

interface Bench {
  readonly accept: ReturnType<typeof createAccept>;
  readonly store: ReturnType<typeof createJobStore>;
  readonly claims: ReturnType<typeof createLocalClaims>;
  readonly clock: ReturnType<typeof createSteppedClock>;
  /** Ids that were put into the line, in order. */
  readonly added: string[];
}

function openBench(
  options: {
    maxOpen?: number;
    jobs?: Documents;
    add?: Queue['add'];
    isClosed?: boolean;
    isPreview?: boolean;
  } = {},
): Bench {
  const clock = createSteppedClock();
  const added: string[] = [];
  const prepareQueue = {
    add:
      options.add ??
      (async (jobId: string) => {
        added.push(jobId);
      }),
  } as Queue;
  const jobs = options.jobs ?? createInMemoryDocuments('job');
  const store = createJobStore({ ...createJobDocuments(), jobs });
  const claims = createLocalClaims(clock);
  const limits = createLimits(
    { maxOpenPerPerson: options.maxOpen ?? 20, dailyUnitsPerPerson: 100, dailyUnitsTotal: 100 },
    clock,
  );
  store.subscribe(limits.count);
  const intake = { isOpen: () => options.isClosed !== true };
  const accept = createAccept({
    ...{ store, claims, limits, intake, prepareQueue, clock },
    isPreview: options.isPreview === true,
  });
  return { accept, store, claims, clock, added };
}

/** Jobs whose first `fails` writes are lost, as on a full disk. */
function failingJobs(fails: number): Documents {
  const jobs = createInMemoryDocuments('job');
  let left = fails;
  return {
    ...jobs,
    set: async (key, value) => {
      left -= 1;
      if (left >= 0) throw new Error('the disk is full');
      await jobs.set(key, value);
    },
  };
}

describe('a request', () => {
  it('is stored and in the line when its answer comes', async () => {
    const { accept, store, added } = openBench();
    const { job, fresh } = await accept(aRequest('web-1'));
    expect(fresh).toBe(true);
    expect(await store.get(toJobId('web-1'))).toEqual(job);
    expect(added).toEqual(['web-1']);
  });

  it('says of its job that nothing is paid, where the sandbox makes the video', async () => {
    const { accept } = openBench({ isPreview: true });
    expect((await accept(aRequest('web-1'))).job.isPreview).toBe(true);
    expect((await openBench().accept(aRequest('web-1'))).job).not.toHaveProperty('isPreview');
  });

  it('whose message comes twice at once is one job, and both hear of it', async () => {
    const { accept, clock } = openBench();
    const asked = [1, 2, 3, 4].map(() => accept(aRequest('web-1')));
    await clock.advance(1_000);
    const answers = await Promise.all(asked);
    expect(answers.filter(({ fresh }) => fresh)).toHaveLength(1);
    expect(answers.map(({ job }) => job.id)).toEqual(['web-1', 'web-1', 'web-1', 'web-1']);
  });

  it('whose message comes again later is the same job, whatever it says by then', async () => {
    const { accept, store, clock } = openBench();
    await accept(aRequest('web-1'));
    await clock.advance(3_600_000);
    const again = await accept(aRequest('web-1', { prompt: 'something else' }));
    expect(again.fresh).toBe(false);
    expect((await store.get(toJobId('web-1')))?.prompt).toBe('smiles');
  });

  it('that was refused may be made again with the same message', async () => {
    const { accept } = openBench();
    const long = aRequest('web-1', { prompt: 'x'.repeat(2_501) });
    await expect(accept(long)).rejects.toMatchObject({
      problem: { code: 'prompt/too-long', characters: 2_501, maxCharacters: 2_500 },
    });
    expect((await accept(aRequest('web-1'))).fresh).toBe(true);
  });

  it('may have a prompt of 2,500 characters, however many bytes they take', async () => {
    const { accept } = openBench();
    const prompt = '😀'.repeat(2_500);
    expect((await accept(aRequest('web-1', { prompt }))).job.prompt).toBe(prompt);
  });

  it('that could not be stored is told so, and goes through when it comes again', async () => {
    const { accept, added } = openBench({ jobs: failingJobs(1), maxOpen: 1 });
    await expect(accept(aRequest('web-1'))).rejects.toThrow('the disk is full');
    expect(added).toEqual([]);
    expect((await accept(aRequest('web-1'))).fresh).toBe(true);
    expect(added).toEqual(['web-1']);
  });

  it('that was stored but not put into the line is put there when it comes again', async () => {
    const added: string[] = [];
    let fails = true;
    const { accept } = openBench({
      add: async (jobId) => {
        if (fails) throw new Error('the queue does not answer');
        added.push(jobId);
      },
    });
    await expect(accept(aRequest('web-1'))).rejects.toThrow('the queue does not answer');
    fails = false;
    expect((await accept(aRequest('web-1'))).fresh).toBe(false);
    expect(added).toEqual(['web-1']);
  });

  it('is taken over from a process that died while it stored it', async () => {
    const { accept, claims, clock } = openBench();
    await claims.claim('accept-web-1', 10_000);
    const asked = accept(aRequest('web-1'));
    await clock.advance(10_500);
    expect((await asked).fresh).toBe(true);
  });

  it('leaves no claim behind, whether it was taken or refused', async () => {
    const { accept, claims } = openBench({ maxOpen: 1 });
    await accept(aRequest('web-1'));
    await accept(aRequest('web-2')).catch(() => undefined);
    expect(await claims.claim('accept-web-1', 1)).toBe(true);
    expect(await claims.claim('accept-web-2', 1)).toBe(true);
  });
});
