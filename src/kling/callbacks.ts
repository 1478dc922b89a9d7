import { AppError } from '../errors.ts';
import type { Documents } from '../jobs/contracts.ts';
import { isJobId, type JobId } from '../jobs/job.ts';
import { openPathTokens } from '../path-tokens.ts';
import type { Secret } from '../secret.ts';
import { createSignatureCheck, type Headers, readCallback } from './callback.ts';

export interface CallbackRequest {
  /** From the path. */
  readonly jobId: string;
  /** From the path. */
  readonly token: string;
  readonly headers: Headers;
  /** As it came: the signature is over the bytes. */
  readonly rawBody: Buffer;
}

/** Kling's callbacks: each is a hint that a task should be asked for, and nothing more. */
export interface Callbacks {
  /** Where Kling shall call back for a job; undefined when nobody can reach us. */
  urlOf(jobId: string): string | undefined;
  /** Nudges the job when the callback is genuine; resolves with the HTTP status to answer. */
  receive(request: CallbackRequest, nudge: (jobId: JobId) => Promise<void>): Promise<number>;
}

/**
 * Kling signs only where a webhook secret has been made, so the path is a proof of its own: a token
 * per job, made from a key that never leaves us.
 * @throws AppError `kling/webhook-secret-malformed`
 */
export async function openCallbacks(options: {
  readonly publicUrl: string | undefined;
  readonly webhookSecret: Secret | undefined;
  readonly settings: Documents;
  readonly now: () => number;
}): Promise<Callbacks> {
  const { publicUrl, webhookSecret, settings, now } = options;
  if (publicUrl === undefined) return { urlOf: () => undefined, receive: async () => 404 };
  const tokens = await openPathTokens(settings, 'callback-key');
  const check = webhookSecret === undefined ? undefined : createSignatureCheck(webhookSecret);
  const base = `${publicUrl.replace(/\/+$/, '')}/kling/callback`;
  return {
    urlOf: (jobId) => `${base}/${encodeURIComponent(jobId)}/${tokens.of(jobId)}`,
    receive: async ({ jobId, token, headers, rawBody }, nudge) => {
      if (!isJobId(jobId) || !tokens.fits(jobId, token)) return 404;
      if (check !== undefined && check(headers, rawBody, now()) !== 'good') return 401;
      try {
        const { status } = readCallback(rawBody);
        // On the way to its end there is nothing to ask for yet.
        if (status !== 'waiting' && status !== 'rendering') await nudge(jobId);
        return 200;
      } catch (error) {
        if (error instanceof AppError && error.code === 'kling/callback-malformed') return 400;
        throw error;
      }
    },
  };
}
