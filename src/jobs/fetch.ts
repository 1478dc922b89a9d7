import path from 'node:path';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Blobs, Media, VideoMaker, WithScratch } from './contracts.ts';
import type { Job } from './job.ts';
import { type Problem, ProblemError } from './problem.ts';
import type { JobStore } from './store.ts';

/** Name of the finished video among a job's stored files. */
export const VIDEO_BLOB = 'video.mp4';

/** Kling keeps a video for 30 days; an outage of its file server ends sooner than this. */
const KEEP_TRYING_MS = 24 * 3_600_000;

export type FetchVideo = (job: Job, signal: AbortSignal) => Promise<Job>;

/**
 * Brings the finished video home and makes sure that it plays, before the person hears of it. Kling's
 * link is signed and dies: when it has, Kling is asked for a new one.
 */
export function createFetchVideo(deps: {
  readonly store: JobStore;
  readonly blobs: Blobs;
  readonly media: Media;
  readonly maker: VideoMaker;
  readonly withScratch: WithScratch;
  readonly clock: Clock;
  readonly log: Log;
}): FetchVideo {
  const { store, blobs, media, maker, withScratch, clock, log } = deps;

  async function bringHome(job: Job, url: string, signal: AbortSignal): Promise<Job> {
    const clipSeconds = job.clip?.seconds ?? 0;
    const video = await withScratch(async (folder) => {
      const file = path.join(folder, VIDEO_BLOB);
      await media.downloadVideo(url, file, signal);
      const facts = await media.checkVideo(file, clipSeconds, signal);
      await blobs.save(`${job.id}/${VIDEO_BLOB}`, file);
      return facts;
    });
    // The wish to cancel may have come while the video was on its way.
    if (await store.isCancelAsked(job.id)) return cancel(job);
    return store.record(job, { kind: 'video-stored', at: clock.now(), video });
  }

  const cancel = (job: Job) => store.record(job, { kind: 'cancelled', at: clock.now() });

  async function renewLink(job: Job, signal: AbortSignal): Promise<Job> {
    const task = await maker.find(job.id, signal);
    if (task?.videoUrl === undefined) {
      throw new ProblemError({ code: 'video/unusable', why: 'Kling does not have it any more' });
    }
    return store.record(job, { kind: 'link-renewed', videoUrl: task.videoUrl });
  }

  return async (job, signal) => {
    if (job.state.kind !== 'fetching') return job;
    if (await store.isCancelAsked(job.id)) return cancel(job);
    try {
      return await bringHome(job, job.state.videoUrl, signal).catch(async (error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'download/gone') throw error;
        const renewed = await renewLink(job, signal);
        if (renewed.state.kind !== 'fetching') return renewed;
        return bringHome(renewed, renewed.state.videoUrl, signal);
      });
    } catch (error) {
      if (signal.aborted) throw error;
      const problem = problemOf(error, clock.now() - job.state.since);
      log.warn({ jobId: job.id, code: problem.code, err: error }, 'job.video-unusable');
      return store.record(job, { kind: 'failed', at: clock.now(), problem, free: false });
    }
  };
}

/** What the person is told; rethrows what may still go well when the step runs again. */
function problemOf(error: unknown, ageMs: number): Problem {
  if (error instanceof ProblemError) return error.problem;
  const lasting = error instanceof AppError && !error.retryable;
  if (!lasting && ageMs < KEEP_TRYING_MS) throw error;
  return { code: 'video/unusable', why: 'it could not be downloaded' };
}
