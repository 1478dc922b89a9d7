import type { ShownJobs as ShownOf } from '../../shown-jobs.ts';
import type { Target } from '../place.ts';

/** A video on its way into a channel. */
export interface Upload {
  readonly fileId: string;
  readonly bytes: number;
  /** Slack has all of it. */
  readonly isWhole?: true;
  /** Slack was about to be told to show it there, or was told. */
  readonly sharing?: Target & { readonly since: number };
}

/** What a job has in Slack. It is kept as long as the job is. */
export interface Shown {
  /**
   * The progress message, where it is not the bot's own answer to the request; without `ts` it was
   * about to be posted. Null when it is gone: somebody did not want it, so it is not made again.
   */
  readonly progress?: (Target & { readonly ts?: string }) | null | undefined;
  /** The progress message says how the job ended. */
  readonly hasEnded?: true;
  readonly upload?: Upload | null;
  /** Uploads that Slack took and did not show in time. */
  readonly lostUploads?: number;
  /** Places that did not take the video, with Slack's word for it. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Where a notice was about to be posted. */
  readonly notices?: readonly Target[];
}

export type ShownJobs = ShownOf<Shown>;
