import type { Mode, Person } from './job.ts';
import type { Phase } from './view.ts';

/** What the operator sees of the jobs at a moment. Times in ms since epoch, spans in ms. */
export interface Overview {
  readonly takesRequests: boolean;
  readonly slots: { readonly used: number; readonly total: number };
  readonly queues: readonly QueueOverview[];
  /** Jobs that have not ended, oldest first, and no more than a page shows. */
  readonly open: readonly OpenJob[];
  readonly openTotal: number;
  /** Who has jobs that have not ended; most first. */
  readonly people: readonly PersonOverview[];
  readonly spent: SpentToday;
  /** Newest first. */
  readonly failures: readonly Failure[];
  /** Renders that were seen lately, by mode. */
  readonly renders: Readonly<Record<Mode, readonly RenderTime[]>>;
}

export interface QueueOverview {
  readonly name: 'prepare' | 'render' | 'deliver';
  readonly running: number;
  /** For a slot. */
  readonly waiting: number;
  /** For a time, such as after a failed try. */
  readonly delayed: number;
}

export interface OpenJob {
  readonly id: string;
  readonly person: Person;
  readonly mode: Mode;
  readonly phase: Phase;
  /** In the line, from 1, while queued. */
  readonly position?: number;
  readonly ageMs: number;
  readonly units: number;
  /** A wish to cancel it can still be met. */
  readonly canCancel: boolean;
}

export interface PersonOverview {
  readonly person: Person;
  readonly open: number;
  /** Of these, how many wait for a slot. */
  readonly waiting: number;
}

/** Of the current UTC day. */
export interface SpentToday {
  readonly units: number;
  readonly maxUnits: number;
  readonly maxUnitsPerPerson: number;
  readonly surfaces: readonly { readonly surface: string; readonly units: number }[];
  /** Most first, and no more than a page shows. */
  readonly people: readonly { readonly person: Person; readonly units: number }[];
}

/** Something that went wrong with a job, at the last of its times. */
export interface Failure {
  readonly at: number;
  readonly jobId: string;
  readonly surface: string;
  /** Of an error, or of the problem that the person was told of. */
  readonly code: string;
  /** Of Kling's answer; its support asks for it. */
  readonly requestId?: string;
  /** Of Kling's task, where it was the task that failed. */
  readonly taskId?: string;
  /** What Kling has said. */
  readonly reason?: string;
  /** What the operator should do. */
  readonly remedy: string;
  readonly times: number;
  /** The job has ended by it. */
  readonly final: boolean;
}

export interface RenderTime {
  readonly clipSeconds: number;
  readonly renderMs: number;
}
