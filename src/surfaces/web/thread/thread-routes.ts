import type { FastifyInstance } from 'fastify';
import { openEventStream } from '../event-stream.ts';
import { languageFor } from './language.ts';
import type { Parts } from './parts.ts';
import { personOf, welcome } from './person.ts';
import { createStreamTurns } from './stream-turns.ts';
import type { ThreadView } from './wire.ts';

/** The thread as it is, and what happens in it. */
export function threadRoutes(server: FastifyInstance, parts: Parts): void {
  const { thread, streams, limits, isTls, clock, log } = parts;

  server.get('/api/thread', { onRequest: limits.writes }, (request, reply): Promise<ThreadView> => {
    reply.header('cache-control', 'no-store');
    return thread.view(welcome(request, reply, isTls), languageFor(request));
  });

  const turns = createStreamTurns();
  const stream = { onRequest: limits.streams, exposeHeadRoute: false };
  server.get('/api/events', stream, async (request, reply) => {
    const person = personOf(request);
    const language = languageFor(request);
    const endTurn = turns.begin(request.ip, language);
    const events = openEventStream(reply, clock);
    events.onOver(endTurn);
    try {
      await streams.join(person.id, language, events, () => thread.view(person, language));
    } catch (error) {
      // The page connects again.
      log.error({ err: error }, 'web.thread-unread');
      events.end();
    }
  });
}
