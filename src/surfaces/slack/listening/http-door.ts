import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { Log } from '../../../log.ts';
import type { Secret } from '../../../secret.ts';
import { quietLogger } from '../quiet-logger.ts';

export const EVENTS_PATH = '/slack/events';

/** Takes a request whose whole body has been read, and answers it. */
export type OnRequest = (
  request: IncomingMessage,
  response: ServerResponse,
  rawBody: Buffer,
) => Promise<void>;

export interface HttpDoor {
  readonly receiver: HTTPReceiver;
  readonly onRequest: OnRequest;
}

/**
 * Slack's events on this service's own address. Bolt checks the signature over the body as it came,
 * and refuses what is older than five minutes.
 */
export function createHttpDoor(signingSecret: Secret, log: Log): HttpDoor {
  const receiver = new HTTPReceiver({
    signingSecret: signingSecret.reveal(),
    endpoints: [EVENTS_PATH],
    logger: quietLogger(log),
  });
  return {
    receiver,
    onRequest: async (request, response, rawBody) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      // The library throws at other paths, and leaves them without an answer.
      if (request.method !== 'POST' || pathname !== EVENTS_PATH) response.writeHead(404).end();
      else receiver.requestListener(Object.assign(request, { rawBody }), response);
    },
  };
}
