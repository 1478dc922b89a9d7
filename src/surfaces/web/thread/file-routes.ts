import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Job } from '../../../jobs/job.ts';
import { sendFile } from '../send-file.ts';
import { CLIP_TYPES, PORTRAIT_TYPE, privately } from './bytes.ts';
import { languageFor } from './language.ts';
import { findOwn } from './own-jobs.ts';
import type { Parts } from './parts.ts';
import { personOf } from './person.ts';
import { fileGone } from './refusals.ts';

type OfJob = FastifyRequest<{ Params: { readonly id: string } }>;
/** Lends a file of a job; undefined where it is not kept. */
type Lend = (job: Job, use: (file: string) => Promise<true>) => Promise<true | undefined>;

/** The files of a visitor's own jobs. */
export function fileRoutes(server: FastifyInstance, parts: Parts): void {
  const { desk, lendPart, signal } = parts;

  async function give(
    request: OfJob,
    reply: FastifyReply,
    lend: Lend,
    headersOf: (job: Job) => Readonly<Record<string, string>>,
  ): Promise<FastifyReply> {
    const language = languageFor(request);
    const job = await findOwn(desk, personOf(request), request.params.id, language);
    const isGiven = await lend(job, async (file) => {
      await sendFile(request, reply, file, headersOf(job));
      return true;
    });
    if (isGiven === undefined) throw fileGone(language);
    return reply;
  }

  server.get('/api/jobs/:id/portrait', (request: OfJob, reply) =>
    give(
      request,
      reply,
      (job, use) => lendPart(job, 'portrait', use),
      () => privately(PORTRAIT_TYPE),
    ),
  );

  server.get('/api/jobs/:id/clip', (request: OfJob, reply) =>
    give(
      request,
      reply,
      (job, use) => lendPart(job, 'clip', use),
      ({ clip }) => privately(CLIP_TYPES[clip?.format ?? 'mp3']),
    ),
  );

  server.get('/api/jobs/:id/video', (request: OfJob, reply) =>
    give(
      request,
      reply,
      (job, use) => desk.lendVideo(job, Number.POSITIVE_INFINITY, use, signal),
      ({ id }) => ({
        ...privately('video/mp4'),
        'content-disposition': `${isToSave(request) ? 'attachment' : 'inline'}; filename="${id}.mp4"`,
      }),
    ),
  );
}

function isToSave({ query }: FastifyRequest): boolean {
  return (query as Readonly<Record<string, unknown>>)['download'] !== undefined;
}
