import { createInOrder } from '../in-order.ts';
import type { Documents } from './contracts.ts';
import { advance, type Job, type JobEvent, type JobId, type Person } from './job.ts';

/** A task that Kling goes on rendering after its job was cancelled: it still uses a slot. */
export interface AbandonedTask {
  readonly jobId: JobId;
  readonly taskId: string;
  readonly since: number;
}

interface PersonDocument {
  /** Newest last. */
  readonly jobIds: readonly JobId[];
}

/** What a person can list and refer to without an id. */
const REMEMBERED_JOBS = 50;

export type JobListener = (job: Job) => void;

/**
 * The job records: the truth about every job. One writer at a time per job: the worker that holds
 * it. Everybody else leaves a note (`askToCancel`) and nudges.
 */
export interface JobStore {
  get(id: JobId): Promise<Job | undefined>;
  create(job: Job): Promise<void>;
  /**
   * Stores what `event` makes of the job as its record is now, whatever `job` was read before; a stale
   * event stores nothing. Returns the job as it is now.
   */
  record(job: Job, event: JobEvent): Promise<Job>;
  all(): AsyncIterable<Job>;
  /** The person's latest jobs, newest first. */
  recentOf(person: Person): Promise<Job[]>;
  askToCancel(id: JobId): Promise<void>;
  isCancelAsked(id: JobId): Promise<boolean>;
  abandon(task: AbandonedTask): Promise<void>;
  abandoned(id: JobId): Promise<AbandonedTask | undefined>;
  allAbandoned(): AsyncIterable<AbandonedTask>;
  forgetAbandoned(id: JobId): Promise<void>;
  /** Removes everything that is known of a job. */
  remove(id: JobId): Promise<void>;
  /** Calls back after every stored change. */
  subscribe(listener: JobListener): void;
}

export interface JobDocuments {
  readonly jobs: Documents;
  readonly people: Documents;
  readonly cancels: Documents;
  readonly abandoned: Documents;
}

export function createJobStore(documents: JobDocuments): JobStore {
  const { jobs, people, cancels, abandoned } = documents;
  const listeners: JobListener[] = [];
  const remember = createPersonIndex(people);
  const tell = (job: Job) => {
    for (const listener of listeners) listener(job);
  };
  return {
    get: (id) => jobs.get<Job>(id),
    create: async (job) => {
      // An id without a record is skipped when the list is read; a record without it could not be found.
      await remember(job);
      await jobs.set(job.id, job);
      tell(job);
    },
    record: async (job, event) => {
      // A worker that was paused for long holds an old job; it must not write over what came since.
      const current = (await jobs.get<Job>(job.id)) ?? job;
      const next = advance(current, event);
      if (next === current) return current;
      await jobs.set(next.id, next);
      tell(next);
      return next;
    },
    all: () => values<Job>(jobs),
    recentOf: async (person) => {
      const document = await people.get<PersonDocument>(keyOf(person));
      const found = await Promise.all((document?.jobIds ?? []).map((id) => jobs.get<Job>(id)));
      return found.filter((job) => job !== undefined).reverse();
    },
    askToCancel: (id) => cancels.set(id, true),
    isCancelAsked: async (id) => (await cancels.get<boolean>(id)) === true,
    abandon: (task) => abandoned.set(task.jobId, task),
    abandoned: (id) => abandoned.get<AbandonedTask>(id),
    allAbandoned: () => values<AbandonedTask>(abandoned),
    forgetAbandoned: (id) => abandoned.delete(id),
    remove: async (id) => {
      await cancels.delete(id);
      await jobs.delete(id);
    },
    subscribe: (listener) => {
      listeners.push(listener);
    },
  };
}

/** Remembers each person's latest jobs. Changes of one person's document wait for each other. */
function createPersonIndex(people: Documents): (job: Job) => Promise<void> {
  const inOrder = createInOrder();
  return (job) => {
    const key = keyOf(job.person);
    return inOrder(key, async () => {
      const jobIds = (await people.get<PersonDocument>(key))?.jobIds ?? [];
      if (jobIds.includes(job.id)) return;
      await people.set<PersonDocument>(key, {
        jobIds: [...jobIds, job.id].slice(-REMEMBERED_JOBS),
      });
    });
  };
}

function keyOf(person: Person): string {
  return `${person.surface}-${person.id}`;
}

async function* values<T>(documents: Documents): AsyncGenerator<T> {
  for await (const [, value] of documents.entries<T>()) yield value;
}
