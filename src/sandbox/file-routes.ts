import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Faults } from './faults.ts';
import { misbehave } from './misbehave.ts';
import type { RequestLog } from './request-log.ts';
import type { ResultLinks } from './result-links.ts';
import type { Speech } from './speech.ts';
import type { TaskBook } from './task-book.ts';
import type { TaskFiles } from './task-files.ts';

/** The file server that result links point at; it asks for no key, the link is the key. */
export function addFileRoutes(
  server: FastifyInstance,
  deps: {
    readonly book: TaskBook;
    readonly files: TaskFiles;
    readonly speech: Speech;
    readonly links: ResultLinks;
    readonly faults: Faults;
    readonly requestLog: RequestLog;
  },
): void {
  const { book, files, speech, links, faults, requestLog } = deps;

  server.get<{
    Params: { taskId: string; kind: string };
    Querystring: { Expires?: string; Signature?: string };
  }>('/cdn/:taskId/:kind.mp4', async (request, reply) => {
    const { taskId, kind } = request.params;
    const { Expires = '', Signature = '' } = request.query;
    const task = book.find(taskId);
    const entry = requestLog.add('video', task?.externalId);
    if (!links.isValid(taskId, kind, Expires, Signature)) {
      entry.status = 403;
      return reply.code(403).send();
    }
    if (task === undefined || !files.hasVideo(task)) {
      entry.status = 404;
      return reply.code(404).send();
    }
    const fault = faults.take('video');
    const video = files.videoOf(task);
    if (fault === undefined) {
      entry.status = 200;
      return sendFile(reply, video, 'video/mp4', request.headers.range);
    }
    entry.fault = fault.kind;
    return fault.kind === 'cut-body' ? sendHalf(reply, video) : misbehave(fault, reply);
  });

  server.get<{ Params: { id: string } }>('/cdn/audio/:id.mp3', async (request, reply) => {
    const file = speech.fileOf(request.params.id);
    if (file === undefined) return reply.code(404).send();
    return sendFile(reply, file, 'audio/mpeg', request.headers.range);
  });
}

async function sendFile(
  reply: FastifyReply,
  file: string,
  type: string,
  range: string | undefined,
): Promise<FastifyReply> {
  const { size } = await stat(file);
  reply.type(type).header('accept-ranges', 'bytes');
  const part = range === undefined ? undefined : readRange(range, size);
  if (part === undefined) {
    return reply.header('content-length', size).send(createReadStream(file));
  }
  if (part === 'outside') return reply.code(416).header('content-range', `bytes */${size}`).send();
  const { start, end } = part;
  return reply
    .code(206)
    .header('content-range', `bytes ${start}-${end}/${size}`)
    .header('content-length', end - start + 1)
    .send(createReadStream(file, { start, end }));
}

/** One range of bytes; undefined for what this server does not know, which means the whole file. */
function readRange(header: string, size: number) {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start > end ? 'outside' : { start, end };
}

/** Promises the whole file and breaks off in the middle. */
async function sendHalf(reply: FastifyReply, file: string): Promise<FastifyReply> {
  const { size } = await stat(file);
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'video/mp4', 'content-length': size });
  const half = createReadStream(file, { end: Math.floor(size / 2) });
  half.on('end', () => reply.raw.destroy());
  half.on('error', () => reply.raw.destroy());
  half.pipe(reply.raw, { end: false });
  return reply;
}
