import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpRefusal } from '../http-refusal.ts';
import { languageFor } from './language.ts';
import { wordsIn } from './words/locales.ts';

type Limit = ReturnType<FastifyInstance['rateLimit']>;

/** What one address, or one network of IPv6, may ask for within a minute; each is shared by the routes that it is put before. */
export interface RateLimits {
  /** One every two seconds: looking at a file takes the machine about as long. */
  readonly uploads: Limit;
  /** Two a second, more than anybody can press; also for opening the thread, which makes people. */
  readonly writes: Limit;
  /** Four tabs that connect again every four seconds while the service is started anew. */
  readonly streams: Limit;
}

const WINDOW_MS = 60_000;

/** Counted in the memory of this process, for the last 5,000 addresses. */
export async function openRateLimits(server: FastifyInstance): Promise<RateLimits> {
  await server.register(rateLimit, { global: false });
  const limit = (max: number) =>
    server.rateLimit({ max, timeWindow: WINDOW_MS, errorResponseBuilder: tooMany });
  return { uploads: limit(30), writes: limit(120), streams: limit(60) };
}

function tooMany(request: FastifyRequest, { ttl }: { readonly ttl: number }): HttpRefusal {
  const seconds = Math.ceil(ttl / 1_000);
  const sentence = wordsIn(languageFor(request)).tooManyRequests(seconds);
  return new HttpRefusal(429, 'request/too-many', sentence, { retryAfterSeconds: seconds });
}
