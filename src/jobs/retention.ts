import type { Clock } from '../clock.ts';
import { isAbort } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Blobs } from './contracts.ts';
import type { JobId } from './job.ts';
import type { Limits } from './limits.ts';
import type { JobStore } from './store.ts';

const DAY_MS = 86_400_000;

/**
 * Forgets finished jobs and their pictures, clips and videos after the promised time, and removes
 * what a crash or a disk in trouble has left of a job that somebody deleted.
 */
export interface Retention {
  /** Once now, then once a day until `signal` is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

export function createRetention(deps: {
  readonly store: JobStore;
  readonly blobs: Blobs;
  readonly limits: Limits;
  readonly days: number;
  readonly clock: Clock;
  readonly log: Log;
}): Retention {
  const { store, blobs, limits, days, clock, log } = deps;

  async function sweep(): Promise<void> {
    const oldest = clock.now() - days * DAY_MS;
    const old: JobId[] = [];
    const deleted: JobId[] = [];
    for await (const { id, state, deletedAt } of store.all()) {
      if (state.kind === 'done' && state.at < oldest) old.push(id);
      else if (deletedAt !== undefined) deleted.push(id);
    }
    for (const id of deleted) await attempt(id, () => blobs.removeJob(id));
    for (const id of old) await attempt(id, () => forget(id));
    if (old.length > 0) log.info({ jobs: old.length }, 'jobs.forgotten');
  }

  async function forget(id: JobId): Promise<void> {
    // The record last: while it is there, a crash in between is made good by the next sweep.
    await blobs.removeJob(id);
    await store.remove(id);
    limits.forget(id);
  }

  /** Files that cannot be removed today must not keep those of all others. */
  async function attempt(jobId: JobId, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => log.error({ jobId, err: error }, 'retention.failed'));
  }

  return {
    run: async (signal) => {
      while (!signal.aborted) {
        await sweep().catch((error: unknown) => log.error({ err: error }, 'retention.failed'));
        try {
          await clock.sleep(DAY_MS, signal);
        } catch (error) {
          if (!isAbort(error)) throw error;
        }
      }
    },
  };
}
