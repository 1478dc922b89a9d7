import { readFile } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { backoffMs } from './backoff.ts';
import { type Blobs, MakerError, type Turn, type VideoMaker } from './contracts.ts';
import type { Failures } from './failures.ts';
import type { Job } from './job.ts';
import { CLIP_BLOB, PORTRAIT_BLOB } from './prepare.ts';
import type { Problem } from './problem.ts';
import type { JobStore } from './store.ts';

/** A provider that has not answered for a day will not answer this job. */
const GIVE_UP_MS = 24 * 3_600_000;
/** Kling advises to wait at least a second after a full house; renders take minutes. */
const MIN_FULL_WAIT_MS = 5_000;

/** The job has been stored as it is now, or Kling has no slot before `retryAt`. */
export type Submission = { readonly stored: true } | { readonly retryAt: number };

export type Submit = (job: Job, turn: Turn) => Promise<Submission>;

/**
 * The one paid call. The intent is stored before it, the answer after it, and the job's own id makes
 * it idempotent: whoever finds a job in `submitting` asks Kling for that id before ordering again.
 */
export function createSubmit(deps: {
  readonly store: JobStore;
  readonly blobs: Blobs;
  readonly maker: VideoMaker;
  readonly failures: Pick<Failures, 'note'>;
  readonly clock: Clock;
  readonly log: Log;
}): Submit {
  const { store, blobs, maker, failures, clock, log } = deps;

  /** The job with a task of its own, or back in the line when it is not wanted any more. */
  async function order(job: Job, turn: Turn): Promise<Job> {
    // The intent is on the disk by now, so a wish to cancel either is seen here or finds it there.
    if (await store.isCancelAsked(job.id)) return store.record(job, { kind: 'sent-back' });
    const portrait = await blobs.withFile(`${job.id}/${PORTRAIT_BLOB}`, (file) => readFile(file));
    const clip = await blobs.withFile(`${job.id}/${CLIP_BLOB}`, (file) => readFile(file));
    const { id: jobId, prompt, mode } = job;
    const task = await maker.order({ jobId, portrait, clip, prompt, mode }, turn.signal);
    return created(job, task.taskId);
  }

  async function adopt(job: Job, turn: Turn): Promise<Job | undefined> {
    const task = await maker.find(job.id, turn.signal);
    if (task === undefined) return undefined;
    log.info({ jobId: job.id, taskId: task.taskId }, 'job.task-adopted');
    return created(job, task.taskId);
  }

  const created = (job: Job, taskId: string) =>
    store.record(job, { kind: 'task-created', at: clock.now(), taskId });

  const fail = (job: Job, problem: Problem, free: boolean) =>
    store.record(job, { kind: 'failed', at: clock.now(), problem, free });

  /** Something of ours is missing, such as the stored clip: no try can mend that. */
  async function failOnOurSide(job: Job, error: unknown): Promise<Submission> {
    if (!(error instanceof AppError) || error.retryable) throw error;
    log.error({ jobId: job.id, err: error }, 'job.order-impossible');
    await fail(job, { code: 'internal', errorCode: error.code }, true);
    return { stored: true };
  }

  /**
   * What an error of the maker makes of the job; undefined = try again. Where a task may exist
   * (`mayExist`) the job is neither free nor sent back to the line.
   */
  async function settle(job: Job, error: MakerError, mayExist: boolean): Promise<Job | undefined> {
    switch (error.meaning) {
      case 'content':
        return fail(job, { code: 'maker/content-refused' }, !mayExist);
      case 'input':
        return fail(job, { code: 'maker/input-refused', reason: error.message }, !mayExist);
      case 'account':
        return fail(job, { code: 'maker/account', advice: error.advice }, !mayExist);
      case 'full':
        return mayExist ? undefined : store.record(job, { kind: 'sent-back' });
      case 'unclear':
      case 'unreachable':
        if (job.state.kind !== 'submitting' || clock.now() - job.state.since < GIVE_UP_MS) {
          return undefined;
        }
        return fail(job, { code: 'maker/no-answer', hours: GIVE_UP_MS / 3_600_000 }, !mayExist);
      default:
        return error.meaning satisfies never;
    }
  }

  return async (queued, turn) => {
    let mayExist = queued.state.kind === 'submitting';
    const job = await store.record(queued, { kind: 'submit-started', at: clock.now() });
    for (let tries = 1; ; tries += 1) {
      try {
        if (mayExist && (await adopt(job, turn)) !== undefined) return { stored: true };
        mayExist = false;
        await order(job, turn);
        return { stored: true };
      } catch (error) {
        if (!(error instanceof MakerError)) return failOnOurSide(job, error);
        log.warn({ jobId: job.id, tries, advice: error.advice, err: error }, 'job.order-failed');
        failures.note(job, error);
        mayExist ||= error.meaning === 'unclear';
        const settled = await settle(job, error, mayExist);
        if (settled?.state.kind === 'queued') return { retryAt: clock.now() + fullWaitMs(error) };
        if (settled !== undefined) return { stored: true };
        await clock.sleep(Math.max(backoffMs(tries), error.retryAfterMs ?? 0), turn.signal);
      }
    }
  };
}

/** Between five and ten seconds, or what Kling asked for: slots come free at any moment. */
function fullWaitMs(error: MakerError): number {
  return error.retryAfterMs ?? MIN_FULL_WAIT_MS * (1 + Math.random());
}
