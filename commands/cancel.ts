import { isSettled } from '../src/jobs/job.ts';
import { repliesIn } from '../src/jobs/locales.ts';
import type { Command } from './command.ts';
import { findOwnJob } from './own-job.ts';

/** Stops a job; says what it has cost, because Kling itself cannot stop. */
export const cancel: Command = {
  name: 'cancel',
  run: async (desk, caller, { jobId }) => {
    const replies = repliesIn(caller.locale);
    const isOpen = (job: Parameters<typeof isSettled>[0]) => !isSettled(job);
    const found = await findOwnJob(desk, caller, jobId, isOpen, replies.nothingToCancel());
    if ('reply' in found) return found.reply;
    const { job } = found;
    const cancellation = await desk.cancel(job);
    switch (cancellation) {
      case 'already-ended':
        return { text: replies.alreadyEnded(job.id), job, ok: false };
      case 'free':
        return { text: replies.cancelled(job.id), job, ok: true };
      case 'charged':
        return {
          text: job.isPreview
            ? replies.cancelled(job.id)
            : replies.cancelledTooLateToSave(job.id, job.units),
          ...{ job, ok: true },
        };
      default:
        return cancellation satisfies never;
    }
  },
};
