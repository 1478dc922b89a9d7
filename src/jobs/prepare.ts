import path from 'node:path';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Blobs, Chat, Media, Queue, Step, WithScratch } from './contracts.ts';
import { type ClipFacts, type Job, type JobId, ownerOf, type PortraitFacts } from './job.ts';
import { type Limits, unitsFor } from './limits.ts';
import { type Problem, ProblemError } from './problem.ts';
import type { JobStore } from './store.ts';

/** Names of a job's stored files. */
export const PORTRAIT_BLOB = 'portrait.jpg';
export const CLIP_BLOB = 'clip';

type Part = 'portrait' | 'clip';

/** A platform's file server may be down for a while; its signed links live for a day. */
const KEEP_TRYING_MS = 3_600_000;

/**
 * Copies the files of the request (links expire, some need our token), makes of them what Kling
 * takes, and puts the job into the line. What cannot be used is refused here, before anything is paid.
 */
export function createPrepare(deps: {
  readonly store: JobStore;
  readonly blobs: Blobs;
  readonly media: Media;
  readonly withScratch: WithScratch;
  readonly chatOf: (job: Job) => Chat;
  readonly limits: Limits;
  readonly renderQueue: Queue;
  readonly deliverQueue: Queue;
  readonly clock: Clock;
  readonly log: Log;
}): Step {
  const { store, blobs, media, withScratch, chatOf, limits, clock, log } = deps;

  /** Writes one part of the request to the job's blobs, made ready by `convert`. */
  async function readyPart<Facts>(
    job: Job,
    part: Part,
    blob: string,
    folder: string,
    convert: (raw: string, output: string) => Promise<Facts>,
    signal: AbortSignal,
  ): Promise<Facts> {
    const source = job.sources[part];
    if (source.kind === 'kept') return keptPart<Facts>(job, part, blob, source.jobId);
    if (source.kind === 'ready') {
      await copyKept(job, part, blob, source.blob);
      return source.facts as Facts;
    }
    const raw = path.join(folder, `${part}.raw`);
    const output = path.join(folder, blob);
    await chatOf(job).fetchAttachment(part, source, raw, signal);
    const facts = await convert(raw, output);
    await blobs.save(`${job.id}/${blob}`, output);
    return facts;
  }

  async function keptPart<Facts>(job: Job, part: Part, blob: string, from: JobId): Promise<Facts> {
    const kept = await store.get(from);
    const facts = kept?.[part];
    // What somebody has deleted is not copied, though its files may be there for a moment yet.
    if (facts === undefined || kept?.deletedAt !== undefined) {
      throw new ProblemError({ code: 'source/missing', part });
    }
    await copyKept(job, part, blob, `${from}/${blob}`);
    return facts as Facts;
  }

  async function copyKept(job: Job, part: Part, blob: string, from: string): Promise<void> {
    try {
      await blobs.withFile(from, (file) => blobs.save(`${job.id}/${blob}`, file));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'blob/missing') throw error;
      throw new ProblemError({ code: 'source/missing', part }, { cause: error });
    }
  }

  async function readyBoth(job: Job, folder: string, signal: AbortSignal) {
    const other = new AbortController();
    const either = AbortSignal.any([signal, other.signal]);
    const portrait = readyPart<PortraitFacts>(
      job,
      'portrait',
      PORTRAIT_BLOB,
      folder,
      (raw, output) => media.preparePortrait(raw, output, either),
      either,
    );
    const clip = readyPart<ClipFacts>(
      job,
      'clip',
      CLIP_BLOB,
      folder,
      (raw, output) => media.prepareClip(raw, output, either),
      either,
    );
    try {
      // Both at once: awaited in turn, a clip that is refused first would be nobody's rejection.
      const ready = await Promise.all([portrait, clip]);
      return { portrait: ready[0], clip: ready[1] };
    } finally {
      // Where one part is refused the other stops, and has stopped before its folder goes.
      other.abort();
      await Promise.allSettled([portrait, clip]);
    }
  }

  async function prepare(job: Job, signal: AbortSignal): Promise<Job> {
    try {
      const ready = await withScratch((folder) => readyBoth(job, folder, signal));
      const units = unitsFor(job.mode, ready.clip.seconds);
      const problem = limits.againstSpending(job, units);
      if (problem !== undefined) throw new ProblemError(problem);
      // Counted before it is written, or jobs prepared side by side would share the same units.
      limits.count({ ...job, units });
      return await store.record(job, { kind: 'prepared', ...ready, units });
    } catch (error) {
      if (signal.aborted) throw error;
      const problem = problemOf(error, clock.now() - job.acceptedAt);
      log.info({ jobId: job.id, code: problem.code, err: error }, 'job.refused');
      return store.record(job, { kind: 'failed', at: clock.now(), problem, free: true });
    }
  }

  return async (jobId, { signal }) => {
    let job = await store.get(jobId);
    if (job?.state.kind !== 'received') return { done: true };
    if (!(await store.isCancelAsked(jobId))) job = await prepare(job, signal);
    // Also when the wish came meanwhile: it must not wait for a place in the line first.
    if (await store.isCancelAsked(jobId)) {
      job = await store.record(job, { kind: 'cancelled', at: clock.now() });
    }
    const next = job.state.kind === 'queued' ? deps.renderQueue : deps.deliverQueue;
    await next.add(job.id, { owner: ownerOf(job) });
    return { done: true };
  };
}

/** What the person is told; rethrows what may still go well when the step runs again. */
function problemOf(error: unknown, ageMs: number): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (!(error instanceof AppError)) return { code: 'internal', errorCode: 'prepare/unexpected' };
  if (!error.retryable) return { code: 'internal', errorCode: error.code };
  if (ageMs < KEEP_TRYING_MS) throw error;
  return { code: 'source/unreachable' };
}
