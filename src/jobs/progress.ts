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
  /** From the order at Kling to its expected end; absent while nothing is known. */
  readonly expectedMs?: number;
  /** Of the rendering, 0 to 1; never 1 before it has ended. */
  readonly fraction?: number;
  /** Kling has been silent for longer than it ever should be. */
  readonly overdue: boolean;
}
