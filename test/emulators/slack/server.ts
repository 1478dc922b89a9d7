import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type FastifyInstance, fastify } from 'fastify';
import { createExchange, type Endpoint, type Watch } from './exchange.ts';

const MAX_BODY_BYTES = 130 * 1_048_576;

export interface Endpoints {
  readonly api: Endpoint;
  readonly upload: Endpoint;
  readonly download: Endpoint;
  readonly hook: Endpoint;
  readonly authorize: Endpoint;
  readonly login: Endpoint;
}

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export function openServer(watch: Watch, endpoints: Endpoints, upgrade: Upgrade): FastifyInstance {
  const server = fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 512 },
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer' },
    async (_request: unknown, raw: Buffer) => raw,
  );
  const at = (method: 'GET' | 'POST', url: string, endpoint: Endpoint) =>
    server.route({ method, url, handler: createExchange(watch, endpoint) });
  at('POST', '/api/:method', endpoints.api);
  at('GET', '/api/:method', endpoints.api);
  at('POST', '/upload/v1/:id', endpoints.upload);
  at('GET', '/files-pri/:place/download/:name', endpoints.download);
  at('GET', '/files-pri/:place/:name', endpoints.download);
  at('POST', '/hooks/:id', endpoints.hook);
  at('GET', '/oauth/v2/authorize', endpoints.authorize);
  at('GET', '/', endpoints.login);
  server.server.on('upgrade', (request, socket, head) => {
    if (request.url?.startsWith('/link/') === true) upgrade(request, socket, head);
    else socket.destroy();
  });
  return server;
}
