import { type FastifyInstance, fastify } from 'fastify';
import { refusal } from './api-error.ts';
import { addCdnRoutes } from './cdn-routes.ts';
import { createExchange, type Watch } from './exchange.ts';
import type { Gateway } from './gateway.ts';
import { routeName } from './request-log.ts';
import type { Route } from './route.ts';

/** Ten files of the highest tier would not fit into memory; one does. */
const MAX_BODY_BYTES = 130 * 1_048_576;
const PREFIX = '/api/v10';

export interface OpenServer {
  readonly server: FastifyInstance;
  /** `POST /channels/{}/messages`, as they were really registered. */
  readonly registered: readonly string[];
}

export function openServer(watch: Watch, routes: readonly Route[], gateway: Gateway): OpenServer {
  const server = fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 512 },
  });
  const registered: string[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    if (url.startsWith(PREFIX)) registered.push(`${[method].flat().join()} ${routeName(url)}`);
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer' },
    async (_request: unknown, raw: Buffer) => raw,
  );
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 0, message: '404: Not Found' }),
  );
  server.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const isTooLarge = error.statusCode === 413;
    const { status, code, message } = refusal(isTooLarge ? 'tooLarge' : 'notJson');
    return reply.code(status).send({ code, message });
  });
  for (const route of routes) {
    server.route({
      method: route.method,
      url: `${PREFIX}${route.path}`,
      handler: createExchange(watch, route),
    });
  }
  addCdnRoutes(server, watch.world);
  server.server.on('upgrade', (request, socket, head) => {
    if (request.url?.startsWith('/gateway') === true) gateway.upgrade(request, socket, head);
    else socket.destroy();
  });
  return { server, registered };
}
