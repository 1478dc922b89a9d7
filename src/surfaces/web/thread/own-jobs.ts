import type { Desk } from '../../../jobs/desk.ts';
import { type Job, type JobId, type Person, toJobId } from '../../../jobs/job.ts';
import { type Language, repliesIn } from '../../../jobs/locales.ts';
import { HttpRefusal } from '../http-refusal.ts';
import { SURFACE } from './person.ts';

/** The id of the job, or of the wish for another attempt, that a message of the page asks for. */
export function newJobIdOf({ id }: Person, messageId: string): JobId {
  return toJobId(`${SURFACE}-${id}-${messageId}`);
}

/**
 * A job of this visitor. That there is one of somebody else is told to nobody.
 * @throws HttpRefusal 404 `job/unknown`
 */
export async function findOwn(
  desk: Pick<Desk, 'find'>,
  person: Person,
  jobId: string,
  language: Language,
): Promise<Job> {
  const job = await desk.find(jobId);
  if (job !== undefined && isOwn(job, person)) return job;
  throw new HttpRefusal(404, 'job/unknown', repliesIn(language).unknownJob(jobId));
}

function isOwn({ person: owner }: Job, person: Person): boolean {
  return owner.surface === person.surface && owner.id === person.id;
}
