import type { Clock } from '../clock.ts';
import type { Claims, Mode, Queue, Source } from './contracts.ts';
import { type Job, type JobId, ownerOf, type Person, type ThreadRef } from './job.ts';
import type { Limits } from './limits.ts';
import { ProblemError } from './problem.ts';
import type { JobStore } from './store.ts';

/** Kling's limit for a prompt. */
const MAX_PROMPT_CHARACTERS = 2_500;
/** Longer than any platform takes to send the same event again while the first is being stored. */
const ACCEPT_CLAIM_MS = 60_000;

/** What a person asked for, in our words. */
export interface Request {
  readonly jobId: JobId;
  /** The first attempt's id, for a retry. */
  readonly firstId?: JobId;
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
  readonly job: Job | undefined;
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
  readonly prepareQueue: Queue;
  readonly clock: Clock;
}): Accept {
  const { store, claims, limits, prepareQueue, clock } = deps;
  return async (request) => {
    const known = await store.get(request.jobId);
    if (known !== undefined) return { job: known, fresh: false };
    if (!(await claims.claim(`accept-${request.jobId}`, ACCEPT_CLAIM_MS))) {
      return { job: await store.get(request.jobId), fresh: false };
    }
    refuseEarly(request, limits);
    const job = toJob(request, clock.now());
    await store.create(job);
    await prepareQueue.add(job.id, { owner: ownerOf(job) });
    return { job, fresh: true };
  };
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
