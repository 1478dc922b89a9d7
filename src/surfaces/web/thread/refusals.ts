import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { isAbort } from '../../../errors.ts';
import { type Language, repliesIn } from '../../../jobs/locales.ts';
import { type Problem, ProblemError } from '../../../jobs/problem.ts';
import type { Log } from '../../../log.ts';
import { HttpRefusal } from '../http-refusal.ts';
import { languageFor } from './language.ts';
import type { WireError } from './wire.ts';
import { wordsIn } from './words/locales.ts';

/** A request that our page never sends. */
export function malformed(language: Language, cause: unknown, status = 400): HttpRefusal {
  return new HttpRefusal(status, 'request/malformed', wordsIn(language).malformed(), { cause });
}

/** What was kept for the visitor and is not any more. */
export function fileGone(language: Language, cause?: unknown): HttpRefusal {
  return new HttpRefusal(404, 'file/gone', wordsIn(language).fileGone(), { cause });
}

/** What the problem concerns, where it is one part of the request. */
export function partOf(problem: Problem): WireError['part'] {
  if ('part' in problem) return problem.part;
  const [part] = problem.code.split('/');
  return part === 'portrait' || part === 'clip' || part === 'prompt' ? part : undefined;
}

/** Answers a request that could not be served, in the visitor's language. */
export function answerWireError(log: Log) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { status, code, message, part, retryAfterSeconds } = toRefusal(error, request, log);
    if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
    reply.header('cache-control', 'no-store').type('application/json; charset=utf-8');
    const body: WireError = { code, message, ...(part === undefined ? {} : { part }) };
    return reply.code(status).send(body);
  };
}

function toRefusal(error: FastifyError, request: FastifyRequest, log: Log): HttpRefusal {
  if (error instanceof HttpRefusal) return error;
  const language = languageFor(request);
  if (error instanceof ProblemError) {
    const { problem } = error;
    const part = partOf(problem);
    return new HttpRefusal(422, problem.code, repliesIn(language).problem(problem), { part });
  }
  // What the framework refuses: a body that is too large or that it cannot read.
  const { statusCode = 500 } = error;
  if (statusCode < 500) return malformed(language, error, statusCode);
  // Nobody is there any more to read the answer, or the service is going.
  if (!isAbort(error)) log.error({ err: error }, 'web.failed');
  return new HttpRefusal(500, 'internal', wordsIn(language).failed(), { cause: error });
}
