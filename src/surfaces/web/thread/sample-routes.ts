import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from '../http-refusal.ts';
import { contentTypeOf, sendFile } from '../send-file.ts';
import type { Draft, FileOf } from './drafts.ts';
import { languageFor } from './language.ts';
import type { Parts } from './parts.ts';
import { personOf } from './person.ts';
import { readJson, sampleChoiceShape } from './request-shape.ts';
import { shownDraft } from './shown-draft.ts';
import type { Part, ShownDraft } from './wire.ts';
import { wordsIn } from './words/locales.ts';

/** An hour: the next version of the program may bring others. */
const FOR_A_WHILE = 'public, max-age=3600';

/** Pictures and clips to try it with. */
export function sampleRoutes(server: FastifyInstance, parts: Parts): void {
  const { drafts, samples, limits, tellDraft, signal } = parts;

  server.get<{ Params: { id: string } }>('/samples/:id', async (request, reply) => {
    const file = samples.fileOf(request.params.id);
    if (file === undefined) throw unknownSample(request);
    await sendFile(request, reply, file, {
      'content-type': contentTypeOf(file),
      'cache-control': FOR_A_WHILE,
    });
    return reply;
  });

  server.post(
    '/api/draft/sample',
    { onRequest: limits.writes },
    async (request): Promise<ShownDraft> => {
      const { id } = personOf(request);
      const wanted = readJson(request, sampleChoiceShape);
      const ready = async <P extends Part>(part: P, sampleId: string): Promise<FileOf<P>> => {
        const file = await samples.ready(part, sampleId, signal);
        if (file === undefined) throw unknownSample(request);
        return file;
      };
      const { portrait, clip } = wanted;
      // Both at once, and neither is chosen where one of them is unknown.
      const [picture, voice] = await Promise.all([
        portrait === undefined ? undefined : ready('portrait', portrait),
        clip === undefined ? undefined : ready('clip', clip),
      ]);
      let draft: Draft = await drafts.get(id);
      if (picture !== undefined) draft = await drafts.choose(id, 'portrait', picture);
      if (voice !== undefined) draft = await drafts.choose(id, 'clip', voice);
      tellDraft(id, draft);
      return shownDraft(draft);
    },
  );
}

function unknownSample(request: Parameters<typeof languageFor>[0]): HttpRefusal {
  return new HttpRefusal(404, 'sample/unknown', wordsIn(languageFor(request)).unknownSample());
}
