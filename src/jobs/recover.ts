import type { Log } from '../log.ts';
import type { Queue } from './contracts.ts';
import { type Job, type JobId, ownerOf } from './job.ts';
import type { Limits } from './limits.ts';
import type { Progress } from './progress.ts';
import type { JobStore } from './store.ts';

/** What is needed to put a job back into its line, and no more: ten thousand of these are small. */
interface Unfinished {
  readonly id: JobId;
  readonly owner: string;
  readonly acceptedAt: number;
  readonly kind: Exclude<Job['state']['kind'], 'done'>;
}

/**
 * After a start: reads every record once, counts it for the limits, and puts each unfinished job back
 * where it was. Jobs that hold a task at Kling go first, since Kling counts their slots already.
 */
export async function recover(deps: {
  readonly store: JobStore;
  readonly limits: Limits;
  readonly prepareQueue: Queue;
  readonly renderQueue: Queue;
  readonly deliverQueue: Queue;
  readonly progress: Pick<Progress, 'follow'>;
  readonly log: Log;
}): Promise<number> {
  const { store, limits, prepareQueue, renderQueue, deliverQueue, progress, log } = deps;
  const unfinished: Unfinished[] = [];
  for await (const job of store.all()) {
    limits.count(job);
    const { kind } = job.state;
    if (kind !== 'done') {
      progress.follow(job);
      unfinished.push({ id: job.id, owner: ownerOf(job), acceptedAt: job.acceptedAt, kind });
    }
  }
  unfinished.sort((a, b) => a.acceptedAt - b.acceptedAt);

  for await (const { jobId } of store.allAbandoned()) {
    await renderQueue.add(jobId, { owner: jobId, resumed: true });
  }
  for (const { id, owner, kind } of unfinished) {
    const resumed = kind !== 'received' && kind !== 'queued';
    const queue = kind === 'received' ? prepareQueue : isAtKling(kind) ? renderQueue : deliverQueue;
    await queue.add(id, { owner, resumed });
  }
  log.info({ unfinished: unfinished.length }, 'jobs.recovered');
  return unfinished.length;
}

function isAtKling(kind: Unfinished['kind']): boolean {
  return kind === 'queued' || kind === 'submitting' || kind === 'rendering';
}
