import type { Person } from '../../jobs/job.ts';
import { SURFACE } from './place.ts';

/** A user's id is unique in their workspace. Neither id has a hyphen. */
export function personOf(teamId: string, userId: string): Person {
  return { surface: SURFACE, id: `${teamId}-${userId}` };
}

export function userIdOf({ id }: Person): string {
  return id.slice(id.indexOf('-') + 1);
}
