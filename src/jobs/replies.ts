import type { Job, JobId, Mode, Outcome } from './job.ts';
import type { Problem } from './problem.ts';
import type { ProgressView } from './view.ts';

/** Every sentence that a person can read. Plain text: each surface escapes it for itself. */
export interface Replies {
  /** Answer to a request that was taken. */
  accepted(jobId: JobId, mode: Mode): string;
  /** The same message came again. */
  acceptedBefore(jobId: JobId): string;
  /** Where a job stands, without how long it has taken: a surface may have a clock of its own. */
  phase(view: ProgressView): string;
  /** Where a job stands and how long it has taken. */
  progress(view: ProgressView): string;
  /** `when` is a time in the surface's own words, such as "2 minutes ago". */
  askedWhen(when: string): string;
  /** The last word of a job. */
  outcome(job: Job, outcome: Outcome): string;
  /** The last word where the video had to be made smaller for this place. */
  fitted(job: Job, bytes: number, fittedBytes: number): string;
  /** The last word where the video fits into no message of this place. */
  tooLarge(job: Job, bytes: number, maxBytes: number, kept: KeptVideo): string;
  /** The last word where no video may be uploaded, whatever its size. */
  cannotUpload(job: Job, kept: KeptVideo): string;
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
  deleted(jobId: JobId): string;
  /** Asked for what the files were needed for. */
  deletedBefore(jobId: JobId): string;
  alreadyEnded(jobId: JobId): string;
  notEnded(jobId: JobId): string;
  nothingToCancel(): string;
  nothingToRetry(): string;
  nothingToDelete(): string;
  /** What may be sent, in which formats and limits. */
  takes(): string;
  /** That, and the commands by the names that this bot has for them. */
  help(): string;
  readonly labels: Labels;
}

/** Where a video can still be had that could not be posted. */
export interface KeptVideo {
  /** Ms since epoch. */
  readonly until: number;
  /** A link of this bot's own, where it has a public address. */
  readonly url?: string;
}

/** What stands on buttons and over fields; as short as it can be. */
export interface Labels {
  readonly cancel: string;
  readonly retry: string;
  /** Another attempt with another prompt, mode, picture or voice. */
  readonly change: string;
  readonly delete: string;
  readonly portrait: string;
  readonly clip: string;
  readonly prompt: string;
  readonly mode: string;
  /** The two modes, with what they are. */
  readonly std: string;
  readonly pro: string;
}
