import path from 'node:path';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { backoffMs } from './backoff.ts';
import {
  type Blobs,
  type Chat,
  type Claims,
  type Media,
  PostError,
  type Receipt,
  type Step,
  type StepOutcome,
  type WithScratch,
} from './contracts.ts';
import { type FetchVideo, VIDEO_BLOB } from './fetch.ts';
import type { Delivery, Job, Outcome } from './job.ts';
import { repliesIn } from './replies.ts';
import type { JobStore } from './store.ts';

/** Longer than any upload; when it has run out somebody else may look and post. */
const CLAIM_MS = 600_000;
const CLAIMED_RETRY_MS = 5_000;
/** A platform that takes nothing for a day will not take this. */
const GIVE_UP_MS = 24 * 3_600_000;
/** Below this no talking video is worth watching. */
const MIN_FIT_BYTES = 250_000;

/**
 * Gives the person the outcome, once: claim, look, post, store. It always looks, also on the first
 * try, because a worker that was paused for long does not know that it is not the first.
 */
export function createDeliver(deps: {
  readonly store: JobStore;
  readonly blobs: Blobs;
  readonly media: Media;
  readonly fetchVideo: FetchVideo;
  readonly withScratch: WithScratch;
  readonly chatOf: (job: Job) => Chat;
  readonly claims: Claims;
  readonly clock: Clock;
  readonly log: Log;
}): Step {
  const { store, blobs, media, fetchVideo, withScratch, chatOf, claims, clock, log } = deps;
  const tries = new Map<Job['id'], number>();

  async function post(job: Job, outcome: Outcome, signal: AbortSignal): Promise<Receipt> {
    const chat = chatOf(job);
    const posted = await chat.findPost(job, signal);
    if (posted !== undefined) return posted;
    if (outcome.kind !== 'video') {
      return chat.postNotice(job, repliesIn(job.locale).outcome(job, outcome), signal);
    }
    const limit = await chat.maxUploadBytes(job);
    return postVideo(job, outcome, chat, limit, signal);
  }

  async function postVideo(
    job: Job,
    outcome: Outcome & { kind: 'video' },
    chat: Chat,
    maxBytes: number | undefined,
    signal: AbortSignal,
  ): Promise<Receipt> {
    const text = repliesIn(job.locale).outcome(job, outcome);
    try {
      return await blobs.withFile(`${job.id}/${VIDEO_BLOB}`, (file) => {
        if (maxBytes === undefined || outcome.bytes <= maxBytes) {
          return chat.postVideo(job, file, text, signal);
        }
        return postFitted(job, file, outcome.bytes, maxBytes, signal);
      });
    } catch (error) {
      if (!(error instanceof PostError) || error.meaning !== 'too-large') throw error;
      // The place takes less than it said. Half of what it refused, or what it told, is the next try.
      const refused = Math.min(outcome.bytes, maxBytes ?? outcome.bytes);
      const smaller = Math.min(error.maxBytes ?? refused, Math.floor(refused / 2));
      if (smaller < MIN_FIT_BYTES) return tellTooLarge(job, outcome.bytes, refused, signal);
      return postVideo(job, outcome, chat, smaller, signal);
    }
  }

  async function postFitted(
    job: Job,
    file: string,
    bytes: number,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Receipt> {
    return withScratch(async (folder) => {
      const fitted = path.join(folder, VIDEO_BLOB);
      const facts = await media.fitVideo(file, fitted, maxBytes, signal);
      if (facts === undefined) return tellTooLarge(job, bytes, maxBytes, signal);
      const text = repliesIn(job.locale).fitted(job, bytes, facts.bytes);
      return chatOf(job).postVideo(job, fitted, text, signal);
    });
  }

  const tellTooLarge = (job: Job, bytes: number, maxBytes: number, signal: AbortSignal) =>
    chatOf(job).postNotice(job, repliesIn(job.locale).tooLarge(job, bytes, maxBytes), signal);

  async function deliver(job: Job, outcome: Outcome, signal: AbortSignal): Promise<Delivery> {
    try {
      return { kind: 'posted', receipt: await post(job, outcome, signal) };
    } catch (error) {
      if (!(error instanceof PostError) || error.meaning !== 'gone') throw error;
      log.warn({ jobId: job.id, err: error }, 'job.undeliverable');
      return { kind: 'undeliverable', why: error.message };
    }
  }

  /** Runs with the claim in hand. */
  async function finish(job: Job, signal: AbortSignal): Promise<StepOutcome> {
    const fetched = await fetchVideo(job, signal);
    if (fetched.state.kind !== 'delivering') return { done: true };
    const { outcome, since } = fetched.state;
    let delivery: Delivery;
    try {
      delivery = await deliver(fetched, outcome, signal);
    } catch (error) {
      if (signal.aborted || clock.now() - since < GIVE_UP_MS) throw error;
      log.error({ jobId: job.id, err: error }, 'job.undeliverable');
      delivery = { kind: 'undeliverable', why: 'the thread took nothing for a day' };
    }
    await store.record(fetched, { kind: 'delivered', at: clock.now(), delivery });
    return { done: true };
  }

  async function claimAndFinish(job: Job, signal: AbortSignal): Promise<StepOutcome> {
    const key = `deliver-${job.id}`;
    if (!(await claims.claim(key, CLAIM_MS))) return { retryAt: clock.now() + CLAIMED_RETRY_MS };
    try {
      // What was read before the claim may be old by now.
      return await finish((await store.get(job.id)) ?? job, signal);
    } finally {
      await claims.release(key);
    }
  }

  return async (jobId, { signal }) => {
    const job = await store.get(jobId);
    if (job === undefined || job.state.kind === 'done') return { done: true };
    try {
      const outcome = await claimAndFinish(job, signal);
      tries.delete(jobId);
      return outcome;
    } catch (error) {
      if (signal.aborted) throw error;
      const failed = (tries.get(jobId) ?? 0) + 1;
      tries.set(jobId, failed);
      const askedMs = error instanceof PostError ? (error.retryAfterMs ?? 0) : 0;
      const waitMs = Math.max(backoffMs(failed), askedMs);
      log.warn({ jobId, tries: failed, waitMs, err: error }, 'job.delivery-failed');
      return { retryAt: clock.now() + waitMs };
    }
  };
}
