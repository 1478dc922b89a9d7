import type { Clock } from '../clock.ts';
import type { Accept, Acceptance, Request } from './accept.ts';
import type { Queue, Source } from './contracts.ts';
import { isJobId, isSettled, type Job, type JobId, ownerOf, type Person, toJobId } from './job.ts';
import type { Progress, ProgressView } from './progress.ts';
import type { JobStore } from './store.ts';

/** What became of a wish to cancel. */
export type Cancellation = 'already-ended' | 'free' | 'charged';

/** What may be different in another attempt. */
export type RetryChanges = Partial<Pick<Request, 'prompt' | 'mode' | 'portrait' | 'clip'>>;

/** All that a command can do with jobs. */
export interface Desk {
  accept(request: Request): Promise<Acceptance>;
  find(id: string): Promise<Job | undefined>;
  /** Newest first. */
  recentOf(person: Person): Promise<Job[]>;
  view(job: Job): Promise<ProgressView>;
  /** Leaves the note and wakes whoever holds the job. */
  cancel(job: Job): Promise<Cancellation>;
  /** A new job with its own id from what is kept of an ended one. */
  retry(job: Job, changes: RetryChanges): Promise<Acceptance>;
}

export function createDesk(deps: {
  readonly store: JobStore;
  readonly accept: Accept;
  readonly progress: Progress;
  readonly prepareQueue: Queue;
  readonly renderQueue: Queue;
  readonly deliverQueue: Queue;
  readonly clock: Clock;
}): Desk {
  const { store, accept, progress, prepareQueue, renderQueue, deliverQueue, clock } = deps;

  async function cancel(job: Job): Promise<Cancellation> {
    if (isSettled(job)) return 'already-ended';
    await store.askToCancel(job.id);
    const queue = job.state.kind === 'received' ? prepareQueue : renderQueue;
    if (isUnpaid(job) && (await queue.remove(job.id))) return settleWaiting(job);
    // Whoever runs the job finds the note, now or at its next step.
    await Promise.all([prepareQueue, renderQueue].map((each) => each.nudge(job.id)));
    return isUnpaid(job) ? 'free' : 'charged';
  }

  /** Out of the line nobody else holds the job. */
  async function settleWaiting(job: Job): Promise<Cancellation> {
    const cancelled = await store.record(job, { kind: 'cancelled', at: clock.now() });
    await deliverQueue.add(cancelled.id, { owner: ownerOf(cancelled) });
    return 'free';
  }

  return {
    accept,
    find: async (id) => (isJobId(id) ? store.get(id) : undefined),
    recentOf: (person) => store.recentOf(person),
    view: (job) => progress.view(job),
    cancel,
    retry: async (job, changes) => {
      const jobId = await nextAttempt(store, job.firstId);
      const { person, thread, locale, mode, prompt, firstId } = job;
      const keep = (part: 'portrait' | 'clip'): Source =>
        job[part] === undefined ? job.sources[part] : { kind: 'kept', jobId: job.id };
      return accept({
        ...{ jobId, firstId, person, thread, locale, mode, prompt },
        portrait: keep('portrait'),
        clip: keep('clip'),
        ...changes,
      });
    },
  };
}

function isUnpaid(job: Job): boolean {
  return job.state.kind === 'received' || job.state.kind === 'queued';
}

/** `….2`, `….3` and so on: Kling never takes the same id twice. */
async function nextAttempt(store: JobStore, firstId: JobId): Promise<JobId> {
  for (let attempt = 2; ; attempt += 1) {
    const jobId = toJobId(`${firstId}.${attempt}`);
    if ((await store.get(jobId)) === undefined) return jobId;
  }
}
