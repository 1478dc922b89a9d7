import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Log } from '../log.ts';
import { refusalReply } from './answer.ts';
import { Refusal } from './refusal.ts';

/** Two files of 10 and 5 MB in base64 are 20 MB, and there is what surrounds them. */
const MAX_BODY_BYTES = 26_000_000;
/** Kling tells no limit for an external id; this is more than any client needs, also in %-code. */
const MAX_ID_CHARACTERS = 4_096;

/** A body that was JSON; undefined when it was not, or when there was none. */
export type JsonBody = { readonly json: unknown } | undefined;

/** A server that refuses as Kling does whatever is not one of the routes that are added to it. */
export function openServer(log: Log, onRoute?: (route: string) => void): FastifyInstance {
  const server = fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_ID_CHARACTERS },
    // A path that is not even decodable never gets to the routes.
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      const { status, body } = refusalReply(new Refusal(1203, NO_SUCH_RESOURCE));
      void reply.code(status).send(body);
    },
  });
  const paths = new Set<string>();
  server.addHook('onRoute', ({ method, url }) => {
    paths.add(url);
    for (const each of [method].flat()) onRoute?.(`${each} ${url}`);
  });
  // Kling docs, avatar: the content type defaults to JSON, so it is not asked for. What cannot be
  // parsed is told by the route, because a stranger is refused first.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<string>(
    '*',
    { parseAs: 'string' },
    async (_request: FastifyRequest, text: string) => toJsonBody(text),
  );
  server.setErrorHandler((error, _request, reply) => {
    const { status, body } = refusalReply(error);
    if (status >= 500) log.error({ err: error }, 'sandbox.unexpected');
    return reply.code(status).send(body);
  });
  server.setNotFoundHandler((request, reply) => {
    const { status, body } = refusalReply(notFound(request.url, paths));
    return reply.code(status).send(body);
  });
  return server;
}

function toJsonBody(text: string): JsonBody {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const NO_SUCH_RESOURCE = 'The requested resource does not exist';

/** A known path with another method is 1202, anything else 1203 (Kling docs, error codes). */
function notFound(url: string, paths: ReadonlySet<string>): Refusal {
  const [asked = ''] = url.split('?');
  const isKnown = [...paths].some((known) =>
    new RegExp(`^${known.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`).test(asked),
  );
  return isKnown
    ? new Refusal(1202, 'The requested method is invalid')
    : new Refusal(1203, NO_SUCH_RESOURCE);
}
