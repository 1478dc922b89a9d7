import type { Clock } from '../clock.ts';
import { isAbort } from '../errors.ts';
import type { Log } from '../log.ts';
import { backoffMs } from './backoff.ts';
import { MakerError, type TaskView, type VideoMaker } from './contracts.ts';
import type { Estimates } from './estimates.ts';
import { type JobId, type Mode, OVERDUE_MS } from './job.ts';

export interface OpenTask {
  readonly jobId: JobId;
  readonly taskId: string;
  readonly mode: Mode;
  readonly clipSeconds: number;
  /** When it was ordered. */
  readonly since: number;
}

export type TaskEnd =
  | { readonly kind: 'succeeded'; readonly videoUrl: string }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly contentRefused: boolean;
      readonly chargedUnits: number;
    }
  /** Kling does not know the task any more. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'never-ended'; readonly hours: number };

export interface Tracker {
  /** Resolves when the task has ended; rejects with an AbortError when `signal` is aborted. */
  ended(task: OpenTask, signal: AbortSignal): Promise<TaskEnd>;
  /** A hint that the task may have ended: it is asked for at once. */
  nudge(jobId: JobId): void;
}

interface Watched extends OpenTask {
  /** Times in a row that Kling did not know it. */
  missed: number;
  /** Kling has been heard about it since we watch it. */
  answered: boolean;
  readonly settle: (end: TaskEnd) => void;
}

/** Longest wait between two looks while something can end. */
const MAX_TICK_MS = 60_000;
/** A task that is overdue is looked at slowly. */
const SLOW_TICK_MS = 300_000;
/** After a day nobody waits any more. */
const GIVE_UP_MS = 24 * 3_600_000;
/** Kling was never seen to miss a task that it had; three misses in a row are no accident. */
const MISSES_UNTIL_LOST = 3;
/** Tasks beyond the pages are asked for one by one, and not all at once. */
const SINGLES_PER_TICK = 10;
/** More hints than this at once are cheaper to answer with a list. */
const HINTS_BELOW_A_LIST = 3;
/** Kling's own default page: enough room for the account's other tasks. */
const MIN_PAGE = 30;

/**
 * Finds out when tasks end: one poller for all of them. A tick costs one request for up to 500 open
 * tasks, however many jobs wait.
 */
export function createTracker(options: {
  readonly maker: VideoMaker;
  readonly estimates: Estimates;
  readonly clock: Clock;
  readonly log: Log;
  readonly pollMs: number;
}): Tracker {
  const { maker, estimates, clock, log, pollMs } = options;
  const watched = new Map<JobId, Watched>();
  const hinted = new Set<JobId>();
  let wake = new AbortController();
  let asking = new AbortController();
  let dueAt = 0;
  let failures = 0;
  let looping = false;

  async function loop(): Promise<void> {
    while (watched.size > 0) {
      await untilDue();
      const isDue = clock.now() >= dueAt;
      if (watched.size > 0) await tick(isDue);
      if (failures > 0) dueAt = clock.now() + Math.max(pollMs, backoffMs(failures));
      // Hints between two ticks must not put the next one off.
      else if (isDue) dueAt = clock.now() + nextTickMs();
    }
    looping = false;
  }

  async function untilDue(): Promise<void> {
    while (watched.size > 0 && clock.now() < dueAt) {
      if (hinted.size > 0 && failures === 0) return;
      wake = new AbortController();
      // Cut short by a hint, by a task that is due sooner or by an empty list: look again.
      await clock.sleep(dueAt - clock.now(), wake.signal).catch(() => undefined);
    }
  }

  /** Slow while nothing can be ready, quick near the expected ends. */
  function nextTickMs(): number {
    let soonestMs = SLOW_TICK_MS;
    for (const task of watched.values()) soonestMs = Math.min(soonestMs, tickMsOf(task));
    return soonestMs;
  }

  function tickMsOf(task: OpenTask): number {
    const ageMs = clock.now() - task.since;
    if (ageMs > OVERDUE_MS) return SLOW_TICK_MS;
    const earliestInMs = estimates.earliestMs(task.mode, task.clipSeconds) - ageMs;
    return Math.max(pollMs, Math.min(earliestInMs, MAX_TICK_MS));
  }

  async function tick(isDue: boolean): Promise<void> {
    const singles = [...hinted].filter((jobId) => watched.has(jobId));
    hinted.clear();
    asking = new AbortController();
    try {
      if (isDue || singles.length > HINTS_BELOW_A_LIST) await askForAll(asking.signal);
      else await askSingly(singles, asking.signal);
      failures = 0;
    } catch (error) {
      failures += 1;
      logFailure(error);
    }
    giveUpOnOld();
  }

  async function askForAll(signal: AbortSignal): Promise<void> {
    const [only] = watched.keys();
    if (watched.size === 1 && only !== undefined) return askSingly([only], signal);
    const unseen = await readPages(signal);
    await askSingly([...unseen].slice(0, SINGLES_PER_TICK), signal);
  }

  /** Reads list pages until every open task was seen or they would be too many; returns the unseen. */
  async function readPages(signal: AbortSignal): Promise<Set<JobId>> {
    const unseen = new Set(watched.keys());
    const pageSize = Math.min(maker.maxPageSize, Math.max(MIN_PAGE, 2 * watched.size));
    const mostPages = Math.ceil(watched.size / pageSize) + 1;
    const byTaskId = new Map([...watched.values()].map((task) => [task.taskId, task]));
    for (let page = 1; page <= mostPages && unseen.size > 0; page += 1) {
      const views = await maker.list(page, pageSize, signal);
      for (const view of views) {
        const task = byTaskId.get(view.taskId);
        if (task === undefined) continue;
        unseen.delete(task.jobId);
        apply(task, view);
      }
      if (views.length < pageSize) break;
    }
    return unseen;
  }

  async function askSingly(jobIds: readonly JobId[], signal: AbortSignal): Promise<void> {
    for (const jobId of jobIds) {
      const task = watched.get(jobId);
      if (task === undefined) continue;
      const view = await maker.find(task.taskId, signal);
      // Asked last next time, so that a limited number of singles still reaches everyone.
      watched.delete(jobId);
      watched.set(jobId, task);
      if (view === undefined) miss(task);
      else apply(task, view);
    }
  }

  function miss(task: Watched): void {
    task.missed += 1;
    task.answered = true;
    if (task.missed >= MISSES_UNTIL_LOST) end(task, { kind: 'lost' });
  }

  function apply(task: Watched, view: TaskView): void {
    task.missed = 0;
    task.answered = true;
    if (view.status === 'succeeded' && view.videoUrl !== undefined) {
      end(task, { kind: 'succeeded', videoUrl: view.videoUrl });
    } else if (view.status === 'failed') {
      end(task, {
        kind: 'failed',
        reason: view.reason ?? '',
        contentRefused: view.contentRefused === true,
        chargedUnits: view.chargedUnits ?? 0,
      });
    } else if (view.status === 'unrecognised') {
      log.warn({ jobId: task.jobId, taskId: task.taskId }, 'track.status-unrecognised');
    }
  }

  /** Only on those that were asked for: one may have ended while this program was down. */
  function giveUpOnOld(): void {
    for (const task of watched.values()) {
      if (task.answered && clock.now() - task.since > GIVE_UP_MS) {
        end(task, { kind: 'never-ended', hours: GIVE_UP_MS / 3_600_000 });
      }
    }
  }

  function watch(task: Watched): void {
    watched.set(task.jobId, task);
    // An old one may have ended while this program was down: the first look comes soon.
    const isOverdue = clock.now() - task.since > OVERDUE_MS;
    const taskDueAt = clock.now() + (isOverdue ? pollMs : tickMsOf(task));
    if (!looping) {
      looping = true;
      dueAt = taskDueAt;
      void loop();
    } else if (taskDueAt < dueAt && failures === 0) {
      dueAt = taskDueAt;
      wake.abort();
    }
  }

  function end(task: Watched, taskEnd: TaskEnd): void {
    watched.delete(task.jobId);
    task.settle(taskEnd);
  }

  function logFailure(error: unknown): void {
    if (isAbort(error)) return;
    const advice = error instanceof MakerError ? error.advice : undefined;
    log.warn({ err: error, advice, failures, open: watched.size }, 'track.poll-failed');
  }

  return {
    ended: (task, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const onAbort = () => {
          watched.delete(task.jobId);
          if (watched.size === 0) {
            wake.abort();
            asking.abort();
          }
          reject(signal.reason);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        const settle = (taskEnd: TaskEnd) => {
          signal.removeEventListener('abort', onAbort);
          resolve(taskEnd);
        };
        watch({ ...task, missed: 0, answered: false, settle });
      }),
    nudge: (jobId) => {
      if (!watched.has(jobId)) return;
      hinted.add(jobId);
      wake.abort();
    },
  };
}
