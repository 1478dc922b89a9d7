import type { Clock } from '../clock.ts';
import type { Accept, Acceptance, Request } from './accept.ts';
import type { Blobs, Queue } from './contracts.ts';
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
import type { LendVideo } from './lend-video.ts';
import type { Progress } from './progress.ts';
import type { JobStore } from './store.ts';
import type { ProgressView } from './view.ts';

/** What became of a wish to cancel. */
export type Cancellation = 'already-ended' | 'free' | 'charged';

/** Who asks for another attempt, where its answer goes, and what is to be different. */
export type Retry = Pick<Request, 'person' | 'thread' | 'locale' | 'messageId'> &
  Partial<Pick<Request, 'prompt' | 'mode' | 'portrait' | 'clip'>>;

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
  retry(job: Job, retry: Retry): Promise<Acceptance>;
  /** Deletes what a person gave and got, of a job that is done. */
  delete(job: Job): Promise<Job>;
  readonly lendVideo: LendVideo;
}

export function createDesk(deps: {
  readonly store: JobStore;
  readonly blobs: Blobs;
  readonly lendVideo: LendVideo;
  readonly accept: Accept;
  readonly progress: Progress;
  readonly prepareQueue: Queue;
  readonly renderQueue: Queue;
  readonly deliverQueue: Queue;
  readonly clock: Clock;
}): Desk {
  const { store, blobs, lendVideo, accept, progress, clock } = deps;
  const { prepareQueue, renderQueue, deliverQueue } = deps;

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

  async function retry(job: Job, asked: Retry): Promise<Acceptance> {
    const { mode, prompt, firstId } = job;
    const keep = (part: 'portrait' | 'clip'): Source =>
      job[part] === undefined ? job.sources[part] : { kind: 'kept', jobId: job.id };
    const kept = { mode, prompt, portrait: keep('portrait'), clip: keep('clip') };
    for (;;) {
      const jobId = await nextAttempt(store, job, asked.messageId);
      const answer = await accept({ jobId, firstId, ...kept, ...asked });
      // Else somebody asked at the same moment and has the id: theirs is not this person's attempt.
      if (answer.fresh || isAskedBy(answer.job, asked)) return answer;
    }
  }

  return {
    accept,
    find: async (id) => (isJobId(id) ? store.get(id) : undefined),
    recentOf: (person) => store.recentOf(person),
    view: (job) => progress.view(job),
    cancel,
    retry,
    delete: async (job) => {
      // The record first: with it the files count as gone, and the daily sweep removes what is left
      // after a crash. Also when it was deleted before: the files may not have gone then.
      const deleted = await store.record(job, { kind: 'deleted', at: clock.now() });
      if (deleted.deletedAt !== undefined) await blobs.removeJob(job.id);
      return deleted;
    },
    lendVideo,
  };
}

function isAskedBy({ messageId, person }: Job, asked: Retry): boolean {
  if (asked.messageId !== undefined) return messageId === asked.messageId;
  const { surface, id } = asked.person;
  return person.surface === surface && person.id === id;
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
