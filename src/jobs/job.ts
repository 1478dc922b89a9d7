import type { Problem } from './problem.ts';

/**
 * Our unit of work, and the `external_task_id` at Kling: surface, then the message's own id, e.g.
 * `discord-1311…`, `slack-T1-C1-1700000000.000100`, with `.2`, `.3` … for later attempts.
 */
export type JobId = string & { readonly __brand: 'JobId' };

/** It stands in a URL path at Kling, in keys and in file names. The letter first keeps it from looking like a Kling task id. */
const JOB_ID = /^[a-z][A-Za-z0-9_.-]{2,120}$/;

export function isJobId(text: string): text is JobId {
  return JOB_ID.test(text);
}

/** @throws TypeError for a text that is no job id */
export function toJobId(text: string): JobId {
  if (!isJobId(text)) throw new TypeError(`Not a job id: ${JSON.stringify(text)}`);
  return text;
}

export type Mode = 'std' | 'pro';
export type ClipFormat = 'mp3' | 'wav' | 'm4a' | 'aac';

export interface PortraitFacts {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

export interface ClipFacts {
  readonly format: ClipFormat;
  readonly seconds: number;
  readonly bytes: number;
}

export interface VideoFacts {
  readonly seconds: number;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

/** A file that a person attached; `address` is the surface's own and opaque to the jobs. */
export interface Attachment {
  readonly kind: 'attachment';
  readonly address: string;
  /** What the person called it; only ever shown. */
  readonly name: string;
}

/** A file that was uploaded ahead of its request: looked at and made into what Kling takes by then. */
export interface ReadyFile<Facts = PortraitFacts | ClipFacts> {
  readonly kind: 'ready';
  /** Key of its bytes among the blobs. */
  readonly blob: string;
  /** What the person called it; only ever shown. */
  readonly name: string;
  readonly facts: Facts;
}

/** Where a file of the request comes from: the message, an upload, or what we kept of an earlier job. */
export type Source = Attachment | ReadyFile | { readonly kind: 'kept'; readonly jobId: JobId };

/** What the surface can say about a message that it posted; `address` is the surface's own. */
export interface Receipt {
  readonly kind: 'video' | 'notice';
  readonly address: string;
}

/** After three hours a render is overdue: nothing that Kling announces takes as long. */
export const OVERDUE_MS = 3 * 3_600_000;

/** Someone on a surface; `id` is unique there. */
export interface Person {
  readonly surface: string;
  readonly id: string;
}

/** Where the answer goes; `address` is the surface's own and opaque to everyone else. */
export interface ThreadRef {
  readonly surface: string;
  readonly address: string;
}

export type Outcome =
  | ({ readonly kind: 'video'; readonly renderMs: number } & VideoFacts)
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** `charged`: Kling was already rendering, so the units are spent. */
  | { readonly kind: 'cancelled'; readonly charged: boolean };

/** How the outcome reached the person, or why it could not. */
export type Delivery =
  | { readonly kind: 'posted'; readonly receipt: Receipt }
  /** `keptUntil`: the video can still be asked for, ms since epoch. */
  | { readonly kind: 'undeliverable'; readonly why: string; readonly keptUntil: number };

export type JobState =
  /** The request is stored, its files are not yet copied. */
  | { readonly kind: 'received' }
  /** Waits for a slot; nothing has been ordered under this id, or nothing is left of it. */
  | { readonly kind: 'queued' }
  /** The paid call is about to be made or has been made: ask before ordering again. */
  | { readonly kind: 'submitting'; readonly since: number }
  | { readonly kind: 'rendering'; readonly since: number; readonly taskId: string }
  /** Kling is done; its video is to be fetched. */
  | {
      readonly kind: 'fetching';
      readonly since: number;
      readonly taskId: string;
      readonly videoUrl: string;
      readonly renderMs: number;
    }
  /** The outcome is stored, the person does not have it yet. */
  | { readonly kind: 'delivering'; readonly since: number; readonly outcome: Outcome }
  | {
      readonly kind: 'done';
      readonly at: number;
      readonly outcome: Outcome;
      readonly delivery: Delivery;
    };

export interface Job {
  readonly id: JobId;
  /** The first job of a row of attempts; equal to `id` unless this is a retry. */
  readonly firstId: JobId;
  /** The message that asked for this attempt, where it is not the one that the id was made from. */
  readonly messageId?: string;
  readonly person: Person;
  readonly thread: ThreadRef;
  readonly locale: string;
  readonly mode: Mode;
  readonly prompt: string;
  readonly sources: { readonly portrait: Source; readonly clip: Source };
  readonly acceptedAt: number;
  /** Known once the files are copied. */
  readonly portrait?: PortraitFacts;
  readonly clip?: ClipFacts;
  /** Units that the job is expected to cost, counted against the limits until it is known to be free. */
  readonly units: number;
  /** Made by the sandbox: its units count against the limits, and nothing is paid. */
  readonly isPreview?: true;
  /** Times that Kling lost the task of this job and it was ordered again. */
  readonly lostTasks: number;
  /** Its files are gone because somebody asked for it; what it cost still counts. */
  readonly deletedAt?: number;
  readonly state: JobState;
}

export type JobEvent =
  | {
      readonly kind: 'prepared';
      readonly portrait: PortraitFacts;
      readonly clip: ClipFacts;
      readonly units: number;
    }
  | { readonly kind: 'submit-started'; readonly at: number }
  /** Kling has no room, and nothing was made. */
  | { readonly kind: 'sent-back' }
  | { readonly kind: 'task-created'; readonly at: number; readonly taskId: string }
  | { readonly kind: 'task-succeeded'; readonly at: number; readonly videoUrl: string }
  /** Kling does not know the task any more. */
  | { readonly kind: 'task-lost' }
  /** The link had died and Kling gave a new one. */
  | { readonly kind: 'link-renewed'; readonly videoUrl: string }
  | { readonly kind: 'video-stored'; readonly at: number; readonly video: VideoFacts }
  | {
      readonly kind: 'failed';
      readonly at: number;
      readonly problem: Problem;
      readonly free: boolean;
    }
  | { readonly kind: 'cancelled'; readonly at: number }
  | { readonly kind: 'delivered'; readonly at: number; readonly delivery: Delivery }
  | { readonly kind: 'deleted'; readonly at: number };

/**
 * The only way a job changes. An event that does not fit the state (late, doubled) returns the same
 * object, so that the caller knows that nothing has to be stored.
 */
export function advance(job: Job, event: JobEvent): Job {
  const { state } = job;
  switch (event.kind) {
    case 'prepared':
      if (state.kind !== 'received') return job;
      return {
        ...job,
        portrait: event.portrait,
        clip: event.clip,
        units: event.units,
        state: { kind: 'queued' },
      };
    case 'submit-started':
      if (state.kind !== 'queued') return job;
      return { ...job, state: { kind: 'submitting', since: event.at } };
    case 'sent-back':
      if (state.kind !== 'submitting') return job;
      return { ...job, state: { kind: 'queued' } };
    case 'task-created':
      if (state.kind !== 'submitting') return job;
      return { ...job, state: { kind: 'rendering', since: event.at, taskId: event.taskId } };
    case 'task-succeeded':
      if (state.kind !== 'rendering') return job;
      return {
        ...job,
        state: {
          kind: 'fetching',
          since: event.at,
          taskId: state.taskId,
          videoUrl: event.videoUrl,
          renderMs: event.at - state.since,
        },
      };
    case 'task-lost':
      if (state.kind !== 'rendering') return job;
      return { ...job, lostTasks: job.lostTasks + 1, state: { kind: 'queued' } };
    case 'link-renewed':
      if (state.kind !== 'fetching') return job;
      return { ...job, state: { ...state, videoUrl: event.videoUrl } };
    case 'video-stored':
      if (state.kind !== 'fetching') return job;
      return deliver(job, event.at, { kind: 'video', ...event.video, renderMs: state.renderMs });
    case 'failed':
      if (isSettled(job)) return job;
      return deliver(event.free ? { ...job, units: 0 } : job, event.at, {
        kind: 'problem',
        problem: event.problem,
      });
    case 'cancelled': {
      if (isSettled(job)) return job;
      const charged = hasTask(job);
      return deliver(charged ? job : { ...job, units: 0 }, event.at, {
        kind: 'cancelled',
        charged,
      });
    }
    case 'delivered':
      if (state.kind !== 'delivering') return job;
      return {
        ...job,
        state: { kind: 'done', at: event.at, outcome: state.outcome, delivery: event.delivery },
      };
    case 'deleted':
      if (state.kind !== 'done' || job.deletedAt !== undefined) return job;
      return { ...job, prompt: '', sources: forget(job.sources), deletedAt: event.at };
    default:
      return event satisfies never;
  }
}

/** An address may be a link to the very file, and a name says what is in it. */
function forget({ portrait, clip }: Job['sources']): Job['sources'] {
  const blank = (source: Source): Source =>
    source.kind === 'kept' ? source : { kind: 'attachment', address: '', name: '' };
  return { portrait: blank(portrait), clip: blank(clip) };
}

function deliver(job: Job, since: number, outcome: Outcome): Job {
  return { ...job, state: { kind: 'delivering', since, outcome } };
}

/** True when the outcome is known, whether or not the person has it yet. */
export function isSettled(job: Job): boolean {
  return job.state.kind === 'delivering' || job.state.kind === 'done';
}

/** True when Kling has, or may have, a task for the job: it is paid for. */
export function hasTask(job: Job): boolean {
  const { kind } = job.state;
  return kind === 'submitting' || kind === 'rendering' || kind === 'fetching';
}

/** Fairness is between people: all jobs of one person queue behind each other. */
export function ownerOf(job: Job): string {
  return `${job.person.surface}-${job.person.id}`;
}
