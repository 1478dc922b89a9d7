import path from 'node:path';
import { createAccept } from '../../src/jobs/accept.ts';
import type { Claims, Queue } from '../../src/jobs/contracts.ts';
import { createDeliver } from '../../src/jobs/deliver.ts';
import { createDesk, type Desk } from '../../src/jobs/desk.ts';
import { createEstimates, type Estimates } from '../../src/jobs/estimates.ts';
import { createFetchVideo } from '../../src/jobs/fetch.ts';
import type { Job } from '../../src/jobs/job.ts';
import { createLimits, type LimitSettings, type Limits } from '../../src/jobs/limits.ts';
import { createPrepare } from '../../src/jobs/prepare.ts';
import { createProgress } from '../../src/jobs/progress.ts';
import { recover } from '../../src/jobs/recover.ts';
import { createRender } from '../../src/jobs/render.ts';
import { createJobStore, type JobStore } from '../../src/jobs/store.ts';
import { createSubmit } from '../../src/jobs/submit.ts';
import { createTracker } from '../../src/jobs/track.ts';
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
import { createRecordedLog, type RecordedLog } from './recorded-log.ts';
import { createSteppedClock, type SteppedClock } from './stepped-clock.ts';

export interface WorldOptions {
  /** Slots for renders, ours and the maker's. */
  readonly slots?: number;
  readonly prepareSlots?: number;
  readonly pollMs?: number;
  readonly limits?: Partial<LimitSettings>;
}

/** What the jobs are while one process runs. */
export interface Bot {
  readonly life: Life;
  readonly desk: Desk;
  readonly store: JobStore;
  readonly limits: Limits;
  readonly estimates: Estimates;
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
  /** Starts a process, which first recovers what it finds. */
  start(life?: Life, claims?: Claims): Promise<Bot>;
}

/** The jobs wired as the app wires them, on an outside of our own. */
export function createWorld(options: WorldOptions = {}): World {
  const clock = createSteppedClock();
  const log = createRecordedLog();
  const maker = createFakeMaker(clock.now);
  maker.slots = options.slots ?? 5;
  const media = createFakeMedia();
  const thread = createFakeThread(clock.now, media.bytesOf);
  const blobs = createInMemoryBlobs();
  const documents = createJobDocuments();
  const estimateDocuments = createInMemoryDocuments('estimate');

  async function start(life = createLife(), shared?: Claims): Promise<Bot> {
    const own = clockOf(life, clock);
    const stop = new AbortController();
    const store = createJobStore({
      jobs: documentsOf(life, 'jobs', documents.jobs),
      people: documentsOf(life, 'people', documents.people),
      cancels: documentsOf(life, 'cancels', documents.cancels),
      abandoned: documentsOf(life, 'abandoned', documents.abandoned),
    });
    const limits = createLimits({ ...GENEROUS, ...options.limits }, own);
    store.subscribe(limits.count);
    const claims = shared === undefined ? createLocalClaims(own) : claimsOf(life, shared);
    const queue = (name: string, slots: number) =>
      createLocalQueue({ name, slots, clock: own, log });
    const queues = {
      prepareQueue: queue('prepare', options.prepareSlots ?? 8),
      renderQueue: queue('render', options.slots ?? 5),
      deliverQueue: queue('deliver', 8),
    };
    const estimates = await createEstimates(
      documentsOf(life, 'estimates', estimateDocuments),
      'kling',
      { baseMs: 10_000, msPerClipSecond: 1_000 },
    );
    const jobs = {
      store,
      limits,
      claims,
      estimates,
      log,
      clock: own,
      blobs: blobsOf(life, blobs),
      maker: makerOf(life, maker),
      media: mediaOf(life, media),
      chatOf: () => chatOf(life, thread),
      withScratch: lendFolder,
      ...queues,
    };
    const tracker = createTracker({ ...jobs, pollMs: options.pollMs ?? 10_000 });
    const progress = createProgress({ ...jobs, signal: stop.signal });
    const desk = createDesk({ ...jobs, progress, accept: createAccept(jobs) });
    queues.prepareQueue.run(createPrepare(jobs));
    queues.renderQueue.run(createRender({ ...jobs, tracker, submit: createSubmit(jobs) }));
    queues.deliverQueue.run(createDeliver({ ...jobs, fetchVideo: createFetchVideo(jobs) }));
    await recover(jobs);
    return {
      life,
      desk,
      store,
      limits,
      estimates,
      renderQueue: queues.renderQueue,
      stop: async () => {
        stop.abort();
        await Promise.all(Object.values(queues).map((each) => each.close(1_000)));
      },
    };
  }

  return { clock, log, maker, thread, media, blobs, records: createJobStore(documents), start };
}

const GENEROUS: LimitSettings = {
  maxOpenPerPerson: 1_000,
  dailyUnitsPerPerson: 1e6,
  dailyUnitsTotal: 1e6,
};

let folders = 0;

/** The fakes write no files, so a name is enough. */
async function lendFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  folders += 1;
  return use(path.join('scratch', `work-${folders}`));
}

/** Lets time pass until the job's record says so. */
export async function untilJob(
  world: World,
  id: Job['id'],
  holds: (job: Job) => boolean,
  withinMs?: number,
): Promise<Job> {
  let found: Job | undefined;
  await world.clock.advanceUntil(async () => {
    found = await world.records.get(id);
    return found !== undefined && holds(found);
  }, withinMs);
  if (found === undefined) throw new Error(`There is no job ${id}`);
  return found;
}
