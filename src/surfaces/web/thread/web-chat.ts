import type { Chat } from '../../../jobs/contracts.ts';
import type { Job } from '../../../jobs/job.ts';
import { ProblemError } from '../../../jobs/problem.ts';
import type { ProgressView } from '../../../jobs/view.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * The thread on the web page is a view of the job records, so a post is nothing more than what the
 * record says: there is nothing to look for after a crash, and nothing that could be posted twice.
 */
export function createWebChat(show: (job: Job, view: ProgressView) => Promise<void>): Chat {
  return {
    // Files of the page are uploaded ahead of their request, so none is ever attached.
    fetchAttachment: async (part) => {
      throw new ProblemError({ code: 'source/missing', part });
    },
    showProgress: show,
    progressEveryMs,
    findPost: async () => undefined,
    maxUploadBytes: async () => undefined,
    postVideo: async ({ id }) => ({ kind: 'video', address: id }),
    postNotice: async ({ id }) => ({ kind: 'notice', address: id }),
  };
}

/** As often as a bar has to move to look alive. Where no tab is open nothing is written. */
function progressEveryMs(elapsedMs: number): number {
  if (elapsedMs < MINUTE_MS) return SECOND_MS / 2;
  return elapsedMs < 10 * MINUTE_MS ? SECOND_MS : 5 * SECOND_MS;
}
