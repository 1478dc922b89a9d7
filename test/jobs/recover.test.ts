import { describe, expect, it } from 'vitest';
import type { Queue } from '../../src/jobs/contracts.ts';
import { type Job, type JobState, toJobId } from '../../src/jobs/job.ts';
import { createLimits } from '../../src/jobs/limits.ts';
import { recover } from '../../src/jobs/recover.ts';
import { createJobStore } from '../../src/jobs/store.ts';
import { aJob, aPerson, NOON } from '../support/a-job.ts';
import { createJobDocuments } from '../support/in-memory-documents.ts';
import { createRecordedLog } from '../support/recorded-log.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';
import { createWorld, untilJob } from '../support/world.ts';

interface Added {
  readonly queue: string;
  readonly id: string;
  readonly owner: string;
  readonly resumed: boolean;
}

/** Recovers these jobs and tells what went into which line. */
async function recovered(
  jobs: readonly Job[],
  abandoned: readonly string[] = [],
): Promise<{ added: Added[]; count: number; followed: string[] }> {
  const added: Added[] = [];
  const followed: string[] = [];
  const queue = (name: string) =>
    ({
      add: async (id, { owner, resumed = false }) => {
        added.push({ queue: name, id, owner, resumed });
      },
    }) as Queue;
  const store = createJobStore(createJobDocuments());
  for (const job of jobs) await store.create(job);
  for (const id of abandoned) {
    await store.abandon({ jobId: toJobId(id), taskId: '777', since: NOON });
  }
  const count = await recover({
    store,
    limits: createLimits(
      { maxOpenPerPerson: 1, dailyUnitsPerPerson: 1, dailyUnitsTotal: 1 },
      createSteppedClock(),
    ),
    progress: { follow: ({ id }) => followed.push(id) },
    prepareQueue: queue('prepare'),
    renderQueue: queue('render'),
    deliverQueue: queue('deliver'),
    log: createRecordedLog(),
  });
  return { added, count, followed };
}

describe('after a start', () => {
  it.each<[JobState['kind'], string, boolean]>([
    ['received', 'prepare', false],
    ['queued', 'render', false],
    ['submitting', 'render', true],
    ['rendering', 'render', true],
    ['fetching', 'deliver', true],
    ['delivering', 'deliver', true],
  ])('a job that was %s is back in the %s line', async (kind, queue, resumed) => {
    const { added, count } = await recovered([aJob('web-1', kind)]);
    expect(added).toEqual([{ queue, id: 'web-1', owner: 'web-ada', resumed }]);
    expect(count).toBe(1);
  });

  it('a job that is done stays done', async () => {
    expect(await recovered([aJob('web-1', 'done')])).toEqual({ added: [], count: 0, followed: [] });
  });

  it('jobs are in the line in the order in which they came', async () => {
    const jobs = [3, 1, 2].map((age) =>
      aJob(`web-${age}`, 'queued', { acceptedAt: NOON + age, person: aPerson(`p${age}`) }),
    );
    const { added } = await recovered(jobs);
    expect(added.map(({ id }) => id)).toEqual(['web-1', 'web-2', 'web-3']);
  });

  it('tasks of cancelled jobs have their slots before anything else', async () => {
    const { added } = await recovered([aJob('web-1', 'rendering')], ['web-0']);
    expect(added[0]).toMatchObject({ queue: 'render', id: 'web-0', resumed: true });
  });

  it('the messages of all unfinished jobs are kept right again', async () => {
    const { followed } = await recovered([aJob('web-1', 'queued'), aJob('web-2', 'done')]);
    expect(followed).toEqual(['web-1']);
  });

  it.each<JobState['kind']>(['received', 'queued', 'submitting', 'rendering', 'fetching'])(
    'a job that was %s comes to its end',
    async (kind) => {
      const world = createWorld();
      const job = aJob('web-1', kind);
      await world.records.create(job);
      for (const name of ['portrait.jpg', 'clip']) await world.blobs.save(`web-1/${name}`, '');
      if (kind === 'rendering' || kind === 'fetching') {
        const empty = Buffer.alloc(0);
        const order = { jobId: 'web-1', portrait: empty, clip: empty, prompt: '', mode: 'std' };
        await world.maker.order({ ...order, mode: 'std' }, new AbortController().signal);
      }
      await world.start();
      await untilJob(world, job.id, ({ state }) => state.kind === 'done');
      expect(world.thread.videosOf(job.id)).toHaveLength(1);
      expect(world.maker.tasksOf(job.id)).toHaveLength(1);
    },
  );

  it('ten thousand unfinished jobs are back in their lines within a second or two', async () => {
    const world = createWorld({ slots: 5 });
    for (let index = 0; index < 10_000; index += 1) {
      const person = aPerson(`p${index % 500}`);
      await world.records.create(aJob(`web-${index}`, 'queued', { person }));
      for (const name of ['portrait.jpg', 'clip'])
        await world.blobs.save(`web-${index}/${name}`, '');
    }
    const begun = performance.now();
    const bot = await world.start();
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect((await bot.renderQueue.positions()).size).toBe(10_000 - 5);
    await world.clock.advance(6_000);
    // Their messages are edited one after the other, not all at once.
    expect(world.thread.progress.length).toBeGreaterThan(0);
    expect(world.thread.progress.length).toBeLessThan(1_000);
    await bot.stop();
  });
});
