import type { Documents } from '../../jobs/contracts.ts';
import type { JobId } from '../../jobs/job.ts';

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

export interface ShownJobs {
  get(jobId: JobId): Promise<Shown | undefined>;
  update(jobId: JobId, changes: Shown): Promise<void>;
  remove(jobId: JobId): Promise<void>;
  all(): Promise<JobId[]>;
}

/** The progress and the delivery of a job write at the same time, so its changes wait for each other. */
export function createShownJobs(documents: Documents): ShownJobs {
  const tails = new Map<JobId, Promise<void>>();

  function inTurn(jobId: JobId, work: () => Promise<void>): Promise<void> {
    const turn = (tails.get(jobId) ?? Promise.resolve()).then(work);
    const tail = turn
      .catch(() => undefined)
      .then(() => {
        if (tails.get(jobId) === tail) tails.delete(jobId);
      });
    tails.set(jobId, tail);
    return turn;
  }

  return {
    get: (jobId) => documents.get<Shown>(jobId),
    update: (jobId, changes) =>
      inTurn(jobId, async () => {
        const before = await documents.get<Shown>(jobId);
        await documents.set<Shown>(jobId, { ...before, ...changes });
      }),
    remove: (jobId) => inTurn(jobId, () => documents.delete(jobId)),
    all: async () => {
      const ids: JobId[] = [];
      for await (const [id] of documents.entries<Shown>()) ids.push(id as JobId);
      return ids;
    },
  };
}
