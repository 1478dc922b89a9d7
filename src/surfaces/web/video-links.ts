import type { Documents } from '../../jobs/contracts.ts';
import type { Desk } from '../../jobs/desk.ts';
import { isJobId, type Job, type JobId } from '../../jobs/job.ts';
import { openPathTokens } from '../../path-tokens.ts';
import type { LendByPath } from './video-routes.ts';

/** Links to kept videos, for whom a video could not be posted: as secret as the thread they stand in. */
export interface VideoLinks {
  /** Undefined when nobody can reach us. */
  urlOf(job: Job): string | undefined;
  /** The job that a path names, when its token is ours. */
  read(jobId: string, token: string): JobId | undefined;
}

export async function openVideoLinks(options: {
  readonly publicUrl: string | undefined;
  readonly settings: Documents;
}): Promise<VideoLinks> {
  const { publicUrl, settings } = options;
  if (publicUrl === undefined) return { urlOf: () => undefined, read: () => undefined };
  const tokens = await openPathTokens(settings, 'video-key');
  const base = `${publicUrl.replace(/\/+$/, '')}/videos`;
  return {
    urlOf: ({ id }) => `${base}/${encodeURIComponent(id)}/${tokens.of(id)}.mp4`,
    read: (jobId, token) => (isJobId(jobId) && tokens.fits(jobId, token) ? jobId : undefined),
  };
}

/** What the HTTP server serves: the video as it was kept, for as long as it is kept. */
export function lendByLink(deps: {
  readonly videoLinks: Pick<VideoLinks, 'read'>;
  readonly desk: Pick<Desk, 'find' | 'lendVideo'>;
  readonly signal: AbortSignal;
}): LendByPath {
  const { videoLinks, desk, signal } = deps;
  return async ({ jobId, token }, use) => {
    const id = videoLinks.read(jobId, token);
    const job = id === undefined ? undefined : await desk.find(id);
    if (job === undefined) return false;
    const useIt = (file: string) => use(file).then(() => true);
    return (await desk.lendVideo(job, Number.POSITIVE_INFINITY, useIt, signal)) ?? false;
  };
}
