import type { FastifyReply } from 'fastify';
import type { Fault } from './faults.ts';
import { type KlingCode, Refusal } from './refusal.ts';

/** The faults that are a proper answer of Kling, and what it says. */
const REFUSALS = {
  '1302': [1302, 'API request rate limit exceeded'],
  '1303': [1303, 'parallel task over resource pack limit'],
  '5000-before': [5000, 'Server internal error'],
  '5000-after': [5000, 'Server internal error'],
  '5001': [5001, 'Server temporarily unavailable'],
  '5002': [5002, 'Server internal timeout'],
} as const satisfies Partial<Record<Fault['kind'], readonly [KlingCode, string]>>;

/** Whether the work of the call is done before its answer is lost. */
export function isAfterTheWork({ kind }: Fault): boolean {
  return kind.endsWith('-after') || kind === 'cut-body';
}

/**
 * Answers wrongly, or takes the connection out of the server's hands.
 * @throws Refusal where the fault is an answer of Kling
 */
export function misbehave({ kind, retryAfterSeconds }: Fault, reply: FastifyReply): FastifyReply {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', `${retryAfterSeconds}`);
  switch (kind) {
    case 'hang-before':
    case 'hang-after':
      return reply.hijack();
    case 'reset-before':
    case 'reset-after':
      reply.hijack();
      reply.raw.socket?.resetAndDestroy();
      return reply;
    case 'cut-body':
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
      reply.raw.write('{"code":0,"message":"SUC', () => reply.raw.socket?.destroy());
      return reply;
    case 'html-502':
    case 'html-502-after':
      return reply.code(502).type('text/html').send('<html><h1>502 Bad Gateway</h1></html>');
    case 'malformed':
    case 'malformed-after':
      return reply.type('application/json').send('{"code":0,"message"');
    default: {
      const [code, message] = REFUSALS[kind];
      throw new Refusal(code, message);
    }
  }
}
