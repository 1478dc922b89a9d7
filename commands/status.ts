import type { Job } from '../src/jobs/job.ts';
import { repliesIn } from '../src/jobs/locales.ts';
import type { Command } from './command.ts';
import { findOwnJob } from './own-job.ts';

/** How a job is doing: the named one, or the caller's latest. */
export const status: Command = {
  name: 'status',
  run: async (desk, caller, { jobId }) => {
    const replies = repliesIn(caller.locale);
    const found = await findOwnJob(desk, caller, jobId, () => true, replies.noJobs());
    if ('reply' in found) return found.reply;
    const { job } = found;
    const text = replies.summary(job, await desk.view(job));
    return { text, job, ok: true, handsOver: isLeftOver(job) };
  },
};

/** Its video is there and could not be posted. */
function isLeftOver({ state, deletedAt }: Job): boolean {
  return (
    state.kind === 'done' &&
    state.outcome.kind === 'video' &&
    (state.delivery.kind === 'undeliverable' || state.delivery.receipt.kind === 'notice') &&
    deletedAt === undefined
  );
}
