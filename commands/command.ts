import type { Desk } from '../src/jobs/desk.ts';
import type { Job, JobId, Mode, Person, Source, ThreadRef } from '../src/jobs/job.ts';
import type { Problem } from '../src/jobs/problem.ts';

/** Who asks, where the answer goes, and in which language. */
export interface Caller {
  readonly person: Person;
  readonly thread: ThreadRef;
  readonly locale: string;
  /** May act on this job of somebody else: it was asked for in a place that they keep in order. */
  moderates(job: Job): boolean;
}

/** What a person may say with a command; each command reads what concerns it. */
export interface CommandInput {
  /** Made by the surface from the message: the id of the new job, or what tells one retry from another. */
  readonly newJobId?: JobId;
  readonly portrait?: Source;
  readonly clip?: Source;
  /** Blank for nothing special; absent to leave it as it was. */
  readonly prompt?: string;
  readonly mode?: Mode;
  /** The job that is meant; the person's latest when absent. */
  readonly jobId?: string;
}

export interface CommandReply {
  readonly text: string;
  /** The job that the reply is about, for buttons and links. */
  readonly job?: Job;
  /** The kept video of the job goes with the reply: it could not be posted. */
  readonly handsOver?: boolean;
  /** Why it was refused, where the text says just that. */
  readonly problem?: Problem;
  /** False when the person asked for something that could not be done. */
  readonly ok: boolean;
}

/** One thing that a person can ask for, in words of no platform. */
export interface Command {
  readonly name: string;
  run(desk: Desk, caller: Caller, input: CommandInput): Promise<CommandReply>;
}
