import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Chat, Queue } from './contracts.ts';
import type { Estimates } from './estimates.ts';
import type { Job, JobId } from './job.ts';
import type { JobStore } from './store.ts';
import { type ProgressView, viewOf } from './view.ts';

interface Shown {
  job: Job;
  dueAt: number;
  busy: boolean;
  /** Edits that failed since the job has ended. */
  failedEnds: number;
}

/** How often the list of waiting people is looked through. */
const STEP_MS = 250;
/** After an edit that failed. */
const RETRY_MS = 60_000;
/**
 * The last edit is worth a few more tries, over four hours: without it the message says for ever that
 * work goes on, and places where old messages may be edited a few times an hour do not pass quickly.
 */
const MAX_FAILED_ENDS = 10;
const MAX_END_RETRY_MS = 3_600_000;
/** After a start the work comes first. */
const FIRST_AFTER_START_MS = 5_000;
const APART_AFTER_START_MS = 5;
const NO_PLACES: ReadonlyMap<string, number> = new Map();

export interface Progress {
  /** What to show of a job now. */
  view(job: Job): Promise<ProgressView>;
  /** Goes on with the message of a job of an earlier run. */
  follow(job: Job): void;
  /** Every job that has not ended, as it is now. */
  open(): Iterable<Job>;
}

/**
 * Keeps every open job's progress message right: at once when its state changes, else as often as its
 * surface wants. A message that cannot be edited is a pity, never a reason to fail the job.
 */
export function createProgress(deps: {
  readonly store: JobStore;
  readonly renderQueue: Queue;
  readonly estimates: Estimates;
  readonly chatOf: (job: Job) => Chat;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the program stops. */
  readonly signal: AbortSignal;
}): Progress {
  const { store, renderQueue, estimates, chatOf, clock, log, signal } = deps;
  const open = new Map<JobId, Shown>();
  let looping = false;

  store.subscribe((job) => {
    const known = open.get(job.id);
    const moved = known === undefined || looksNew(known.job, job);
    if (known === undefined)
      open.set(job.id, { job, dueAt: clock.now(), busy: false, failedEnds: 0 });
    else Object.assign(known, { job, ...(moved ? { dueAt: clock.now() } : {}) });
    if (moved) showDue();
    keepLooping();
  });

  function keepLooping(): void {
    if (looping) return;
    looping = true;
    void loop();
  }

  async function loop(): Promise<void> {
    while (open.size > 0 && !signal.aborted) {
      showDue();
      await clock.sleep(STEP_MS, signal).catch(() => undefined);
    }
    looping = false;
  }

  /** Waits for none of them: a place that answers slowly must not hold up the others. */
  function showDue(): void {
    const now = clock.now();
    const due = [...open.values()].filter((shown) => !shown.busy && shown.dueAt <= now);
    if (due.length === 0) return;
    for (const shown of due) shown.busy = true;
    void showAll(due);
  }

  async function showAll(due: readonly Shown[]): Promise<void> {
    const positions = due.some(({ job }) => job.state.kind === 'queued')
      ? await placesInLine()
      : NO_PLACES;
    for (const shown of due) void show(shown, positions);
  }

  async function placesInLine(): Promise<ReadonlyMap<string, number>> {
    try {
      return await renderQueue.positions();
    } catch (error) {
      log.warn({ err: error }, 'progress.positions-unknown');
      return NO_PLACES;
    }
  }

  async function show(shown: Shown, positions: ReadonlyMap<string, number>): Promise<void> {
    const { job } = shown;
    const view = look(job, positions.get(job.id));
    const isLast = view.phase === 'done';
    let keepsTrying = false;
    try {
      const chat = chatOf(job);
      shown.dueAt = clock.now() + chat.progressEveryMs(view.elapsedMs);
      await chat.showProgress(job, view);
    } catch (error) {
      log.warn({ jobId: job.id, err: error }, 'progress.not-shown');
      shown.failedEnds += isLast ? 1 : 0;
      const doublings = Math.max(0, shown.failedEnds - 1);
      shown.dueAt = clock.now() + Math.min(MAX_END_RETRY_MS, RETRY_MS * 2 ** doublings);
      keepsTrying = shown.failedEnds < MAX_FAILED_ENDS;
    }
    shown.busy = false;
    // The job moved on while the message was being edited.
    if (looksNew(job, shown.job)) shown.dueAt = clock.now();
    else if (isLast && !keepsTrying) open.delete(job.id);
  }

  function look(job: Job, position: number | undefined): ProgressView {
    const expectedMs =
      job.clip === undefined ? undefined : estimates.expectedMs(job.mode, job.clip.seconds);
    return viewOf(job, clock.now(), expectedMs, position);
  }

  return {
    view: async (job) => {
      const positions = job.state.kind === 'queued' ? await placesInLine() : NO_PLACES;
      return look(job, positions.get(job.id));
    },
    open: () => unfinished(open.values()),
    follow: (job) => {
      // Its message is there already; ten thousand edits at once would be in each other's way.
      const dueAt = clock.now() + FIRST_AFTER_START_MS + open.size * APART_AFTER_START_MS;
      open.set(job.id, { job, dueAt, busy: false, failedEnds: 0 });
      keepLooping();
    },
  };
}

/** Without those whose last edit is still due. */
function* unfinished(shown: Iterable<Shown>): Generator<Job> {
  for (const { job } of shown) if (job.state.kind !== 'done') yield job;
}

/** Whether the message has to say something else, and not only for the time that has passed. */
function looksNew(before: Job, after: Job): boolean {
  return before.state.kind !== after.state.kind || before.deletedAt !== after.deletedAt;
}
