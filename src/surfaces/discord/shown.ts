import type { ShownJobs as ShownOf } from '../shown-jobs.ts';

/** What a job has in Discord. It is kept from the first word about the job to the last. */
export interface Shown {
  /** The job's thread; null where none can be started. */
  readonly threadId?: string | null;
  /**
   * The progress message, where it is not the reply itself; without an id it was about to be posted.
   * Null when it is gone: somebody did not want it, so it is not made again.
   */
  readonly progress?: { readonly channelId: string; readonly messageId?: string } | null;
  /** Channels besides the usual one that the outcome was about to be posted to. */
  readonly elsewhere?: readonly string[];
}

export type ShownJobs = ShownOf<Shown>;
