import { MakerError, PostError, type PostMeaning } from './contracts.ts';
import type { Problem } from './problem.ts';

const NOTHING = 'Nothing to do: the person was told what to change.';
const LOOK_UP = 'Look for the job in the log; the error stands there with its cause.';
const SETTING = 'Nothing to do, or raise the limit';

const POSTING: Readonly<Record<PostMeaning, string>> = {
  busy: 'Nothing to do; the bot tries again for a day. If it lasts, look at the status page of the platform.',
  'too-large': 'Nothing to do; the bot sends a smaller copy.',
  'no-uploads': 'Let the bot upload files there, or tell people to ask for the status.',
  gone: 'Nothing to do; the video is kept, and the person gets it by asking for the status.',
};

/** What the operator should do about a try that failed. */
export function remedyForError(error: unknown): string {
  if (error instanceof MakerError) return error.advice;
  return error instanceof PostError ? POSTING[error.meaning] : LOOK_UP;
}

/** What the operator should do about a job that ended without a video. */
export function remedyForProblem(problem: Problem): string {
  switch (problem.code) {
    case 'source/unreachable':
      return "The file server of the platform did not answer. If it lasts, check this machine's network.";
    case 'source/no-permission':
      return `Give the bot the permission ${problem.permission}.`;
    case 'limit/open-jobs':
      return `${SETTING} OPEN_JOBS_PER_PERSON.`;
    case 'limit/person-units':
      return `${SETTING} DAILY_UNITS_PER_PERSON.`;
    case 'limit/total-units':
      return `${SETTING} DAILY_UNITS_TOTAL.`;
    case 'intake/closed':
      return 'Let new requests in again when you are ready.';
    case 'maker/account':
      return problem.advice;
    case 'maker/input-refused':
      return 'Report this as a bug of the bot, with the request id in the log.';
    case 'maker/render-failed':
    case 'maker/never-ended':
      return 'Try it again; if it happens often, write to the support of Kling.';
    case 'maker/no-answer':
      return 'Look at the status page of Kling, and check the network of this machine.';
    case 'video/unusable':
      return 'Try it again; if it happens often, write to the support of Kling with the job id.';
    case 'internal':
      return LOOK_UP;
    default:
      return NOTHING;
  }
}
