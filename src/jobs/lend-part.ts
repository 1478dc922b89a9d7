import { AppError } from '../errors.ts';
import type { Blobs } from './contracts.ts';
import type { Job } from './job.ts';
import { CLIP_BLOB, PORTRAIT_BLOB } from './prepare.ts';

/** Lends what is kept of a job's picture or voice; undefined where there is nothing, or no more. */
export type LendPart = <T>(
  job: Job,
  part: 'portrait' | 'clip',
  use: (file: string) => Promise<T>,
) => Promise<T | undefined>;

export function createLendPart(blobs: Blobs): LendPart {
  return async (job, part, use) => {
    if (job[part] === undefined || job.deletedAt !== undefined) return undefined;
    const blob = part === 'portrait' ? PORTRAIT_BLOB : CLIP_BLOB;
    try {
      return await blobs.withFile(`${job.id}/${blob}`, use);
    } catch (error) {
      if (error instanceof AppError && error.code === 'blob/missing') return undefined;
      throw error;
    }
  };
}
