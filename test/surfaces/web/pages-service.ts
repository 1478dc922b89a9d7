import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { createAccess } from '../../../src/surfaces/web/access.ts';
import { startHttpServer } from '../../../src/surfaces/web/http-server.ts';
import { pageRoutes } from '../../../src/surfaces/web/pages-routes.ts';
import type {
  ShownDraft,
  ShownJob,
  ThreadEvents,
  ThreadView,
} from '../../../src/surfaces/web/thread/wire.ts';
import { quietLog } from '../../support/real-sandbox.ts';

const PAGES = fileURLToPath(new URL('.', import.meta.resolve('#pages/index.html')));
const PICTURE = readFileSync(fileURLToPath(import.meta.resolve('#assets/sample-portrait.jpg')));
const PRICE = { units: 1, dollars: 0.14 };
const PRICES = { std: PRICE, pro: PRICE };
const DRAFT: ShownDraft = {
  portrait: { name: 'woman.jpg', url: '/samples/woman', width: 720, height: 900 },
  clip: { name: 'voice.ogg', url: '/samples/woman-voice', seconds: 6 },
  prices: PRICES,
};

/** As the page is told of it. */
export const rendering = (id: string): ShownJob => ({
  ...{ id, askedAt: 0, mode: 'std', prompt: '', phase: 'rendering', text: 'Kling is rendering' },
  ...{ elapsedMs: 0, may: ['cancel'] },
});

/** Upright, as most are. */
export const finished = (id: string): ShownJob => ({
  ...rendering(id),
  ...{ phase: 'done', text: 'Here is your talking avatar', may: ['retry', 'delete'] },
  ended: 'video',
  video: {
    ...{ url: `/api/jobs/${id}/video`, downloadUrl: `/api/jobs/${id}/video?download` },
    ...{ seconds: 6, bytes: 1, width: 720, height: 900 },
  },
});

/** Where each answer to the page is known ahead, also those that a real service gives rarely. */
export interface PagesService {
  readonly url: string;
  /** What the page has asked to be done, as `POST /api/jobs`. */
  readonly wishes: readonly string[];
  tell<Name extends keyof ThreadEvents>(event: Name, data: ThreadEvents[Name]): void;
}

export async function startPagesService(given: Partial<ThreadView> = {}): Promise<PagesService> {
  const thread: ThreadView = {
    ...{ language: 'en', isPreview: true, takesRequests: true, maxPromptCharacters: 2_500 },
    ...{ maxUploadBytes: { portrait: 1, clip: 1 }, rates: PRICES, draft: {}, jobs: [] },
    samples: {
      portraits: [{ id: 'woman', url: '/samples/woman' }],
      clips: [{ id: 'woman-voice', url: '/samples/woman-voice' }],
    },
    ...given,
  };
  const tabs = new Set<ServerResponse>();
  const wishes: string[] = [];
  const tell: PagesService['tell'] = (event, data) => {
    for (const tab of tabs) tab.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const access = createAccess({ pageAccess: 'local', publicUrl: undefined });
  const server = await startHttpServer({
    ...{ host: '127.0.0.1', port: 0, trustedProxies: [], clock: systemClock, log: quietLog },
    routes: [
      pageRoutes({ folder: PAGES, access }),
      (scope) => {
        scope.addHook('onRequest', async ({ method, url }) => {
          if (method !== 'GET') wishes.push(`${method} ${url}`);
        });
        scope.get('/api/thread', async () => thread);
        scope.get('/api/events', (_request, reply) => {
          const { raw } = reply.hijack();
          tabs.add(raw.writeHead(200, { 'content-type': 'text/event-stream' }));
          raw.write('\n');
        });
        scope.get('/samples/woman', (_request, reply) => reply.type('image/jpeg').send(PICTURE));
        scope.post('/api/draft/sample', async () => DRAFT);
        scope.delete('/api/draft/portrait', async () => ({}));
        scope.post('/api/jobs', async () => rendering('web-new'));
      },
    ],
  });
  onTestFinished(async () => {
    for (const tab of tabs) tab.end();
    await server.close();
  });
  return { url: server.url, wishes, tell };
}
