import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { createInOrder } from '../in-order.ts';
import { type Documents, MakerError } from './contracts.ts';
import type { Job } from './job.ts';
import type { Failure } from './overview.ts';
import type { Problem } from './problem.ts';
import { remedyForError, remedyForProblem } from './remedies.ts';

/** As many as an operator reads. */
const KEPT_FAILURES = 50;
const KEY = 'last';

/** What went wrong lately, one entry a job; it outlives a restart. */
export interface Failures {
  /** A try that failed; the job goes on, or its end is told by `onEnd`. */
  note(job: Job, error: unknown): void;
  /** The job has ended without a video. */
  onEnd(job: Job, problem: Problem): void;
  /** Newest first. */
  latest(): readonly Failure[];
}

export async function openFailures(deps: {
  readonly documents: Documents;
  readonly clock: Clock;
  /** A store that fails must not fail the job beside it. */
  readonly onStoreFailed: (error: unknown) => void;
}): Promise<Failures> {
  const { documents, clock, onStoreFailed } = deps;
  /** Oldest first. */
  let kept: readonly Failure[] = (await documents.get<Failure[]>(KEY)) ?? [];
  const inOrder = createInOrder();
  let isStale = false;

  function keep(failure: Failure): void {
    const others = kept.filter(({ jobId }) => jobId !== failure.jobId);
    kept = [...others, failure].slice(-KEPT_FAILURES);
    if (isStale) return;
    isStale = true;
    // A burst of failures is written once for all that have come by then.
    inOrder(KEY, async () => {
      isStale = false;
      await documents.set(KEY, kept);
    }).catch(onStoreFailed);
  }

  const before = (job: Job) => kept.find(({ jobId }) => jobId === job.id);

  return {
    note: (job, error) => {
      const known = before(job);
      // Why it ended says more than that the word of it could not be posted yet.
      if (known?.final === true) return;
      const { code } = error instanceof AppError ? error : { code: 'unexpected' };
      const requestId = error instanceof MakerError ? error.requestId : undefined;
      keep({
        at: clock.now(),
        jobId: job.id,
        surface: job.thread.surface,
        code,
        ...(requestId === undefined ? {} : { requestId }),
        remedy: remedyForError(error),
        times: (known?.times ?? 0) + 1,
        final: false,
      });
    },
    onEnd: (job, problem) => {
      // What Kling answered says more than what was made of it for the person.
      const cause = isOfOrder(problem) ? before(job) : undefined;
      keep({
        at: clock.now(),
        jobId: job.id,
        surface: job.thread.surface,
        code: cause?.code ?? problem.code,
        ...(cause?.requestId === undefined ? {} : { requestId: cause.requestId }),
        ...wordsOf(problem),
        remedy: cause?.remedy ?? remedyForProblem(problem),
        times: cause?.times ?? 1,
        final: true,
      });
    },
    latest: () => kept.toReversed(),
  };
}

/** True where the last try to order is what ended the job, and not something after an order that went well. */
function isOfOrder(problem: Problem): boolean {
  switch (problem.code) {
    case 'maker/account':
    case 'maker/input-refused':
    case 'maker/no-answer':
      return true;
    case 'maker/content-refused':
      return problem.taskId === undefined;
    default:
      return false;
  }
}

/** What the maker has said about it, and about which task. */
function wordsOf(problem: Problem): Pick<Failure, 'taskId' | 'reason'> {
  const { taskId, reason } = { taskId: undefined, reason: undefined, ...problem };
  return {
    ...(taskId === undefined ? {} : { taskId }),
    ...(reason === undefined || reason === '' ? {} : { reason }),
  };
}
