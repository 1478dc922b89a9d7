import { existsSync } from 'node:fs';
import path from 'node:path';
import { send } from '@fastify/send';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from './access.ts';
import type { Routes } from './http-server.ts';
import { PAGE_POLICY } from './security-headers.ts';

/** Names of built files change with their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/** The thread page as it was built into `folder`. */
export function pageRoutes(options: { readonly folder: string; readonly access: Access }): Routes {
  const { folder, access } = options;
  return (server) => {
    server.get('/', { onRequest: access.toPage }, (request, reply) => {
      if (!existsSync(path.join(folder, 'index.html'))) return tellNotBuilt(reply);
      return sendBuilt(request, reply, folder, 'index.html', ASK_AGAIN);
    });
    // Open to all: they are the program and nothing else, and the operations page has them as well.
    server.get<{ Params: { readonly '*': string } }>('/assets/*', (request, reply) => {
      // The pages themselves are beside this folder, each behind a check of its own.
      const assets = path.join(folder, 'assets');
      const asked = encodeURIComponent(request.params['*']);
      return sendBuilt(request, reply, assets, asked, FOR_EVER);
    });
  };
}

/** `asked` is one step of a path as it stands in a URL; none leads out of the folder. */
async function sendBuilt(
  request: FastifyRequest,
  reply: FastifyReply,
  folder: string,
  asked: string,
  cacheControl: string,
): Promise<FastifyReply> {
  const { type, statusCode, headers, stream } = await send(request.raw, asked, {
    ...{ root: folder, cacheControl: false, dotfiles: 'ignore', index: false },
  });
  if (type !== 'file') {
    stream.destroy();
    return reply.code(404).send({ error: 'not found' });
  }
  reply.code(statusCode).headers(headers);
  reply.headers({ 'cache-control': cacheControl, 'content-security-policy': PAGE_POLICY });
  return reply.send(stream);
}

function tellNotBuilt(reply: FastifyReply): FastifyReply {
  const sentence = 'The page is not built yet. Run: npm run build\n';
  return reply.code(404).type('text/plain; charset=utf-8').send(sentence);
}
