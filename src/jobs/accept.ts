import type { Clock } from '../clock.ts';
import type { Claims, Queue } from './contracts.ts';
import type { Intake } from './intake.ts';
import {
  type Job,
  type JobId,
  type Mode,
  ownerOf,
  type Person,
  type Source,
  type ThreadRef,
} from './job.ts';
import type { Limits } from './limits.ts';
import { ProblemError } from './problem.ts';
import type { JobStore } from './store.ts';

/** Kling's limit for a prompt. */
export const MAX_PROMPT_CHARACTERS = 2_500;
/** Far longer than storing a request takes; after it, whoever held the claim has died. */
const ACCEPT_CLAIM_MS = 10_000;
/** How long the same message waits, where it came twice at once, until it looks again. */
const STORING_MS = 100;

/** What a person asked for, in our words. */
export interface Request {
  readonly jobId: JobId;
  /** The first attempt's id, for a retry. */
  readonly firstId?: JobId;
  /** The message that asked for a retry. */
  readonly messageId?: string;
  readonly person: Person;
  readonly thread: ThreadRef;
  readonly locale: string;
  readonly mode: Mode;
  readonly prompt: string;
  readonly portrait: Source;
  readonly clip: Source;
}

/** `fresh` is false when the same message had been accepted before: there is nothing more to say. */
export interface Acceptance {
  readonly job: Job;
  readonly fresh: boolean;
}

export type Accept = (request: Request) => Promise<Acceptance>;

/**
 * Stores the request before anything else happens; once it resolves, the person may be told that the
 * job is on its way. The same message twice is one job.
 */
export function createAccept(deps: {
  readonly store: JobStore;
  readonly claims: Claims;
  readonly limits: Limits;
  readonly intake: Pick<Intake, 'isOpen'>;
  /** No account is set at the maker, so nothing is paid. */
  readonly isPreview: boolean;
  readonly prepareQueue: Queue;
  readonly clock: Clock;
}): Accept {
  const { store, claims, limits, intake, isPreview, prepareQueue, clock } = deps;
  return async (request) => {
    const key = `accept-${request.jobId}`;
    // Nobody is told that a job is on its way before its record is there, whoever writes it.
    while (!(await claims.claim(key, ACCEPT_CLAIM_MS))) await clock.sleep(STORING_MS);
    try {
      const known = await store.get(request.jobId);
      const job = known ?? (await open(request));
      // Also where an earlier try had stored it and came no further; it is a no-op for a live job.
      if (job.state.kind === 'received') await prepareQueue.add(job.id, { owner: ownerOf(job) });
      return { job, fresh: known === undefined };
    } finally {
      await claims.release(key);
    }
  };

  async function open(request: Request): Promise<Job> {
    if (!intake.isOpen()) throw new ProblemError({ code: 'intake/closed' });
    refuseEarly(request, limits);
    const job = { ...toJob(request, clock.now()), ...(isPreview ? { isPreview } : {}) };
    // Counted before it is written, or a burst of requests would slip in while the first is stored.
    limits.count(job);
    try {
      await store.create(job);
    } catch (error) {
      limits.forget(job.id);
      throw error;
    }
    return job;
  }
}

/** Everything that can be refused without looking at the files. */
function refuseEarly(request: Request, limits: Limits): void {
  const characters = [...request.prompt].length;
  if (characters > MAX_PROMPT_CHARACTERS) {
    throw new ProblemError({
      code: 'prompt/too-long',
      characters,
      maxCharacters: MAX_PROMPT_CHARACTERS,
    });
  }
  const problem = limits.againstOpening(request.person);
  if (problem !== undefined) throw new ProblemError(problem);
}

function toJob(request: Request, acceptedAt: number): Job {
  return {
    id: request.jobId,
    firstId: request.firstId ?? request.jobId,
    ...(request.messageId === undefined ? {} : { messageId: request.messageId }),
    person: request.person,
    thread: request.thread,
    locale: request.locale,
    mode: request.mode,
    prompt: request.prompt,
    sources: { portrait: request.portrait, clip: request.clip },
    acceptedAt,
    units: 0,
    lostTasks: 0,
    state: { kind: 'received' },
  };
}
