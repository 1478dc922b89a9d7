import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Documents } from '../../src/jobs/contracts.ts';
import { MakerError, PostError } from '../../src/jobs/contracts.ts';
import { openFailures } from '../../src/jobs/failures.ts';
import { aJob, NOON } from '../support/a-job.ts';
import { createInMemoryDocuments } from '../support/in-memory-documents.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';

const balanceEmpty = new MakerError('kling/balance-empty', 'Kling: the pack is used up', {
  meaning: 'account',
  advice: 'Buy a resource pack.',
  requestId: 'request-7',
});

async function open(documents: Documents = createInMemoryDocuments('failure')) {
  const clock = createSteppedClock();
  const notStored: unknown[] = [];
  const failures = await openFailures({
    ...{ documents, clock },
    onStoreFailed: (error) => notStored.push(error),
  });
  return { failures, documents, notStored };
}

describe('the list of failures', () => {
  it('tells code, request id and remedy of what Kling refused', async () => {
    const { failures } = await open();
    failures.note(aJob('web-1', 'submitting'), balanceEmpty);
    expect(failures.latest()).toEqual([
      {
        at: NOON,
        jobId: 'web-1',
        surface: 'web',
        code: 'kling/balance-empty',
        requestId: 'request-7',
        remedy: 'Buy a resource pack.',
        times: 1,
        final: false,
      },
    ]);
  });

  it('keeps what Kling has said when the job ends by it', async () => {
    const { failures } = await open();
    const job = aJob('web-1', 'submitting');
    failures.note(job, balanceEmpty);
    failures.onEnd(job, { code: 'maker/account', advice: 'Buy a resource pack.' });
    expect(failures.latest()).toMatchObject([
      { code: 'kling/balance-empty', requestId: 'request-7', times: 1, final: true },
    ]);
  });

  it('tells the problem of the person where that is what ended the job', async () => {
    const { failures } = await open();
    failures.onEnd(aJob('web-1'), { code: 'clip/empty' });
    const [failure] = failures.latest();
    expect(failure).toMatchObject({ code: 'clip/empty', final: true });
    expect(failure?.remedy).toContain('Nothing to do');
  });

  it('tells what Kling has said of a task that failed, and which one it was', async () => {
    const { failures } = await open();
    const failed = { code: 'maker/render-failed', reason: 'no face', taskId: '9000001' } as const;
    failures.onEnd(aJob('web-1', 'rendering'), failed);
    expect(failures.latest()).toMatchObject([
      { code: 'maker/render-failed', reason: 'no face', taskId: '9000001', final: true },
    ]);
  });

  it('does not blame an order that failed before for a task that failed after it', async () => {
    const { failures } = await open();
    const job = aJob('web-1', 'rendering');
    failures.note(job, balanceEmpty);
    const failed = { code: 'maker/render-failed', reason: 'no face', taskId: '9000001' } as const;
    failures.onEnd(job, failed);
    const [failure] = failures.latest();
    expect(failure).toMatchObject({ code: 'maker/render-failed', taskId: '9000001', times: 1 });
    expect(failure?.remedy).toContain('Try it again');
    expect(failure).not.toHaveProperty('requestId');
  });

  it('goes on telling why a job ended while the word of it cannot be posted', async () => {
    const { failures } = await open();
    const job = aJob('web-1', 'delivering');
    failures.onEnd(job, { code: 'maker/never-ended', hours: 24 });
    failures.note(job, new PostError('The platform is busy', { meaning: 'busy' }));
    expect(failures.latest()).toMatchObject([{ code: 'maker/never-ended', final: true, times: 1 }]);
  });

  it('counts the tries of a job in one entry, the newest first', async () => {
    const { failures } = await open();
    const busy = new PostError('The platform is busy', { meaning: 'busy' });
    failures.note(aJob('web-1', 'delivering'), busy);
    failures.note(aJob('web-2', 'delivering'), busy);
    failures.note(aJob('web-1', 'delivering'), busy);
    expect(failures.latest().map(({ jobId, times }) => [jobId, times])).toEqual([
      ['web-1', 2],
      ['web-2', 1],
    ]);
  });

  it('remembers the last fifty, also over a restart', async () => {
    const { failures, documents } = await open();
    for (let index = 0; index < 60; index += 1) {
      failures.onEnd(aJob(`web-${index}`), { code: 'clip/empty' });
    }
    await turn();
    const { failures: after } = await open(documents);
    expect(after.latest()).toHaveLength(50);
    expect(after.latest()[0]).toMatchObject({ jobId: 'web-59' });
    expect(after.latest().at(-1)).toMatchObject({ jobId: 'web-10' });
  });

  it('goes on in memory when it cannot be written, and says so', async () => {
    const full: Documents = {
      ...createInMemoryDocuments('failure'),
      set: async () => {
        throw new Error('the disk is full');
      },
    };
    const { failures, notStored } = await open(full);
    failures.onEnd(aJob('web-1'), { code: 'clip/empty' });
    await turn();
    expect(failures.latest()).toHaveLength(1);
    expect(notStored).toHaveLength(1);
  });

  it('has a remedy for everything that a person can be refused for', async () => {
    const { failures } = await open();
    failures.onEnd(aJob('web-1'), { code: 'limit/open-jobs', open: 20, maxOpen: 20 });
    failures.onEnd(aJob('web-2'), { code: 'internal', errorCode: 'prepare/unexpected' });
    const [inside, limit] = failures.latest();
    expect(limit?.remedy).toContain('OPEN_JOBS_PER_PERSON');
    expect(inside?.remedy).toContain('log');
  });
});
