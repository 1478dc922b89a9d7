import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { Call, Fault, Faults } from './faults.ts';
import { HTTP_STATUS, type KlingCode, Refusal } from './refusal.ts';

/** Every answer of Kling is `code`, `message`, `request_id`, and `data` where there is some. */
export function envelope(code: number, message: string, data?: unknown) {
  return { code, message, request_id: randomUUID(), ...(data === undefined ? {} : { data }) };
}

/** The code of each kind of fault that is only an answer. */
const FAULT_CODES = {
  '1302': 1302,
  '1303': 1303,
  '5000-before': 5000,
  '5000-after': 5000,
  '5001': 5001,
  '5002': 5002,
} as const satisfies Partial<Record<Fault['kind'], KlingCode>>;

/** Does the work of a call and answers with its data, or with the fault that was ordered for it. */
export async function answer(
  call: Call,
  faults: Faults,
  reply: FastifyReply,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const fault = faults.take(call);
  if (fault === undefined) return envelope(0, 'SUCCEED', await work());
  if (fault.retryAfterSeconds !== undefined) {
    void reply.header('retry-after', `${fault.retryAfterSeconds}`);
  }
  if (isAfter(fault)) await work();
  return fail(fault, reply);
}

function isAfter({ kind }: Fault): boolean {
  return kind.endsWith('-after') || kind === 'cut-body';
}

/** Answers wrongly, or not at all: then the connection is out of the server's hands. */
export function fail({ kind }: Fault, reply: FastifyReply): unknown {
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
      return reply.code(502).type('text/html').send('<html><h1>502 Bad Gateway</h1></html>');
    case 'malformed':
      return reply.type('application/json').send('{"code":0,"message"');
    default: {
      const code = FAULT_CODES[kind];
      throw new Refusal(code, FAULT_TEXTS[code]);
    }
  }
}

const FAULT_TEXTS = {
  1302: 'API request rate limit exceeded',
  1303: 'parallel task over resource pack limit',
  5000: 'Server internal error',
  5001: 'Server temporarily unavailable',
  5002: 'Server internal timeout',
} as const;

/** Kling's envelope of whatever was thrown. */
export function refusalReply(error: unknown): { status: number; body: unknown } {
  if (error instanceof Refusal) {
    return { status: HTTP_STATUS[error.code], body: envelope(error.code, error.message) };
  }
  const { statusCode = 500 } = error as { statusCode?: number };
  if (statusCode < 500) return { status: 400, body: envelope(1200, 'Invalid request parameters') };
  return { status: 500, body: envelope(5000, 'Server internal error') };
}
