import type { Mode } from '../../../../../jobs/job.ts';

/** What a person has typed and chosen beside the files. */
export interface Written {
  readonly prompt: string;
  readonly mode: Mode;
}

/** Of what was kept; an older page, or somebody, may have kept something else under that name. */
export function readWritten(kept: Partial<Record<keyof Written, unknown>>): Written {
  const { prompt, mode } = kept;
  return {
    prompt: typeof prompt === 'string' ? prompt : '',
    mode: mode === 'pro' ? 'pro' : 'std',
  };
}

/** As the service counts them: a character outside the basic plane is one. */
export function charactersIn(prompt: string): number {
  return [...prompt].length;
}
