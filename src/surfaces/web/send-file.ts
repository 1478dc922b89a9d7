import path from 'node:path';
import { finished } from 'node:stream/promises';
import { send } from '@fastify/send';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** With ranges, because players ask for them; resolves when the file is not needed any more. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const found = await send(request.raw, encodeURIComponent(path.basename(file)), {
    root: path.dirname(file),
    cacheControl: false,
    contentType: false,
    index: false,
  });
  reply.code(found.statusCode);
  // A rejection says that the client has left, before or during the answer.
  const over = finished(reply.raw).catch(() => undefined);
  if (found.type === 'file') {
    reply.headers(found.headers).headers(headers).send(found.stream);
  } else {
    found.stream.destroy();
    const range = found.headers['Content-Range'];
    if (range !== undefined) reply.header('content-range', range);
    reply.send({ error: found.statusCode === 404 ? 'not found' : 'refused' });
  }
  await over;
}

/** By the end of its name. */
export function contentTypeOf(file: string): string {
  return send.mime.getType(file) ?? 'application/octet-stream';
}
