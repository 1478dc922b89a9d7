import type { Caller } from '../../../../commands/command.ts';
import type { Job } from '../../../jobs/job.ts';
import { personOf } from '../people.ts';
import { type Place, placeOf, SURFACE, threadOf } from '../place.ts';
import type { ReadUser } from './users.ts';

/** Who asks there, and what they may do. */
export async function callerAt(
  readUser: ReadUser,
  userId: string,
  place: Place,
  patienceMs?: number,
): Promise<Caller> {
  const { teamId } = place;
  const { locale, isAdmin } = await readUser(teamId, userId, patienceMs);
  return {
    person: personOf(teamId, userId),
    thread: threadOf(place),
    locale,
    moderates: (job) => isAdmin && isIn(teamId, job),
  };
}

function isIn(teamId: string, job: Job): boolean {
  return job.thread.surface === SURFACE && placeOf(job).teamId === teamId;
}
