import path from 'node:path';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { backoffMs } from './backoff.ts';
import {
  type Blobs,
  type Chat,
  type Claims,
  type Media,
  PostError,
  type Step,
  type StepOutcome,
  type WithScratch,
} from './contracts.ts';
import type { Failures } from './failures.ts';
import { type FetchVideo, VIDEO_BLOB } from './fetch.ts';
import type { Delivery, Job, Outcome, Receipt } from './job.ts';
import type { Figures } from './journal.ts';
import { repliesIn } from './locales.ts';
import type { Problem } from './problem.ts';
import type { KeptVideo } from './replies.ts';
import type { JobStore } from './store.ts';

/** Longer than any upload; when it has run out somebody else may look and post. */
const CLAIM_MS = 600_000;
const CLAIMED_RETRY_MS = 5_000;
const DAY_MS = 24 * 3_600_000;
/** A platform that takes nothing for a day will not take this. */
const GIVE_UP_MS = DAY_MS;
/** Below this no talking video is worth watching. */
const MIN_FIT_BYTES = 250_000;

/** The claim under which a job is being posted. */
interface Hold {
  readonly key: string;
  endsAt: number;
  readonly signal: AbortSignal;
}

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
  readonly failures: Pick<Failures, 'note'>;
  readonly figures: Pick<Figures, 'onDeliveryFailed'>;
  readonly retentionDays: number;
  readonly linkOf: (job: Job) => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}): Step {
  const { store, blobs, media, fetchVideo, withScratch, chatOf, claims, linkOf, clock, log } = deps;
  const tries = new Map<Job['id'], number>();
  const { failures, figures } = deps;
  const keptUntil = () => clock.now() + deps.retentionDays * DAY_MS;

  async function post(job: Job, outcome: Outcome, hold: Hold): Promise<Receipt> {
    const chat = chatOf(job);
    const posted = await chat.findPost(job, hold.signal);
    if (posted !== undefined) return posted;
    if (outcome.kind !== 'video') {
      return postNotice(job, repliesIn(job.locale).outcome(job, outcome), hold);
    }
    const limit = await chat.maxUploadBytes(job);
    return postVideo(job, outcome, limit, hold);
  }

  /**
   * Every post goes through here. Where the claim has run out since the look, in a pause or a long
   * conversion, somebody else may have posted: it is claimed and looked for again.
   */
  async function postHeld(
    job: Job,
    hold: Hold,
    send: (chat: Chat) => Promise<Receipt>,
  ): Promise<Receipt> {
    const chat = chatOf(job);
    while (clock.now() >= hold.endsAt) {
      hold.endsAt = clock.now() + CLAIM_MS;
      if (!(await claims.claim(hold.key, CLAIM_MS))) {
        throw new AppError('deliver/claimed', 'Somebody else is posting this job', {
          retryable: true,
        });
      }
      const posted = await chat.findPost(job, hold.signal);
      if (posted !== undefined) return posted;
    }
    return send(chat);
  }

  const postNotice = (job: Job, text: string, hold: Hold) =>
    postHeld(job, hold, (chat) => chat.postNotice(job, text, hold.signal));

  async function postVideo(
    job: Job,
    outcome: Outcome & { kind: 'video' },
    maxBytes: number | undefined,
    hold: Hold,
  ): Promise<Receipt> {
    const text = repliesIn(job.locale).outcome(job, outcome);
    try {
      return await blobs.withFile(`${job.id}/${VIDEO_BLOB}`, (file) => {
        if (maxBytes === undefined || outcome.bytes <= maxBytes) {
          return postHeld(job, hold, (chat) => chat.postVideo(job, file, text, hold.signal));
        }
        return postFitted(job, file, outcome.bytes, maxBytes, hold);
      });
    } catch (error) {
      if (error instanceof AppError && error.code === 'blob/missing') {
        return tellLost(job, error, hold);
      }
      if (!(error instanceof PostError)) throw error;
      if (error.meaning === 'no-uploads') return tellCannotUpload(job, hold);
      if (error.meaning !== 'too-large') throw error;
      // The place takes less than it said. What it told, or half of what it refused, is the next try.
      const refused = Math.min(outcome.bytes, maxBytes ?? outcome.bytes);
      const told = error.maxBytes ?? refused;
      const smaller = told < refused ? told : Math.floor(refused / 2);
      if (smaller < MIN_FIT_BYTES) return tellTooLarge(job, outcome.bytes, refused, hold);
      return postVideo(job, outcome, smaller, hold);
    }
  }

  async function postFitted(
    job: Job,
    file: string,
    bytes: number,
    maxBytes: number,
    hold: Hold,
  ): Promise<Receipt> {
    return withScratch(async (folder) => {
      const fitted = path.join(folder, VIDEO_BLOB);
      const facts = await media.fitVideo(file, fitted, maxBytes, hold.signal);
      if (facts === undefined) return tellTooLarge(job, bytes, maxBytes, hold);
      const text = repliesIn(job.locale).fitted(job, bytes, facts.bytes);
      return postHeld(job, hold, (chat) => chat.postVideo(job, fitted, text, hold.signal));
    });
  }

  function kept(job: Job): KeptVideo {
    const url = linkOf(job);
    return { until: keptUntil(), ...(url === undefined ? {} : { url }) };
  }

  function tellTooLarge(job: Job, bytes: number, maxBytes: number, hold: Hold): Promise<Receipt> {
    return postNotice(job, repliesIn(job.locale).tooLarge(job, bytes, maxBytes, kept(job)), hold);
  }

  function tellCannotUpload(job: Job, hold: Hold): Promise<Receipt> {
    return postNotice(job, repliesIn(job.locale).cannotUpload(job, kept(job)), hold);
  }

  /** No try brings the stored video back, so the person has to know. */
  function tellLost(job: Job, error: AppError, hold: Hold): Promise<Receipt> {
    log.error({ jobId: job.id, err: error }, 'job.video-lost');
    const problem: Problem = { code: 'internal', errorCode: error.code };
    const text = repliesIn(job.locale).outcome(job, { kind: 'problem', problem });
    return postNotice(job, text, hold);
  }

  async function deliver(job: Job, outcome: Outcome, hold: Hold): Promise<Delivery> {
    try {
      return { kind: 'posted', receipt: await post(job, outcome, hold) };
    } catch (error) {
      if (!(error instanceof PostError) || error.meaning !== 'gone') throw error;
      log.warn({ jobId: job.id, err: error }, 'job.undeliverable');
      failures.note(job, error);
      count(job, error);
      return { kind: 'undeliverable', why: error.message, keptUntil: keptUntil() };
    }
  }

  function count(job: Job, error: unknown): void {
    figures.onDeliveryFailed(job, error instanceof AppError ? error.code : 'unexpected');
  }

  /** Runs with the claim in hand. */
  async function finish(job: Job, hold: Hold): Promise<StepOutcome> {
    const fetched = await fetchVideo(job, hold.signal);
    if (fetched.state.kind !== 'delivering') return { done: true };
    const { outcome, since } = fetched.state;
    let delivery: Delivery;
    try {
      delivery = await deliver(fetched, outcome, hold);
    } catch (error) {
      if (hold.signal.aborted) throw error;
      count(fetched, error);
      if (clock.now() - since < GIVE_UP_MS) throw error;
      log.error({ jobId: job.id, err: error }, 'job.undeliverable');
      const why = 'the thread took nothing for a day';
      delivery = { kind: 'undeliverable', why, keptUntil: keptUntil() };
    }
    await store.record(fetched, { kind: 'delivered', at: clock.now(), delivery });
    return { done: true };
  }

  async function claimAndFinish(job: Job, signal: AbortSignal): Promise<StepOutcome> {
    const hold = { key: `deliver-${job.id}`, endsAt: clock.now() + CLAIM_MS, signal };
    if (!(await claims.claim(hold.key, CLAIM_MS))) {
      return { retryAt: clock.now() + CLAIMED_RETRY_MS };
    }
    try {
      // What was read before the claim may be old by now.
      return await finish((await store.get(job.id)) ?? job, hold);
    } finally {
      // A claim that has run out may be somebody else's by now.
      if (clock.now() < hold.endsAt) await claims.release(hold.key);
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
      failures.note(job, error);
      return { retryAt: clock.now() + waitMs };
    }
  };
}
