import type { FastifyRequest } from 'fastify';

/** The bytes of a body that was read whole; none where there was no body. */
export function bodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}
