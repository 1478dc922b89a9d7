import { createEstimates, type Estimates } from '../../src/jobs/estimates.ts';
import { type JobId, toJobId } from '../../src/jobs/job.ts';
import { createTracker, type OpenTask, type TaskEnd, type Tracker } from '../../src/jobs/track.ts';
import { createFakeMaker, type FakeMaker } from '../support/fake-maker.ts';
import { createInMemoryDocuments } from '../support/in-memory-documents.ts';
import { createRecordedLog, type RecordedLog } from '../support/recorded-log.ts';
import { createSteppedClock, type SteppedClock } from '../support/stepped-clock.ts';

/** A tracker on a maker that counts what it is asked. */
export interface TrackBench {
  readonly clock: SteppedClock;
  readonly maker: FakeMaker;
  readonly estimates: Estimates;
  readonly log: RecordedLog;
  readonly tracker: Tracker;
  /** What each followed task came to, once it has. */
  readonly ends: ReadonlyMap<JobId, TaskEnd>;
  /** Orders a task and follows it. */
  follow(name: string, signal?: AbortSignal): Promise<OpenTask>;
  /** Questions since this was asked last. */
  questions(): number;
}

const NOT_ABORTED = new AbortController().signal;
export const POLL_MS = 10_000;

export async function openTrackBench(): Promise<TrackBench> {
  const clock = createSteppedClock();
  const maker = createFakeMaker(clock.now);
  maker.renderMs = 100_000;
  const estimates = await createEstimates(createInMemoryDocuments('estimate'), 'kling', {
    baseMs: 60_000,
    msPerClipSecond: 0,
  });
  const log = createRecordedLog();
  const tracker = createTracker({ maker, estimates, clock, log, pollMs: POLL_MS });
  const ends = new Map<JobId, TaskEnd>();
  let asked = 0;
  return {
    clock,
    maker,
    estimates,
    log,
    tracker,
    ends,
    follow: async (name, signal = new AbortController().signal) => {
      const jobId = toJobId(`web-${name}`);
      const empty = Buffer.alloc(0);
      const order = { jobId, portrait: empty, clip: empty, prompt: '', mode: 'std' } as const;
      const { taskId } = await maker.order(order, NOT_ABORTED);
      const task = { jobId, taskId, mode: 'std', clipSeconds: 10, since: clock.now() } as const;
      tracker.ended(task, signal).then(
        (end) => ends.set(jobId, end),
        () => undefined,
      );
      return task;
    },
    questions: () => {
      const before = asked;
      asked = maker.requests.find + maker.requests.list;
      return asked - before;
    },
  };
}

/** Follows many tasks at once; resolves with their ids. */
export async function followMany(bench: TrackBench, count: number): Promise<JobId[]> {
  const jobIds: JobId[] = [];
  for (let index = 0; index < count; index += 1) {
    jobIds.push((await bench.follow(`many-${index}`)).jobId);
  }
  return jobIds;
}
