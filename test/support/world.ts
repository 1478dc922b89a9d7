import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { assembleJobs, type Jobs } from '../../src/jobs/assemble.ts';
import type { Chat, Claims, Queue } from '../../src/jobs/contracts.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { Figures } from '../../src/jobs/journal.ts';
import type { LimitSettings } from '../../src/jobs/limits.ts';
import { createJobStore, type JobDocuments, type JobStore } from '../../src/jobs/store.ts';
import { createLocalQueue } from '../../src/queue/local.ts';
import { createLocalClaims } from '../../src/queue/local-claims.ts';
import { createFakeMaker, type FakeMaker } from './fake-maker.ts';
import { createFakeMedia, type FakeMedia } from './fake-media.ts';
import { createFakeThread, type FakeThread } from './fake-thread.ts';
import { createInMemoryBlobs, type InMemoryBlobs } from './in-memory-blobs.ts';
import { createInMemoryDocuments, createJobDocuments } from './in-memory-documents.ts';
import {
  blobsOf,
  chatOf,
  claimsOf,
  clockOf,
  createLife,
  documentsOf,
  type Life,
  makerOf,
  mediaOf,
} from './life.ts';
import { noFigures } from './no-figures.ts';
import { createRecordedLog, type RecordedLog } from './recorded-log.ts';
import { createSteppedClock, type SteppedClock } from './stepped-clock.ts';

export interface WorldOptions {
  /** Slots for renders, ours and the maker's. */
  readonly slots?: number;
  readonly limits?: Partial<LimitSettings>;
  /** Links to kept videos; none by default. */
  readonly linkOf?: (job: Job) => string | undefined;
  /** The thread that the next process posts to, in place of the fake one. */
  readonly chat?: () => Chat;
  /** The maker is the sandbox. */
  readonly isPreview?: boolean;
  /** Told what becomes of the jobs. */
  readonly figures?: Figures;
  /** A folder for files that are really written; without it they are only named. */
  readonly folder?: string;
}

/** What the jobs are while one process runs. */
export interface Bot extends Jobs {
  readonly renderQueue: Queue;
  /** A clean end of the process. */
  stop(): Promise<void>;
}

/** What is outside of the process and stays when it dies. */
export interface World {
  readonly clock: SteppedClock;
  readonly log: RecordedLog;
  readonly maker: FakeMaker;
  readonly thread: FakeThread;
  readonly media: FakeMedia;
  readonly blobs: InMemoryBlobs;
  /** The records as they are on the disk. */
  readonly records: JobStore;
  /** A job as it was written last; cheap, for looking often. */
  job(id: string): Job | undefined;
  /** Starts a process, which first recovers what it finds. */
  start(life?: Life, claims?: Claims): Promise<Bot>;
}

/** The jobs assembled as in the app, on an outside of our own. */
export function createWorld(options: WorldOptions = {}): World {
  const clock = createSteppedClock();
  const log = createRecordedLog();
  const maker = createFakeMaker(clock.now);
  maker.slots = options.slots ?? 5;
  const media = createFakeMedia();
  const thread = createFakeThread(clock.now, media.bytesOf);
  const blobs = createInMemoryBlobs();
  const written = new Map<string, unknown>();
  const documents = seenBy(written, createJobDocuments());
  const estimates = createInMemoryDocuments('estimate');
  const failures = createInMemoryDocuments('failure');
  const settings = createInMemoryDocuments('settings');

  async function start(life = createLife(), shared?: Claims): Promise<Bot> {
    const own = clockOf(life, clock);
    const stop = new AbortController();
    const chat = chatOf(life, options.chat?.() ?? thread);
    const queue = (name: string, slots: number) =>
      createLocalQueue({ name, slots, clock: own, log });
    const queues = {
      prepareQueue: queue('prepare', 8),
      renderQueue: queue('render', options.slots ?? 5),
      deliverQueue: queue('deliver', 8),
    };
    const jobs = await assembleJobs({
      documents: {
        jobs: documentsOf(life, 'jobs', documents.jobs),
        people: documentsOf(life, 'people', documents.people),
        cancels: documentsOf(life, 'cancels', documents.cancels),
        abandoned: documentsOf(life, 'abandoned', documents.abandoned),
        estimates: documentsOf(life, 'estimates', estimates),
        // For the operator alone: no step of a job waits for them.
        ...{ failures, settings },
      },
      blobs: blobsOf(life, blobs),
      withScratch: (use) => lendFolder(options.folder, use),
      media: mediaOf(life, media),
      maker: makerOf(life, maker),
      makerName: 'kling',
      isPreview: options.isPreview ?? false,
      renderTime: { baseMs: 10_000, msPerClipSecond: 1_000 },
      pollMs: 10_000,
      claims: shared === undefined ? createLocalClaims(own) : claimsOf(life, shared),
      ...queues,
      chatOf: () => chat,
      limitSettings: { ...GENEROUS, ...options.limits },
      retentionDays: 30,
      figures: options.figures ?? noFigures,
      linkOf: (job) => options.linkOf?.(job),
      clock: own,
      log,
      signal: stop.signal,
    });
    await jobs.recover();
    return {
      ...jobs,
      renderQueue: queues.renderQueue,
      stop: async () => {
        stop.abort();
        await Promise.all(Object.values(queues).map((each) => each.close(1_000)));
      },
    };
  }

  const records = createJobStore(documents);
  const job = (id: string) => written.get(id) as Job | undefined;
  return { clock, log, maker, thread, media, blobs, records, job, start };
}

/** Job documents whose writes are also seen in a map. */
function seenBy(written: Map<string, unknown>, documents: JobDocuments): JobDocuments {
  const { jobs } = documents;
  return {
    ...documents,
    jobs: {
      ...jobs,
      set: async (key, value) => {
        await jobs.set(key, value);
        written.set(key, value);
      },
      delete: async (key) => {
        await jobs.delete(key);
        written.delete(key);
      },
    },
  };
}

const GENEROUS: LimitSettings = {
  maxOpenPerPerson: 1_000,
  dailyUnitsPerPerson: 1e6,
  dailyUnitsTotal: 1e6,
};

let folders = 0;

/** The fakes write no files, so a name is enough where no folder is given. */
async function lendFolder<T>(
  folder: string | undefined,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  folders += 1;
  const lent = path.join(folder ?? 'scratch', `work-${folders}`);
  if (folder !== undefined) await mkdir(lent);
  return use(lent);
}

/** Lets time pass until the job's record says so. */
export async function untilJob(
  world: World,
  id: Job['id'],
  holds: (job: Job) => boolean,
  withinMs?: number,
): Promise<Job> {
  const look = () => {
    const job = world.job(id);
    return job !== undefined && holds(job) ? job : undefined;
  };
  await world.clock.advanceUntil(() => look() !== undefined, withinMs);
  const job = look();
  if (job === undefined) throw new Error(`There is no job ${id}`);
  return job;
}
