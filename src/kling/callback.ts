import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { TaskView } from '../jobs/contracts.ts';
import type { Secret } from '../secret.ts';
import { parseJson, toStatus } from './schema.ts';

/** A hint that a task has changed. Ask Kling before acting on it. */
export interface KlingCallback {
  readonly taskId: string;
  readonly jobId?: string;
  readonly status: TaskView['status'];
}

/** Kling docs, callbacks: the avatar API should use the first form; the console tests the second. */
const legacyForm = z.object({
  id: z.undefined().optional(),
  task_id: z.string().min(1),
  task_status: z.string(),
  task_info: z
    .object({ external_task_id: z.string().min(1) })
    .optional()
    .catch(undefined),
});
const newForm = z.object({
  task_id: z.undefined().optional(),
  id: z.string().min(1),
  status: z.string(),
  external_id: z.string().min(1).optional().catch(undefined),
});

/** @throws AppError `kling/callback-malformed` */
export function readCallback(rawBody: Buffer): KlingCallback {
  const body = parseJson(rawBody.toString('utf8'));
  const legacy = legacyForm.safeParse(body);
  if (legacy.success) {
    const { task_id, task_info, task_status } = legacy.data;
    return toCallback(task_id, task_info?.external_task_id, task_status);
  }
  const fresh = newForm.safeParse(body);
  if (fresh.success) return toCallback(fresh.data.id, fresh.data.external_id, fresh.data.status);
  throw new AppError('kling/callback-malformed', 'A callback of Kling has neither known form');
}

function toCallback(taskId: string, jobId: string | undefined, word: string): KlingCallback {
  return { taskId, ...(jobId === undefined ? {} : { jobId }), status: toStatus(word) };
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * - `unsigned`: no signature came; so it is while the Kling console has no webhook secret.
 * - `stale`: rightly signed, but too long ago or ahead: a replay, or a wrong clock.
 */
export type SignatureVerdict = 'good' | 'unsigned' | 'stale' | 'forged';

/** Standard Webhooks, as Kling docs, callbacks, tell it. */
const MAX_AGE_MS = 5 * 60_000;
const SECRET_SHAPE = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/**
 * The check of a callback's signature, over the bytes as they came.
 * @throws AppError `kling/webhook-secret-malformed`
 */
export function createSignatureCheck(
  secret: Secret,
): (headers: Headers, rawBody: Buffer, now: number) => SignatureVerdict {
  const encoded = SECRET_SHAPE.exec(secret.reveal())?.[1];
  if (encoded === undefined) {
    throw new AppError(
      'kling/webhook-secret-malformed',
      'The webhook secret of Kling must be whsec_ and base64, as the console shows it',
    );
  }
  const key = Buffer.from(encoded, 'base64');

  return (headers, rawBody, now) => {
    const id = headerOf(headers, 'webhook-id');
    const timestamp = headerOf(headers, 'webhook-timestamp');
    const signatures = headerOf(headers, 'webhook-signature');
    if (id === undefined || timestamp === undefined || signatures === undefined) return 'unsigned';
    const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(rawBody);
    const expected = Buffer.from(`v1,${hmac.digest('base64')}`);
    // While a secret is being replaced, the old and the new one both sign.
    if (!signatures.split(/\s+/).some((candidate) => isEqual(candidate, expected))) return 'forged';
    return isFresh(timestamp, now) ? 'good' : 'stale';
  };
}

function headerOf(headers: Headers, name: string): string | undefined {
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  const text = Array.isArray(value) ? value.join(' ') : value;
  return text === '' ? undefined : text;
}

function isEqual(candidate: string, expected: Buffer): boolean {
  const bytes = Buffer.from(candidate);
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

function isFresh(timestamp: string, now: number): boolean {
  // What is not a number is not near any time.
  return Math.abs(now - Number(timestamp) * 1_000) <= MAX_AGE_MS;
}
