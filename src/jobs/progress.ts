import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Chat, Queue } from './contracts.ts';
import type { Estimates } from './estimates.ts';
import type { Job, JobId } from './job.ts';
import type { JobStore } from './store.ts';
import { OVERDUE_MS } from './track.ts';

/** What a person sees while waiting. */
export type Phase =
  | 'preparing'
  | 'queued'
  | 'submitting'
  | 'rendering'
  | 'fetching'
  | 'delivering'
  | 'done';

export interface ProgressView {
  readonly phase: Phase;
  /** Place in the line from 1, while queued. */
  readonly position?: number;
  /** Since the request was accepted. */
  readonly elapsedMs: number;
  /** From the order at Kling to its expected end, while rendering. */
  readonly expectedMs?: number;
  /** Of the rendering, 0 to 1; never 1 before it has ended. */
  readonly fraction?: number;
  /** Kling has been silent for longer than it ever should be. */
  readonly overdue: boolean;
}

/** A render that takes longer than expected stays just below its end. */
const MOST_FRACTION = 0.97;

export function viewOf(
  job: Job,
  now: number,
  expectedMs: number | undefined,
  position: number | undefined,
): ProgressView {
  const { state } = job;
  const phase: Phase = state.kind === 'received' ? 'preparing' : state.kind;
  const endedAt = state.kind === 'done' ? state.at : now;
  const view = { phase, elapsedMs: endedAt - job.acceptedAt, overdue: false };
  if (state.kind === 'queued') return position === undefined ? view : { ...view, position };
  if (state.kind !== 'rendering' || expectedMs === undefined) return view;
  const renderingMs = now - state.since;
  return {
    ...view,
    expectedMs,
    fraction: Math.min(MOST_FRACTION, renderingMs / expectedMs),
    overdue: renderingMs > OVERDUE_MS,
  };
}

interface Shown {
  job: Job;
  dueAt: number;
  busy: boolean;
}

/** How often the list of waiting people is looked through. */
const STEP_MS = 250;
/** After an edit that failed. */
const RETRY_MS = 60_000;

export interface Progress {
  /** What to show of a job now. */
  view(job: Job): Promise<ProgressView>;
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
    const moved = known === undefined || known.job.state.kind !== job.state.kind;
    if (known === undefined) open.set(job.id, { job, dueAt: clock.now(), busy: false });
    else Object.assign(known, { job, ...(moved ? { dueAt: clock.now() } : {}) });
    if (moved) void showDue();
    if (looping) return;
    looping = true;
    void loop();
  });

  async function loop(): Promise<void> {
    while (open.size > 0 && !signal.aborted) {
      await showDue();
      await clock.sleep(STEP_MS, signal).catch(() => undefined);
    }
    looping = false;
  }

  async function showDue(): Promise<void> {
    const now = clock.now();
    const due = [...open.values()].filter((shown) => !shown.busy && shown.dueAt <= now);
    if (due.length === 0) return;
    for (const shown of due) shown.busy = true;
    const positions = due.some(({ job }) => job.state.kind === 'queued')
      ? await renderQueue.positions()
      : new Map<string, number>();
    await Promise.all(due.map((shown) => show(shown, positions)));
  }

  async function show(shown: Shown, positions: ReadonlyMap<string, number>): Promise<void> {
    const { job } = shown;
    const view = look(job, positions.get(job.id));
    try {
      const chat = chatOf(job);
      shown.dueAt = clock.now() + chat.progressEveryMs(view.elapsedMs);
      await chat.showProgress(job, view);
    } catch (error) {
      log.warn({ jobId: job.id, err: error }, 'progress.not-shown');
      shown.dueAt = clock.now() + RETRY_MS;
    }
    shown.busy = false;
    if (view.phase === 'done') open.delete(job.id);
    // The job moved on while the message was being edited.
    else if (shown.job.state.kind !== job.state.kind) shown.dueAt = clock.now();
  }

  function look(job: Job, position: number | undefined): ProgressView {
    const expectedMs =
      job.clip === undefined ? undefined : estimates.expectedMs(job.mode, job.clip.seconds);
    return viewOf(job, clock.now(), expectedMs, position);
  }

  return {
    view: async (job) => {
      const positions =
        job.state.kind === 'queued' ? await renderQueue.positions() : new Map<string, number>();
      return look(job, positions.get(job.id));
    },
  };
}
