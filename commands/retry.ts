import { isSettled, type Job } from '../src/jobs/job.ts';
import { repliesIn } from '../src/jobs/locales.ts';
import { ProblemError } from '../src/jobs/problem.ts';
import { DEFAULT_PROMPT } from './avatar.ts';
import type { Command, CommandInput } from './command.ts';
import { findOwnJob } from './own-job.ts';

/** Another attempt at an ended job, as it was or with another prompt, mode, picture or voice. */
export const retry: Command = {
  name: 'retry',
  run: async (desk, caller, input) => {
    const replies = repliesIn(caller.locale);
    const isThere = (job: Job) => isSettled(job) && job.deletedAt === undefined;
    const found = await findOwnJob(desk, caller, input.jobId, isThere, replies.nothingToRetry());
    if ('reply' in found) return found.reply;
    const { job: earlier } = found;
    if (!isSettled(earlier)) return { text: replies.notEnded(earlier.id), job: earlier, ok: false };
    if (earlier.deletedAt !== undefined) {
      return { text: replies.deletedBefore(earlier.id), job: earlier, ok: false };
    }
    const { person, thread, locale } = caller;
    const asked = input.newJobId === undefined ? {} : { messageId: input.newJobId };
    try {
      const retry = { person, thread, locale, ...asked, ...changesOf(input) };
      const { job, fresh } = await desk.retry(earlier, retry);
      const text = fresh ? replies.accepted(job.id, job.mode) : replies.acceptedBefore(job.id);
      return { text, job, ok: true };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { problem } = error;
      return { text: replies.problem(problem), problem, ok: false };
    }
  },
};

function changesOf({ prompt, mode, portrait, clip }: CommandInput) {
  return {
    // An empty one is a wish as well: nothing special any more.
    ...(prompt === undefined ? {} : { prompt: prompt.trim() || DEFAULT_PROMPT }),
    ...(mode === undefined ? {} : { mode }),
    ...(portrait === undefined ? {} : { portrait }),
    ...(clip === undefined ? {} : { clip }),
  };
}
