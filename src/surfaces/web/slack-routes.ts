import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../log.ts';
import type { Routes } from './http-server.ts';
import { bodyOf } from './request-body.ts';

/** A message of Slack has at most 40,000 characters, and a form that was filled in no more. */
const MAX_SLACK_BYTES = 1_048_576;

/** Takes a request with its whole body, and answers it by itself. */
export type TakeRaw = (
  request: IncomingMessage,
  response: ServerResponse,
  rawBody: Buffer,
) => Promise<void>;

/** Everything under `/slack/`. */
export function slackRoutes(onSlack: TakeRaw, log: Log): Routes {
  return (server) => {
    server.route({
      method: ['GET', 'POST'],
      url: '/slack/*',
      bodyLimit: MAX_SLACK_BYTES,
      handler: async (request, reply) => {
        reply.hijack();
        await onSlack(request.raw, reply.raw, bodyOf(request)).catch((error: unknown) => {
          log.error({ err: error }, 'http.failed');
          reply.raw.destroy();
        });
      },
    });
  };
}
