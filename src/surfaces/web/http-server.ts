import { fastify } from 'fastify';
import { AppError, messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';

/** Far more than a callback has; Kling's bodies are below 2 kB. */
const MAX_CALLBACK_BYTES = 65_536;

export interface ReceivedCallback {
  readonly jobId: string;
  readonly token: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes as they came: the signature is over them. */
  readonly rawBody: Buffer;
}

export interface HttpServer {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  close(): Promise<void>;
}

/** What the outside may reach of the service: is it alive, and Kling's callbacks. */
export async function startHttpServer(options: {
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  /** Answers with the HTTP status to send. */
  readonly onCallback: (request: ReceivedCallback) => Promise<number>;
}): Promise<HttpServer> {
  const { host, port, log, onCallback } = options;
  const server = fastify({ bodyLimit: MAX_CALLBACK_BYTES, forceCloseConnections: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    '*',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => body,
  );

  server.get('/healthz', async () => ({ status: 'ok' }));

  server.post<{ Params: { jobId: string; token: string } }>(
    '/kling/callback/:jobId/:token',
    async (request, reply) => {
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { jobId, token } = request.params;
      const { headers } = request;
      return reply.code(await onCallback({ jobId, token, headers, rawBody })).send();
    },
  );

  server.setErrorHandler((error, _request, reply) => {
    const { statusCode = 500 } = error as { statusCode?: number };
    if (statusCode >= 500) log.error({ err: error }, 'http.failed');
    return reply.code(statusCode).send({ error: statusCode >= 500 ? 'failed' : 'refused' });
  });

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
