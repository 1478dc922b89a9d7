import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../clock.ts';

/** For a body to arrive whole; answers may take longer. */
const BODY_MS = 30_000;
/** How long the rest of a body is read and thrown away that was answered before its end. */
const LINGER_MS = 10_000;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route watches by itself how long its body takes. */
    readonly watchesBody?: true;
  }
}

export interface BodyTime {
  /** Ends a request whose body does not come in time. */
  watch(request: FastifyRequest, reply: FastifyReply): void;
  /**
   * After an answer: a connection that is closed while its client still sends is reset, and the answer
   * may be lost with it. So what comes is taken for a while before the line is cut.
   */
  linger(request: FastifyRequest): void;
}

/** Node has one time for all bodies, and uploads take longer than anything else may. */
export function createBodyTime(clock: Clock): BodyTime {
  /** Runs `act` unless the exchange is over before. */
  function after(ms: number, over: AbortSignal, act: () => void): void {
    clock
      .sleep(ms, over)
      .then(act)
      // Called off.
      .catch(() => undefined);
  }

  return {
    watch: (request, reply) => {
      if (!hasBody(request.raw) || request.routeOptions.config.watchesBody === true) return;
      after(BODY_MS, endOf(request.raw), () => tellTooSlow(request.raw, reply.raw));
    },
    linger: ({ raw }) => {
      if (raw.complete || raw.destroyed) return;
      raw.resume();
      after(LINGER_MS, endOf(raw), () => raw.destroy());
    },
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** Aborted when all of the body has come, or the line is cut. */
function endOf(request: IncomingMessage): AbortSignal {
  const over = new AbortController();
  for (const event of ['end', 'close']) request.once(event, () => over.abort());
  return over.signal;
}

/** Without the framework, which still waits for the body. */
function tellTooSlow(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) return void request.destroy();
  response.writeHead(408, { connection: 'close' }).end(() => request.destroy());
}
