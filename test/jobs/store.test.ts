import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/jobs/job.ts';
import { createJobStore } from '../../src/jobs/store.ts';
import { aJob, aPerson, NOON } from '../support/a-job.ts';
import { allOf } from '../support/all-of.ts';
import { createJobDocuments } from '../support/in-memory-documents.ts';

const open = () => createJobStore(createJobDocuments());

describe('the job records', () => {
  it('tell everyone who listens after a change is stored, and only then', async () => {
    const store = open();
    const heard: string[] = [];
    store.subscribe((job) => heard.push(job.state.kind));
    const job = aJob('web-1', 'queued');
    await store.create(job);
    const storing = store.record(job, { kind: 'submit-started', at: NOON });
    expect(heard).toEqual(['queued']);
    await storing;
    expect(heard).toEqual(['queued', 'submitting']);
  });

  it('store nothing and tell nobody for a late event', async () => {
    const store = open();
    const job = aJob('web-1', 'done');
    await store.create(job);
    const heard: Job[] = [];
    store.subscribe((told) => heard.push(told));
    expect(await store.record(job, { kind: 'cancelled', at: NOON })).toEqual(job);
    expect(heard).toEqual([]);
  });

  it('are not written over by someone who read them long ago', async () => {
    const store = open();
    const old = aJob('web-1', 'received');
    await store.create(old);
    const cancelled = await store.record(old, { kind: 'cancelled', at: NOON });
    const { portrait, clip } = aJob('web-1', 'queued');
    if (portrait === undefined || clip === undefined) throw new Error('The job is not prepared');
    const late = await store.record(old, { kind: 'prepared', portrait, clip, units: 4 });
    expect(late).toEqual(cancelled);
    expect((await store.get(old.id))?.state.kind).toBe('delivering');
  });

  it('list the latest fifty jobs of a person, newest first', async () => {
    const store = open();
    for (let index = 0; index < 60; index += 1) await store.create(aJob(`web-${index}`));
    const listed = await store.recentOf(aPerson('ada'));
    expect(listed).toHaveLength(50);
    expect([listed[0]?.id, listed.at(-1)?.id]).toEqual(['web-59', 'web-10']);
    expect(await store.recentOf(aPerson('bob'))).toEqual([]);
  });

  it('list all jobs of a person who asked for many at once', async () => {
    const store = open();
    const jobs = Array.from({ length: 30 }, (_, index) => aJob(`web-${index}`));
    await Promise.all(jobs.map((job) => store.create(job)));
    expect(await store.recentOf(aPerson('ada'))).toHaveLength(30);
  });

  it('list a person no job that was forgotten', async () => {
    const store = open();
    for (const id of ['web-1', 'web-2', 'web-3']) await store.create(aJob(id));
    await store.remove(aJob('web-2').id);
    const listed = await store.recentOf(aPerson('ada'));
    expect(listed.map(({ id }) => id)).toEqual(['web-3', 'web-1']);
  });

  it('keep a wish to cancel until the job is forgotten', async () => {
    const store = open();
    const { id } = aJob('web-1');
    expect(await store.isCancelAsked(id)).toBe(false);
    await store.askToCancel(id);
    await store.askToCancel(id);
    expect(await store.isCancelAsked(id)).toBe(true);
    await store.remove(id);
    expect(await store.isCancelAsked(id)).toBe(false);
  });

  it('remember tasks that go on without their job', async () => {
    const store = open();
    const task = { jobId: aJob('web-1').id, taskId: '777', since: NOON };
    await store.abandon(task);
    expect(await store.abandoned(task.jobId)).toEqual(task);
    expect(await allOf(store.allAbandoned())).toEqual([task]);
    await store.forgetAbandoned(task.jobId);
    expect(await allOf(store.allAbandoned())).toEqual([]);
  });
});
