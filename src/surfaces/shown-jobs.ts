import type { Documents } from '../jobs/contracts.ts';
import type { JobId } from '../jobs/job.ts';

/** What each job has in the chat, from the first word about it to the last, in the surface's own terms. */
export interface ShownJobs<Shown> {
  get(jobId: JobId): Promise<Shown | undefined>;
  update(jobId: JobId, changes: Partial<Shown>): Promise<void>;
  remove(jobId: JobId): Promise<void>;
  all(): Promise<JobId[]>;
}

/** The progress and the delivery of a job write at the same time, so its changes wait for each other. */
export function createShownJobs<Shown extends object>(documents: Documents): ShownJobs<Shown> {
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
        await documents.set(jobId, { ...before, ...changes });
      }),
    remove: (jobId) => inTurn(jobId, () => documents.delete(jobId)),
    all: async () => {
      const ids: JobId[] = [];
      for await (const [id] of documents.entries<Shown>()) ids.push(id as JobId);
      return ids;
    },
  };
}
