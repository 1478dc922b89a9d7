import { z } from 'zod';
import type { Clock } from '../../../clock.ts';
import { english } from '../../../jobs/english.ts';
import type { Operations } from '../../../jobs/operations.ts';
import { ProblemError } from '../../../jobs/problem.ts';
import type { Log } from '../../../log.ts';
import { refuseCrossSite } from '../access.ts';
import { openEventStream } from '../event-stream.ts';
import { HttpRefusal } from '../http-refusal.ts';
import type { Routes } from '../http-server.ts';
import { answerWireError } from '../thread/refusals.ts';
import { readJson } from '../thread/request-shape.ts';
import type { ViewFeed } from './view-feed.ts';
import type { IntakeRequest, OpsAnswer, OpsView, RetryRequest } from './wire.ts';

/** A service has a few operators with a few devices each; a page that is not looked at holds none. */
const MOST_STREAMS = 20;
const STREAMS_FREE_AFTER_S = 10;

const retryShape: z.ZodType<RetryRequest> = z.object({
  messageId: z.string().regex(/^[a-z0-9]{10,32}$/),
});
const intakeShape: z.ZodType<IntakeRequest> = z.object({ takesRequests: z.boolean() });

type JobRoute = { Params: { readonly jobId: string } };

/** What the operations page asks and wants done. Who may come in has been looked at before. */
export function opsApiRoutes(deps: {
  readonly operations: Operations;
  readonly look: () => Promise<OpsView>;
  readonly feed: ViewFeed;
  /** No Kling account is set, so nothing is ever paid. */
  readonly isPreview: boolean;
  readonly publicUrl: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}): Routes {
  const { operations, look, feed, isPreview, publicUrl, clock, log } = deps;
  return (server) => {
    server.setErrorHandler(answerWireError(log));
    server.addHook('onRequest', async (request, reply) => {
      refuseCrossSite(request, publicUrl);
      reply.header('cache-control', 'no-store');
    });

    server.get('/ops/api/view', look);

    server.get('/ops/api/events', { exposeHeadRoute: false }, async (_request, reply) => {
      if (feed.size() >= MOST_STREAMS) throw tooManyStreams();
      const stream = openEventStream(reply, clock);
      const leave = feed.join({
        onView: (view) => stream.send('view', view),
        onEnd: () => stream.end(),
      });
      stream.onOver(leave);
    });

    server.post<JobRoute>('/ops/api/jobs/:jobId/cancel', async (request) => {
      const { jobId } = request.params;
      const answer = await cancel(operations, jobId, isPreview);
      log.info({ jobId, address: request.ip }, 'ops.cancel');
      return answer;
    });

    server.post<JobRoute>('/ops/api/jobs/:jobId/retry', async (request) => {
      const { jobId } = request.params;
      const answer = await retry(operations, jobId, readJson(request, retryShape));
      log.info({ jobId, address: request.ip }, 'ops.retry');
      return answer;
    });

    server.put('/ops/api/intake', async (request) => {
      const { takesRequests } = readJson(request, intakeShape);
      await operations.setIntake(takesRequests);
      log.info({ takesRequests, address: request.ip }, 'ops.intake');
      return look();
    });
  };
}

async function cancel(
  operations: Operations,
  jobId: string,
  isPreview: boolean,
): Promise<OpsAnswer> {
  const cancellation = await operations.cancel(jobId);
  switch (cancellation) {
    case undefined:
      throw new HttpRefusal(404, 'job/unknown', english.unknownJob(jobId));
    case 'already-ended':
      throw new HttpRefusal(409, 'job/already-ended', `Job ${jobId} has already ended.`);
    case 'free':
      return { text: `Job ${jobId} is cancelled. Nothing was paid.` };
    case 'charged':
      if (isPreview) return { text: `Job ${jobId} is cancelled. It was a preview, at no cost.` };
      return {
        text: `Job ${jobId} is cancelled and its video will be thrown away. Kling had begun and cannot stop, so its units are spent.`,
      };
    default:
      return cancellation satisfies never;
  }
}

async function retry(
  operations: Operations,
  jobId: string,
  { messageId }: RetryRequest,
): Promise<OpsAnswer> {
  const acceptance = await operations.retry(jobId, messageId).catch((error: unknown) => {
    if (!(error instanceof ProblemError)) throw error;
    const { problem } = error;
    throw new HttpRefusal(422, problem.code, english.problem(problem), { cause: error });
  });
  if (acceptance !== undefined) return { text: `Job ${acceptance.job.id} tries it again.` };
  const sentence = `Job ${jobId} cannot be tried again: it has not ended, was deleted, or is no longer kept.`;
  throw new HttpRefusal(409, 'job/cannot-retry', sentence);
}

function tooManyStreams(): HttpRefusal {
  const sentence = `${MOST_STREAMS} pages are being looked at, which is the most; close one.`;
  return new HttpRefusal(503, 'ops/too-many-streams', sentence, {
    retryAfterSeconds: STREAMS_FREE_AFTER_S,
  });
}
