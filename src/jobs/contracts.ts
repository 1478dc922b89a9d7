/**
 * What the jobs need from the outside, in our words. Adapters (`kling`, `media`, `storage`, `queue`,
 * `surfaces`) implement these; the jobs never import an adapter.
 */
import { AppError } from '../errors.ts';
import type {
  Attachment,
  ClipFacts,
  Job,
  JobId,
  Mode,
  PortraitFacts,
  Receipt,
  VideoFacts,
} from './job.ts';
import type { ProgressView } from './view.ts';

// --- the maker of videos (Kling) ---------------------------------------------------------------

export interface Order {
  /** Our job id; the maker refuses a second order with the same one, which makes it idempotent. */
  readonly jobId: string;
  /** Whole file, JPEG. */
  readonly portrait: Buffer;
  /** Whole file, in a format of `ClipFormat`. */
  readonly clip: Buffer;
  readonly prompt: string;
  readonly mode: Mode;
}

export interface TaskView {
  readonly taskId: string;
  /** Our job id, when the task was ordered by us. */
  readonly jobId?: string;
  /** `unrecognised` is a status word that we do not know: keep waiting. */
  readonly status: 'waiting' | 'rendering' | 'succeeded' | 'failed' | 'unrecognised';
  /** Signed link of the video, only on success. Secret: never log it, never post it. */
  readonly videoUrl?: string;
  /** The maker's own words on a failure. */
  readonly reason?: string;
  /** True when those words say that the content was refused. */
  readonly contentRefused?: boolean;
  /** What the maker charged, in units. */
  readonly chargedUnits?: number;
}

export interface VideoMaker {
  /**
   * The one paid call. Safe to repeat with the same job id: an order that already exists is adopted.
   * @throws MakerError
   */
  order(order: Order, signal: AbortSignal): Promise<TaskView>;
  /** By the maker's task id or our job id; undefined when the maker knows neither. @throws MakerError */
  find(id: string, signal: AbortSignal): Promise<TaskView | undefined>;
  /** One page, counted from 1, of all tasks of the account in no promised order. @throws MakerError */
  list(page: number, pageSize: number, signal: AbortSignal): Promise<TaskView[]>;
  /** Most tasks that one page may hold. */
  readonly maxPageSize: number;
}

/**
 * What a failed call to the maker means for a job:
 * - `full`: no slot or too many requests; nothing was made; queue again.
 * - `content`: the content was refused; final.
 * - `input`: the request was refused; final.
 * - `account`: the operator has to act (key, balance, permission); final for this job.
 * - `unclear`: no usable answer; a task may exist; ask before ordering again.
 * - `unreachable`: the request never arrived; nothing was made; try again.
 */
export type MakerMeaning = 'full' | 'content' | 'input' | 'account' | 'unclear' | 'unreachable';

export class MakerError extends AppError {
  readonly meaning: MakerMeaning;
  /** What the maker asked us to wait, if it said so. */
  readonly retryAfterMs: number | undefined;
  /** What the operator should do about it. */
  readonly advice: string;
  /** Of the maker's answer; its support asks for it. */
  readonly requestId: string | undefined;

  constructor(
    code: string,
    message: string,
    facts: {
      meaning: MakerMeaning;
      advice: string;
      requestId?: string | undefined;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(code, message, {
      retryable: ['full', 'unclear', 'unreachable'].includes(facts.meaning),
      cause: facts.cause,
    });
    this.meaning = facts.meaning;
    this.advice = facts.advice;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

// --- media --------------------------------------------------------------------------------------

/** All paths are files on this machine. Every method throws ProblemError for what a person must be told. */
export interface Media {
  /** Reads any picture and writes an upright JPEG within the maker's rules to `output`. */
  preparePortrait(input: string, output: string, signal: AbortSignal): Promise<PortraitFacts>;
  /** Reads any sound and writes a clip within the maker's rules to `output`. */
  prepareClip(input: string, output: string, signal: AbortSignal): Promise<ClipFacts>;
  /** Downloads a finished video. @throws AppError `download/…`; `download/gone` = the link has died */
  downloadVideo(url: string, output: string, signal: AbortSignal): Promise<void>;
  /** Decodes enough to know that it plays, has sound and is about as long as the clip. */
  checkVideo(file: string, clipSeconds: number, signal: AbortSignal): Promise<VideoFacts>;
  /** Re-encodes to at most `maxBytes`; undefined when it cannot be done in a reasonable time. */
  fitVideo(
    input: string,
    output: string,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<VideoFacts | undefined>;
}

// --- bytes and documents ------------------------------------------------------------------------

/** Media bytes of jobs. A key is `<job id>/<name>`. */
export interface Blobs {
  /** Takes a copy of `file`; the blob is there whole or not at all. */
  save(key: string, file: string): Promise<void>;
  /** Lends the bytes as a local file that must not be changed. @throws AppError `blob/missing` */
  withFile<T>(key: string, use: (file: string) => Promise<T>): Promise<T>;
  /** Removes all blobs of a job. */
  removeJob(jobId: string): Promise<void>;
}

/** Named JSON documents that survive a crash once `set` has resolved. */
export interface Documents {
  get<T>(key: string): Promise<T | undefined>;
  set<T>(key: string, value: T): Promise<void>;
  delete(key: string): Promise<void>;
  entries<T>(): AsyncIterable<readonly [key: string, value: T]>;
}

/** Lends an empty folder and removes it afterwards, whatever happens. */
export type WithScratch = <T>(use: (folder: string) => Promise<T>) => Promise<T>;

/** Who may do a thing that must be done once. Never kept in documents: those have no compare-and-set. */
export interface Claims {
  /** True for one caller until `release` or until `ttlMs` have passed. */
  claim(key: string, ttlMs: number): Promise<boolean>;
  release(key: string): Promise<void>;
}

// --- the queue ----------------------------------------------------------------------------------

/** `done`: the queue forgets the id. `retryAt` (ms since epoch): it comes back then, keeping its turn. */
export type StepOutcome = { readonly done: true } | { readonly retryAt: number };

/** What a step is given while it holds a slot. */
export interface Turn {
  /** Aborted when the queue closes: hand the work back at once, the record says where to go on. */
  readonly signal: AbortSignal;
  /** Called at every nudge while the step runs. */
  onNudge(listener: () => void): void;
}

export type Step = (jobId: JobId, turn: Turn) => Promise<StepOutcome>;

/** How much there is of a queue's work. */
export interface QueueCounts {
  /** How many run at once at most. */
  readonly slots: number;
  readonly running: number;
  /** For a slot. */
  readonly waiting: number;
  /** For a time. */
  readonly delayed: number;
}

/** Wakes jobs up, at least once each; the job record is the truth. One queue per kind of work. */
export interface Queue {
  /** The same live id again is a no-op. `resumed` work goes before all that waits. */
  add(jobId: JobId, options: { owner: string; resumed?: boolean }): Promise<void>;
  /** Starts working. A slot is busy from the start of a step until it settles. */
  run(step: Step): void;
  /** Wakes a delayed id now, or tells the step that is running it. A hint that may be lost. */
  nudge(jobId: JobId): Promise<void>;
  /** Takes an id that waits out of the line; false when a step is running it or it is not here. */
  remove(jobId: JobId): Promise<boolean>;
  counts(): Promise<QueueCounts>;
  /** Place in the line, from 1, of every id that waits for a slot. */
  positions(): Promise<ReadonlyMap<string, number>>;
  /** Stops taking work, aborts the signals of the running steps and waits for them to settle. */
  close(graceMs: number): Promise<void>;
}

// --- the place where people chat ----------------------------------------------------------------

/** A link to an attached file, as the surface knows it. Secret where the surface signs its links. */
export interface FileLink {
  readonly url: string;
  /** Hosts of the surface that may be asked, with TLS. */
  readonly hosts: readonly string[];
  /** Made anew for every host that a redirect leads to. */
  readonly headers?: (url: URL) => Record<string, string> | undefined;
}

/**
 * Copies what a link leads to into `output`.
 * @throws ProblemError `source/…`, `…/too-heavy`; AppError `download/…` for what may go well later
 */
export type FetchLink = (
  part: 'portrait' | 'clip',
  link: FileLink,
  output: string,
  signal: AbortSignal,
) => Promise<void>;

export interface Chat {
  /** Copies an attached file to `output`. @throws ProblemError `source/…`, `…/too-heavy` */
  fetchAttachment(
    part: 'portrait' | 'clip',
    attachment: Attachment,
    output: string,
    signal: AbortSignal,
  ): Promise<void>;
  /** Creates or edits the job's one progress message. One call per job at a time. */
  showProgress(job: Job, view: ProgressView): Promise<void>;
  /** Time to the next edit while nothing but time has passed. */
  progressEveryMs(elapsedMs: number): number;
  /** Looks in the thread for a result that carries the job's mark. */
  findPost(job: Job, signal: AbortSignal): Promise<Receipt | undefined>;
  /** Most bytes of one file in that thread; undefined = no limit. */
  maxUploadBytes(job: Job): Promise<number | undefined>;
  /** Posts the video with the job's mark. @throws PostError */
  postVideo(job: Job, file: string, text: string, signal: AbortSignal): Promise<Receipt>;
  /** Posts a word about the end of the job, with its mark. @throws PostError */
  postNotice(job: Job, text: string, signal: AbortSignal): Promise<Receipt>;
}

/**
 * What a failed post means:
 * - `busy`: try again later.
 * - `too-large`: the place takes less than it said; `maxBytes` when it told how much.
 * - `no-uploads`: the place takes no videos at all, as when an administrator has forbidden them; a
 *   text can still be posted.
 * - `gone`: there is no place left to post to; final.
 */
export type PostMeaning = 'busy' | 'too-large' | 'no-uploads' | 'gone';

export class PostError extends AppError {
  readonly meaning: PostMeaning;
  readonly maxBytes: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    facts: {
      meaning: PostMeaning;
      maxBytes?: number;
      retryAfterMs?: number;
      cause?: unknown;
    },
  ) {
    super(`post/${facts.meaning}`, message, {
      retryable: facts.meaning === 'busy' || facts.meaning === 'too-large',
      cause: facts.cause,
    });
    this.meaning = facts.meaning;
    this.maxBytes = facts.maxBytes;
    this.retryAfterMs = facts.retryAfterMs;
  }
}
