import { AppError } from '../errors.ts';

/**
 * Why a request could not become a video. Each kind carries the measured value and the limit, so
 * that `replies.ts` can say both. Stored with the job, hence plain data.
 */
export type Problem =
  | { readonly code: 'portrait/empty' }
  | { readonly code: 'portrait/unsupported'; readonly found: string }
  | { readonly code: 'portrait/damaged' }
  | { readonly code: 'portrait/too-heavy'; readonly bytes: number; readonly maxBytes: number }
  | {
      readonly code: 'portrait/too-many-pixels';
      readonly width: number;
      readonly height: number;
      readonly maxPixels: number;
    }
  | {
      readonly code: 'portrait/too-small';
      readonly width: number;
      readonly height: number;
      readonly minSide: number;
    }
  | {
      readonly code: 'portrait/too-narrow';
      readonly width: number;
      readonly height: number;
      readonly maxRatio: number;
    }
  | { readonly code: 'portrait/too-slow'; readonly limitSeconds: number }
  | { readonly code: 'clip/empty' }
  | { readonly code: 'clip/unsupported'; readonly found: string }
  | { readonly code: 'clip/damaged' }
  | { readonly code: 'clip/no-sound-track' }
  | { readonly code: 'clip/silent'; readonly peakDb: number; readonly minPeakDb: number }
  | { readonly code: 'clip/too-heavy'; readonly bytes: number; readonly maxBytes: number }
  | { readonly code: 'clip/too-short'; readonly seconds: number; readonly minSeconds: number }
  | { readonly code: 'clip/too-long'; readonly seconds: number; readonly maxSeconds: number }
  | { readonly code: 'clip/too-slow'; readonly limitSeconds: number }
  | { readonly code: 'source/missing'; readonly part: 'portrait' | 'clip' }
  | { readonly code: 'source/unreachable' }
  | { readonly code: 'source/not-allowed'; readonly part: 'portrait' | 'clip' }
  /** The file is there, but this bot is not shown it: deleted, or of people who do not share it. */
  | { readonly code: 'source/hidden'; readonly part: 'portrait' | 'clip' }
  /** No file can be read until somebody grants this, by the name that the platform has for it. */
  | {
      readonly code: 'source/no-permission';
      readonly part: 'portrait' | 'clip';
      readonly permission: string;
    }
  | {
      readonly code: 'prompt/too-long';
      readonly characters: number;
      readonly maxCharacters: number;
    }
  | { readonly code: 'limit/open-jobs'; readonly open: number; readonly maxOpen: number }
  | {
      readonly code: 'limit/person-units';
      readonly units: number;
      readonly leftUnits: number;
      readonly maxUnits: number;
      readonly freeAt: number;
    }
  | {
      readonly code: 'limit/total-units';
      readonly units: number;
      readonly leftUnits: number;
      readonly maxUnits: number;
      readonly freeAt: number;
    }
  /** The operator lets no new requests in at the moment. */
  | { readonly code: 'intake/closed' }
  /** `taskId`: where the maker refused it after it had begun. */
  | { readonly code: 'maker/content-refused'; readonly taskId?: string }
  | { readonly code: 'maker/input-refused'; readonly reason: string }
  | { readonly code: 'maker/render-failed'; readonly reason: string; readonly taskId?: string }
  | { readonly code: 'maker/account'; readonly advice: string }
  | { readonly code: 'maker/no-answer'; readonly hours: number }
  | { readonly code: 'maker/never-ended'; readonly hours: number }
  | { readonly code: 'video/unusable'; readonly why: string }
  | { readonly code: 'video/too-large'; readonly bytes: number; readonly maxBytes: number }
  | { readonly code: 'internal'; readonly errorCode: string };

/** Thrown where a person's request has to be refused; never retryable. */
export class ProblemError extends AppError {
  readonly problem: Problem;

  constructor(problem: Problem, options: { cause?: unknown } = {}) {
    super(problem.code, describe(problem), options);
    this.problem = problem;
  }
}

/** The operator's one line: the code and the measured facts. */
function describe(problem: Problem): string {
  const { code, ...facts } = problem;
  return `${code} ${JSON.stringify(facts)}`;
}
