import type { Desk } from '../src/jobs/desk.ts';
import type { Job } from '../src/jobs/job.ts';
import { repliesIn } from '../src/jobs/locales.ts';
import type { Caller, CommandReply } from './command.ts';

/**
 * The job that a command is about: the one that was named, when the caller may act on it, else the
 * caller's latest that fits. The reply says why there is none.
 */
export async function findOwnJob(
  desk: Desk,
  caller: Caller,
  jobId: string | undefined,
  fits: (job: Job) => boolean,
  none: string,
): Promise<{ readonly job: Job } | { readonly reply: CommandReply }> {
  const replies = repliesIn(caller.locale);
  if (jobId === undefined) {
    const job = (await desk.recentOf(caller.person)).find(fits);
    return job === undefined ? { reply: { text: none, ok: false } } : { job };
  }
  const job = await desk.find(jobId);
  if (job === undefined) return { reply: { text: replies.unknownJob(jobId), ok: false } };
  if (!isOwn(job, caller) && !caller.moderates(job)) {
    return { reply: { text: replies.notYours(job.id), ok: false } };
  }
  return { job };
}

function isOwn(job: Job, { person }: Caller): boolean {
  return job.person.surface === person.surface && job.person.id === person.id;
}
