import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { send } from '@fastify/send';
import { type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { AppError, messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';

/** For a body to arrive whole; answers may take longer. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A message of Slack has at most 40,000 characters, and a form that was filled in no more. */
const MAX_SLACK_BYTES = 1_048_576;
/** Far more than a callback has; Kling's bodies are below 2 kB. */
const MAX_CALLBACK_BYTES = 65_536;
/** The longest job id has 121 characters; fastify's own limit of 100 would hide it. */
const MAX_PARAM_LENGTH = 200;

export interface ReceivedCallback {
  readonly jobId: string;
  readonly token: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes as they came: the signature is over them. */
  readonly rawBody: Buffer;
}

/** Lends the video that a path names to `use`; false when there is none. */
export type LendByPath = (
  path: { readonly jobId: string; readonly token: string },
  use: (file: string) => Promise<void>,
) => Promise<boolean>;

type VideoRoute = { Params: { readonly jobId: string; readonly file: string } };
type VideoRequest = FastifyRequest<VideoRoute>;

/** Takes a request with its whole body, and answers it by itself. */
export type TakeRaw = (
  request: IncomingMessage,
  response: ServerResponse,
  rawBody: Buffer,
) => Promise<void>;

export interface HttpServer {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  close(): Promise<void>;
}

/** What the outside may reach of the service: is it alive, Kling's callbacks, videos by their links. */
export async function startHttpServer(options: {
  readonly host: string;
  readonly port: number;
  readonly log: Log;
  /** Answers with the HTTP status to send. */
  readonly onCallback: (request: ReceivedCallback) => Promise<number>;
  readonly lendVideo: LendByPath;
  /** For everything under `/slack/`; absent where Slack is off. */
  readonly onSlack?: TakeRaw | undefined;
}): Promise<HttpServer> {
  const { host, port, log, onCallback, lendVideo, onSlack } = options;
  const server = fastify({
    bodyLimit: MAX_CALLBACK_BYTES,
    forceCloseConnections: true,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  });
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
      const { jobId, token } = request.params;
      const { headers } = request;
      const rawBody = bodyOf(request);
      return reply.code(await onCallback({ jobId, token, headers, rawBody })).send();
    },
  );

  if (onSlack !== undefined) {
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
  }

  server.get<VideoRoute>('/videos/:jobId/:file', async (request, reply) => {
    const { jobId, file } = request.params;
    const token = path.parse(file).name;
    const found = await lendVideo({ jobId, token }, (video) => sendFile(request, reply, video));
    return found ? reply : reply.code(404).send({ error: 'not found' });
  });

  server.setErrorHandler((error, _request, reply) => {
    const { statusCode = 500 } = error as { statusCode?: number };
    if (statusCode >= 500) log.error({ err: error }, 'http.failed');
    // Said anew, because a file that broke before its first byte has left its own type behind.
    reply.code(statusCode).type('application/json; charset=utf-8');
    return reply.send({ error: statusCode >= 500 ? 'failed' : 'refused' });
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

function bodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** With ranges, because players ask for them; resolves when the file is not needed any more. */
async function sendFile(request: VideoRequest, reply: FastifyReply, file: string): Promise<void> {
  const { jobId } = request.params;
  const { type, statusCode, headers, stream } = await send(request.raw, path.basename(file), {
    root: path.dirname(file),
    cacheControl: false,
    contentType: false,
    index: false,
  });
  // Who has the link may see the video; nobody on the way shall keep it or learn the link.
  reply.headers({ 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' });
  reply.headers({ 'x-robots-tag': 'noindex', 'x-content-type-options': 'nosniff' });
  reply.code(statusCode);
  // A rejection says that the client has left, before or during the answer.
  const over = finished(reply.raw).catch(() => undefined);
  if (type === 'file') {
    // Saved under the job's id: the last step of the path is the secret.
    const name = `inline; filename="${jobId}.mp4"`;
    reply.headers(headers).header('content-disposition', name);
    reply.header('content-type', 'video/mp4').send(stream);
  } else {
    stream.destroy();
    const range = headers['Content-Range'];
    if (range !== undefined) reply.header('content-range', range);
    reply.send({ error: statusCode === 404 ? 'not found' : 'refused' });
  }
  await over;
}
