import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { fail } from './answer.ts';
import type { Faults } from './faults.ts';
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
    requestLog.add('video');
    const { taskId, kind } = request.params;
    const { Expires = '', Signature = '' } = request.query;
    if (!links.isValid(taskId, kind, Expires, Signature)) return reply.code(403).send();
    const task = book.find(taskId);
    if (task === undefined || !files.hasVideo(task)) return reply.code(404).send();
    const fault = faults.take('video');
    const video = files.videoOf(task);
    if (fault === undefined) return sendFile(reply, video, 'video/mp4');
    return fault.kind === 'cut-body' ? sendHalf(reply, video) : fail(fault, reply);
  });

  server.get<{ Params: { id: string } }>('/cdn/audio/:id.mp3', async (request, reply) => {
    const audio = speech.find(request.params.id);
    return audio === undefined ? reply.code(404).send() : sendFile(reply, audio.file, 'audio/mpeg');
  });
}

async function sendFile(reply: FastifyReply, file: string, type: string): Promise<FastifyReply> {
  const { size } = await stat(file);
  return reply.type(type).header('content-length', size).send(createReadStream(file));
}

async function sendHalf(reply: FastifyReply, file: string): Promise<FastifyReply> {
  const { size } = await stat(file);
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'video/mp4', 'content-length': size });
  const half = createReadStream(file, { end: Math.floor(size / 2) });
  half.on('end', () => reply.raw.destroy());
  half.pipe(reply.raw, { end: false });
  return reply;
}
