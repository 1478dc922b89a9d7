import { type FastifyError, type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import type { Clock } from '../../clock.ts';
import { AppError, messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { createBodyTime } from './body-time.ts';
import { HttpRefusal } from './http-refusal.ts';
import { securityHeaders } from './security-headers.ts';

/** For the first line and the headers. */
const HEADERS_TIMEOUT_MS = 30_000;
/** Node's last word on a body; `body-time.ts` and the uploads have a shorter one each. */
const REQUEST_TIMEOUT_MS = 660_000;
/** Far more than a callback or a request of the page has; Kling's bodies are below 2 kB. */
const MAX_BODY_BYTES = 65_536;
/** The longest job id has 121 characters; fastify's own limit of 100 would hide it. */
const MAX_PARAM_LENGTH = 200;

/** What one part of the service answers to; each has hooks and parsers of its own. */
export type Routes = (server: FastifyInstance) => void | Promise<void>;

export interface HttpServer {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  close(): Promise<void>;
}

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** Whose word about a visitor's address is believed. */
  readonly trustedProxies: readonly string[];
  readonly publicUrl?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly routes: readonly Routes[];
}

/** What the outside may reach of the service. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, log } = options;
  const server = openServer(options);
  for (const routes of options.routes) await server.register(async (scope) => routes(scope));
  const url = await server.listen({ host, port }).catch((cause: unknown) => {
    throw new AppError(
      'http/cannot-listen',
      `Cannot listen on ${host}:${port}; change HTTP_HOST or HTTP_PORT (${messageOf(cause)})`,
      { cause },
    );
  });
  log.info({ host, port: new URL(url).port }, 'http.listening');
  return { url, close: () => server.close() };
}

function openServer({ trustedProxies, publicUrl, clock, log }: HttpServerOptions): FastifyInstance {
  const server = fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => body,
  );
  const headers = securityHeaders(publicUrl);
  const bodyTime = createBodyTime(clock);
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    bodyTime.watch(request, reply);
  });
  server.addHook('onResponse', async (request) => bodyTime.linger(request));
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'not found' }));
  server.setErrorHandler((error: FastifyError, _request, reply) => answerError(error, reply, log));
  return server;
}

function answerError(error: FastifyError, reply: FastifyReply, log: Log): FastifyReply {
  if (error instanceof HttpRefusal) {
    return reply.code(error.status).type('text/plain; charset=utf-8').send(`${error.message}\n`);
  }
  const { statusCode = 500 } = error;
  if (statusCode >= 500) log.error({ err: error }, 'http.failed');
  // Said anew, because a file that broke before its first byte has left its own type behind.
  reply.code(statusCode).type('application/json; charset=utf-8');
  return reply.send({ error: statusCode >= 500 ? 'failed' : 'refused' });
}
