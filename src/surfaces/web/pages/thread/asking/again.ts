import type { Part } from '../../../thread/wire.ts';
import type { HeardJob } from '../live/state.ts';
import type { Field } from './fields.ts';
import type { Written } from './written.ts';

/** A job that is asked for once more, with something else in place of what it had. */
export interface Again {
  readonly job: HeardJob;
  /** What the person set out to change. */
  readonly change: Field;
  /** Whose files come from the draft; the others are the job's own. */
  readonly replace: readonly Part[];
  readonly written: Written;
}

export function againWith(job: HeardJob, change: Again['change']): Again {
  const written = { prompt: job.prompt, mode: job.mode };
  return { job, change, replace: change === 'prompt' ? [] : [change], written };
}

/** Where the person chooses a file for a part that was to stay. */
export function replacing(again: Again, part: Part): Again {
  if (again.replace.includes(part)) return again;
  return { ...again, replace: [...again.replace, part] };
}

/** Where the person takes such a file away again. */
export function keeping(again: Again, part: Part): Again {
  if (part === again.change) return again;
  return { ...again, replace: again.replace.filter((each) => each !== part) };
}
