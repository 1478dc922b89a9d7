import type { Job } from '../src/jobs/job.ts';
import { repliesIn } from '../src/jobs/locales.ts';
import type { Command } from './command.ts';
import { findOwnJob } from './own-job.ts';

/**
 * Deletes the files of a job that is done; the surface takes the post away. Nobody gets them back, so
 * said again it means the same job, and not the one before it.
 */
export const deletion: Command = {
  name: 'delete',
  run: async (desk, caller, { jobId }) => {
    const replies = repliesIn(caller.locale);
    const isDone = ({ state }: Job) => state.kind === 'done';
    const found = await findOwnJob(desk, caller, jobId, isDone, replies.nothingToDelete());
    if ('reply' in found) return found.reply;
    const { job } = found;
    if (!isDone(job)) return { text: replies.notEnded(job.id), job, ok: false };
    return { text: replies.deleted(job.id), job: await desk.delete(job), ok: true };
  },
};
