import { repliesIn } from '../src/jobs/locales.ts';
import { type Problem, ProblemError } from '../src/jobs/problem.ts';
import type { Replies } from '../src/jobs/replies.ts';
import type { Command, CommandReply } from './command.ts';

/** Kling's other clients found a prompt to be required in places; this one asks for nothing special. */
export const DEFAULT_PROMPT = 'The person talks naturally to the camera.';

/** Portrait + clip (+ prompt, mode) → a job. */
export const avatar: Command = {
  name: 'avatar',
  run: async (desk, caller, input) => {
    const replies = repliesIn(caller.locale);
    const { newJobId, portrait, clip } = input;
    if (newJobId === undefined) throw new TypeError('The surface must name the new job');
    if (portrait === undefined)
      return refuse(replies, { code: 'source/missing', part: 'portrait' });
    if (clip === undefined) return refuse(replies, { code: 'source/missing', part: 'clip' });
    const mode = input.mode ?? 'std';
    const prompt = input.prompt?.trim() || DEFAULT_PROMPT;
    const { person, thread, locale } = caller;
    try {
      const request = { jobId: newJobId, person, thread, locale, mode, prompt, portrait, clip };
      const { job, fresh } = await desk.accept(request);
      const text = fresh ? replies.accepted(newJobId, mode) : replies.acceptedBefore(newJobId);
      return { text, job, ok: true };
    } catch (error) {
      if (error instanceof ProblemError) return refuse(replies, error.problem);
      throw error;
    }
  },
};

function refuse(replies: Replies, problem: Problem): CommandReply {
  return { text: replies.problem(problem), problem, ok: false };
}
