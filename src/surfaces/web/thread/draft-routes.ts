import path from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../errors.ts';
import { ProblemError } from '../../../jobs/problem.ts';
import type { UploadedFile } from '../../../jobs/uploads.ts';
import { sendFile } from '../send-file.ts';
import { CLIP_TYPES, PORTRAIT_TYPE, privately } from './bytes.ts';
import type { Draft, FileOf } from './drafts.ts';
import { fileNameOf } from './file-name.ts';
import { languageFor } from './language.ts';
import type { Parts } from './parts.ts';
import { personOf } from './person.ts';
import { fileGone } from './refusals.ts';
import { shownDraft } from './shown-draft.ts';
import { checkAnnounced, type Incoming, receiveBody } from './upload-body.ts';
import { createUploadTurns } from './upload-turns.ts';
import type { Part, ShownDraft } from './wire.ts';

const PARTS: readonly Part[] = ['portrait', 'clip'];

/** What is chosen for the next request: files come, are seen again, and go. */
export async function draftRoutes(server: FastifyInstance, parts: Parts): Promise<void> {
  const { drafts, uploads, limits, tellDraft } = parts;

  for (const part of PARTS) {
    server.delete(
      `/api/draft/${part}`,
      { onRequest: limits.writes },
      async (request): Promise<ShownDraft> => {
        const { id } = personOf(request);
        const draft = await drafts.remove(id, part);
        tellDraft(id, draft);
        return shownDraft(draft);
      },
    );

    server.get(`/api/draft/${part}`, async (request, reply) => {
      const { [part]: chosen } = await drafts.get(personOf(request).id);
      if (chosen === undefined) throw fileGone(languageFor(request));
      const headers = privately(typeOf(chosen.file.facts));
      try {
        await uploads.withFile(chosen.file, (file) => sendFile(request, reply, file, headers));
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'blob/missing') throw error;
        throw fileGone(languageFor(request), error);
      }
      return reply;
    });
  }

  await server.register(async (scope) => uploadRoutes(scope, parts));
}

/** In a scope of their own, where bodies are not read before they are looked at. */
function uploadRoutes(server: FastifyInstance, parts: Parts): void {
  const { limits, tellDraft, log } = parts;
  const turns = createUploadTurns();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', async (_request: unknown, body: Readable) => body);

  for (const part of PARTS) {
    const route = { onRequest: limits.uploads, config: { watchesBody: true } } as const;
    server.put(`/api/draft/${part}`, route, async (request, reply): Promise<ShownDraft> => {
      const person = personOf(request);
      const incoming = incomingOf(request, part);
      checkAnnounced(incoming);
      const endTurn = turns.begin(person, request.ip, incoming.language);
      try {
        const draft = await takeUpload(parts, person.id, incoming, {
          name: fileNameOf(request.headers['x-file-name']),
          signal: AbortSignal.any([parts.signal, leavingOf(reply)]),
        });
        log.info({ personId: person.id, part }, 'web.file-taken');
        tellDraft(person.id, draft);
        return shownDraft(draft);
      } catch (error) {
        if (error instanceof ProblemError) {
          log.info({ personId: person.id, part, code: error.code }, 'web.file-refused');
        }
        throw error;
      } finally {
        endTurn();
      }
    });
  }
}

function incomingOf(request: FastifyRequest, part: Part): Incoming {
  const { body, headers } = request;
  const length = headers['content-length'];
  return {
    part,
    body: body instanceof Readable ? body : undefined,
    announcedBytes: length === undefined ? undefined : Number(length),
    language: languageFor(request),
  };
}

/** The bytes wait on the disk only until they are made into what Kling takes, or refused. */
function takeUpload(
  { uploads, drafts, withScratch, clock }: Parts,
  personId: string,
  incoming: Incoming,
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
): Promise<Draft> {
  const { part } = incoming;
  return withScratch(async (folder) => {
    const upload: UploadedFile = { file: path.join(folder, 'upload'), name };
    await receiveBody(incoming, upload.file, clock);
    const take = part === 'portrait' ? uploads.takePortrait : uploads.takeClip;
    return drafts.upload(
      personId,
      part,
      (uploadId) => take(uploadId, upload, signal) as Promise<FileOf<Part>>,
    );
  });
}

/** Whoever has left, or has chosen another file, needs this one no more. */
function leavingOf({ raw }: FastifyReply): AbortSignal {
  const left = new AbortController();
  raw.once('close', () => left.abort());
  return left.signal;
}

function typeOf(facts: FileOf<Part>['facts']): string {
  return 'format' in facts ? CLIP_TYPES[facts.format] : PORTRAIT_TYPE;
}
