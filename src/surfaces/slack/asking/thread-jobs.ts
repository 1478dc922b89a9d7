import type { Caller } from '../../../../commands/command.ts';
import type { Desk } from '../../../jobs/desk.ts';
import type { Job } from '../../../jobs/job.ts';
import { type Place, placeOf } from '../place.ts';

/** What somebody means who names no job: the latest of theirs in this thread. */
export async function latestInThread(
  desk: Desk,
  { person }: Caller,
  { channelId, threadTs }: Place,
  fits: (job: Job) => boolean,
): Promise<Job | undefined> {
  const isHere = (job: Job) => {
    const asked = placeOf(job);
    return asked.channelId === channelId && asked.threadTs === threadTs;
  };
  return (await desk.recentOf(person)).find((job) => isHere(job) && fits(job));
}
