import { setTimeout as wait } from 'node:timers/promises';
import type { Job, JobId } from '../../src/jobs/job.ts';
import type { World } from './world.ts';

/** Time between two looks; the network of the machine itself answers within it. */
const STEP_MS = 250;
const REAL_STEP_MS = 2;
const PATIENCE_STEPS = 4_000;

/** Waiting in a world with a clock of its own and a network that has none. */
export interface Patience {
  /** Lets time pass, a little at a time so that the network keeps up, until `look` finds something. */
  until<T>(look: () => T | undefined | false | null): Promise<T>;
  untilJob(id: JobId, holds: (job: Job) => boolean): Promise<Job>;
}

export function createPatience({ clock, job: recordOf }: World): Patience {
  async function until<T>(look: () => T | undefined | false | null): Promise<T> {
    for (let step = 0; step < PATIENCE_STEPS; step += 1) {
      const found = look();
      if (found !== undefined && found !== false && found !== null) return found;
      await clock.advance(STEP_MS);
      await wait(REAL_STEP_MS);
    }
    throw new Error('It did not come about');
  }

  return {
    until,
    untilJob: (id, holds) =>
      until(() => {
        const job = recordOf(id);
        return job !== undefined && holds(job) ? job : undefined;
      }),
  };
}
