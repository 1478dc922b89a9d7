import { type Job, type Outcome, OVERDUE_MS } from './job.ts';

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
  /** How it ended, once done. */
  readonly ended?: Outcome['kind'] | 'deleted';
  /** Kling, or the chat with the finished video, is taking longer than it should. */
  readonly overdue: boolean;
}

/** Kling was seen to answer an order within a second; this long, and something is wrong. */
const SLOW_ANSWER_MS = 15_000;
/**
 * A chat that works shows a video within seconds. One may take a file and not show it; of that a
 * person has to hear within a minute, and the message may be edited only every 15 s.
 */
const SLOW_POST_MS = 45_000;
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
  if (state.kind === 'done') {
    return { ...view, ended: job.deletedAt === undefined ? state.outcome.kind : 'deleted' };
  }
  if (state.kind === 'queued') return position === undefined ? view : { ...view, position };
  if (state.kind === 'submitting') return { ...view, overdue: now - state.since > SLOW_ANSWER_MS };
  if (state.kind === 'delivering') {
    const isVideo = state.outcome.kind === 'video';
    return { ...view, overdue: isVideo && now - state.since >= SLOW_POST_MS };
  }
  if (state.kind !== 'rendering' || expectedMs === undefined) return view;
  const renderingMs = now - state.since;
  return {
    ...view,
    expectedMs,
    fraction: Math.min(MOST_FRACTION, renderingMs / expectedMs),
    overdue: renderingMs > OVERDUE_MS,
  };
}
