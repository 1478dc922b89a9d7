import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../../clock.ts';
import { dollarsFor } from '../../../jobs/limits.ts';
import type { Operations } from '../../../jobs/operations.ts';
import type { Log } from '../../../log.ts';
import type { Secret } from '../../../secret.ts';
import { HttpRefusal } from '../http-refusal.ts';
import type { Routes } from '../http-server.ts';
import { PAGE_POLICY } from '../security-headers.ts';
import { sendFile } from '../send-file.ts';
import { createOpsAccess } from './ops-access.ts';
import { opsApiRoutes } from './ops-api-routes.ts';
import { createViewFeed } from './view-feed.ts';
import type { Check, OpsView } from './wire.ts';

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': PAGE_POLICY,
};

/** What the monitoring reads. */
export interface Metrics {
  readonly contentType: string;
  readonly body: string;
}

/** The operations page and the metrics, for whoever runs the bot. */
export function opsRoutes(options: {
  readonly operations: Operations;
  /** Looked at once a second while the page is watched, so it must answer from what is known. */
  readonly checks: () => Promise<Readonly<Record<string, Check>>>;
  readonly metrics: () => Promise<Metrics>;
  /** No Kling account is set. */
  readonly isPreview: boolean;
  /** Ms since epoch. */
  readonly startedAt: number;
  readonly password: Secret | undefined;
  readonly publicUrl: string | undefined;
  /** Where the pages were built. */
  readonly folder: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
}): Routes {
  const { operations, checks, metrics, isPreview, startedAt, folder, clock } = options;

  async function look(): Promise<OpsView> {
    const [overview, checked] = await Promise.all([operations.overview(), checks()]);
    const now = clock.now();
    const dollarsPerUnit = dollarsFor(1);
    return { ...overview, now, upMs: now - startedAt, isPreview, checks: checked, dollarsPerUnit };
  }

  return async (server) => {
    const feed = createViewFeed({ look, ...options });
    server.addHook('onRequest', createOpsAccess(options));
    // Streams never end by themselves, and a server that closes waits for what runs.
    server.addHook('preClose', async () => feed.close());

    server.get('/ops', async (request, reply) => {
      const page = path.join(folder, 'ops.html');
      if (!existsSync(page)) throw notBuilt();
      await sendFile(request, reply, page, PAGE_HEADERS);
      return reply;
    });

    server.get('/metrics', async (_request, reply) => {
      const { contentType, body } = await metrics();
      return reply.type(contentType).header('cache-control', 'no-store').send(body);
    });

    await server.register(async (scope) => opsApiRoutes({ look, feed, ...options })(scope));
  };
}

function notBuilt(): HttpRefusal {
  return new HttpRefusal(404, 'page/not-built', 'The page is not built yet. Run: npm run build');
}
