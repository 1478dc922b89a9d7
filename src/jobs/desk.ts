import type { Clock } from '../clock.ts';
import type { Accept, Acceptance, Request } from './accept.ts';
import type { Queue } from './contracts.ts';
import {
  isJobId,
  isSettled,
  type Job,
  type JobId,
  ownerOf,
  type Person,
  type Source,
  toJobId,
} from './job.ts';
import type { Progress } from './progress.ts';
import type { JobStore } from './store.ts';
import type { ProgressView } from './view.ts';

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
  /**
   * A new job with its own id from what is kept of an ended one. The same message twice is one
   * attempt; without `messageId` every call is another one.
   */
  retry(job: Job, changes: RetryChanges, messageId?: string): Promise<Acceptance>;
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

  async function cancel(seen: Job): Promise<Cancellation> {
    if (isSettled(seen)) return 'already-ended';
    const { id } = seen;
    await store.askToCancel(id);
    // Read after the note is on the disk: whoever goes on from this state finds the note.
    const job = await store.get(id);
    if (job === undefined || isSettled(job)) return 'already-ended';
    for (const queue of isUnpaid(job) ? [prepareQueue, renderQueue] : []) {
      if (await queue.remove(id)) return settleWaiting(id, queue);
    }
    // Whoever runs the job finds the note, now or at its next step.
    await Promise.all([prepareQueue, renderQueue, deliverQueue].map((each) => each.nudge(id)));
    return isUnpaid(job) ? 'free' : 'charged';
  }

  /** Out of the line nobody else holds the job, so this is the record that counts. */
  async function settleWaiting(id: JobId, from: Queue): Promise<Cancellation> {
    const job = await store.get(id);
    if (job === undefined || isSettled(job)) return 'already-ended';
    if (!isUnpaid(job)) {
      await from.add(id, { owner: ownerOf(job), resumed: true });
      return 'charged';
    }
    const cancelled = await store.record(job, { kind: 'cancelled', at: clock.now() });
    await deliverQueue.add(id, { owner: ownerOf(cancelled) });
    return 'free';
  }

  return {
    accept,
    find: async (id) => (isJobId(id) ? store.get(id) : undefined),
    recentOf: (person) => store.recentOf(person),
    view: (job) => progress.view(job),
    cancel,
    retry: async (job, changes, messageId) => {
      const jobId = await nextAttempt(store, job, messageId);
      const { person, thread, locale, mode, prompt, firstId } = job;
      const keep = (part: 'portrait' | 'clip'): Source =>
        job[part] === undefined ? job.sources[part] : { kind: 'kept', jobId: job.id };
      return accept({
        ...{ jobId, firstId, person, thread, locale, mode, prompt },
        ...(messageId === undefined ? {} : { messageId }),
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

/**
 * `….2`, `….3` and so on. Kling never takes the same id twice and would hand out the old video, so the
 * count goes on from this job's own: attempts before it may have been forgotten. An attempt that the
 * same message has asked for is that attempt.
 */
async function nextAttempt(
  store: JobStore,
  { id, firstId, messageId: askedBy }: Job,
  messageId: string | undefined,
): Promise<JobId> {
  if (messageId !== undefined && askedBy === messageId) return id;
  const own = id === firstId ? 1 : Number(id.slice(firstId.length + 1));
  for (let attempt = own + 1; ; attempt += 1) {
    const jobId = toJobId(`${firstId}.${attempt}`);
    const known = await store.get(jobId);
    if (known === undefined) return jobId;
    if (messageId !== undefined && known.messageId === messageId) return jobId;
  }
}
