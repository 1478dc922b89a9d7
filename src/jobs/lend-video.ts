import path from 'node:path';
import { AppError } from '../errors.ts';
import type { Blobs, Media, WithScratch } from './contracts.ts';
import { VIDEO_BLOB } from './fetch.ts';
import type { Job } from './job.ts';

/**
 * Lends the kept video of a job as a file of at most `maxBytes`, made smaller where it must be.
 * Undefined when there is none, when it is not kept any more or cannot be made small enough.
 */
export type LendVideo = <T>(
  job: Job,
  maxBytes: number,
  use: (file: string) => Promise<T>,
  signal: AbortSignal,
) => Promise<T | undefined>;

export function createLendVideo(deps: {
  readonly blobs: Blobs;
  readonly media: Media;
  readonly withScratch: WithScratch;
}): LendVideo {
  const { blobs, media, withScratch } = deps;
  return async (job, maxBytes, use, signal) => {
    const { state, deletedAt } = job;
    // Also while it is delivered: its link stands in the thread before the record says so.
    const isThere = state.kind === 'delivering' || state.kind === 'done';
    if (!isThere || state.outcome.kind !== 'video' || deletedAt !== undefined) return undefined;
    const { bytes } = state.outcome;
    try {
      return await blobs.withFile(`${job.id}/${VIDEO_BLOB}`, (file) => {
        if (bytes <= maxBytes) return use(file);
        return withScratch(async (folder) => {
          const fitted = path.join(folder, VIDEO_BLOB);
          const facts = await media.fitVideo(file, fitted, maxBytes, signal);
          return facts === undefined ? undefined : use(fitted);
        });
      });
    } catch (error) {
      if (error instanceof AppError && error.code === 'blob/missing') return undefined;
      throw error;
    }
  };
}
