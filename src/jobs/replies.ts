import type { Job, JobId, Mode, Outcome } from './job.ts';
import type { Problem } from './problem.ts';
import type { ProgressView } from './view.ts';

/** Every sentence that a person can read. Plain text: each surface escapes it for itself. */
export interface Replies {
  /** Answer to a request that was taken. */
  accepted(jobId: JobId, mode: Mode): string;
  /** The same message came again. */
  acceptedBefore(jobId: JobId): string;
  /** One line of the progress message. */
  progress(view: ProgressView): string;
  /** The last word of a job. */
  outcome(job: Job, outcome: Outcome): string;
  /** The last word where the video had to be made smaller for this place. */
  fitted(job: Job, bytes: number, fittedBytes: number): string;
  /** The last word where the video fits into no message of this place. */
  tooLarge(job: Job, bytes: number, maxBytes: number): string;
  /** One sentence or two: what is wrong, the measured value, the limit, what to do. */
  problem(problem: Problem): string;
  /** One line about a job, for status and history. */
  summary(job: Job, view: ProgressView): string;
  noJobs(): string;
  unknownJob(id: string): string;
  notYours(id: JobId): string;
  cancelled(jobId: JobId): string;
  /** Kling is already rendering. */
  cancelledTooLateToSave(jobId: JobId, units: number): string;
  alreadyEnded(jobId: JobId): string;
  notEnded(jobId: JobId): string;
  nothingToCancel(): string;
  nothingToRetry(): string;
  help(): string;
}
