import type { FastifyInstance } from 'fastify';
import { isValidLink, type LinkQuery } from './signed-links.ts';
import type { World } from './world.ts';

const EXPIRED = 'This content is no longer available.';

/** Where attachments are served: only with a valid signature that has not run out. */
export function addCdnRoutes(server: FastifyInstance, world: World): void {
  for (const folder of ['attachments', 'ephemeral-attachments']) {
    server.get(`/${folder}/:place/:id/:name`, (request, reply) => {
      const [path = ''] = request.url.split('?');
      const { id } = request.params as { id: string };
      const file = world.files.get(id);
      const isRight =
        file?.path === path && isValidLink(path, request.query as LinkQuery, world.now());
      if (!isRight) return reply.code(404).type('text/plain').send(EXPIRED);
      return reply.type(typeOf(path)).send(file.bytes);
    });
  }
}

/** The real one guesses by the name as well; nobody may rely on it. */
const typeOf = (path: string) =>
  path.endsWith('.txt') ? 'text/plain' : 'application/octet-stream';
