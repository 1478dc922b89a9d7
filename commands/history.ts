import { repliesIn } from '../src/jobs/locales.ts';
import type { Command } from './command.ts';

/** As many lines as a chat message shows without scrolling. */
const SHOWN_JOBS = 10;

/** The caller's latest jobs, newest first. */
export const history: Command = {
  name: 'history',
  run: async (desk, caller) => {
    const replies = repliesIn(caller.locale);
    const jobs = (await desk.recentOf(caller.person))
      .filter(({ deletedAt }) => deletedAt === undefined)
      .slice(0, SHOWN_JOBS);
    if (jobs.length === 0) return { text: replies.noJobs(), ok: true };
    const lines = await Promise.all(
      jobs.map(async (job) => replies.summary(job, await desk.view(job))),
    );
    return { text: lines.join('\n'), ok: true };
  },
};
