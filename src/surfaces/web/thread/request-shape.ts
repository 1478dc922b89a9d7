import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bodyOf } from '../request-body.ts';
import { languageFor } from './language.ts';
import { malformed } from './refusals.ts';
import type { NewJob, NewRetry, SampleChoice } from './wire.ts';

const messageId = z.string().regex(/^[a-z0-9]{10,32}$/);
const mode = z.enum(['std', 'pro']);

export const newJobShape: z.ZodType<NewJob> = z.object({ messageId, prompt: z.string(), mode });

export const newRetryShape = z.object({
  messageId,
  prompt: z.string().exactOptional(),
  mode: mode.exactOptional(),
  replace: z.array(z.enum(['portrait', 'clip'])).exactOptional(),
}) satisfies z.ZodType<NewRetry>;

export const sampleChoiceShape = z.object({
  portrait: z.string().exactOptional(),
  clip: z.string().exactOptional(),
}) satisfies z.ZodType<SampleChoice>;

/** @throws HttpRefusal 400 `request/malformed` */
export function readJson<T>(request: FastifyRequest, shape: z.ZodType<T>): T {
  try {
    // A form on somebody else's page can send no JSON by that name.
    const type = request.headers['content-type'] ?? '';
    if (!/^application\/json\b/i.test(type)) throw new TypeError(`Not JSON but ${type}`);
    return shape.parse(JSON.parse(bodyOf(request).toString('utf8')));
  } catch (error) {
    throw malformed(languageFor(request), error);
  }
}
