import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fetch from 'node-fetch';
import { type Config, parseConfig } from '../../../src/config.ts';
import { assembleJobs, type Jobs } from '../../../src/jobs/assemble.ts';
import { openCallbacks } from '../../../src/kling/callbacks.ts';
import { createLog } from '../../../src/log.ts';
import { createFfmpeg } from '../../../src/media/ffmpeg.ts';
import { createMedia } from '../../../src/media/media.ts';
import { createMetrics } from '../../../src/metrics/metrics.ts';
import { openKling } from '../../../src/open-kling.ts';
import { createLocalQueue } from '../../../src/queue/local.ts';
import { createLocalClaims } from '../../../src/queue/local-claims.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { createFileBlobs } from '../../../src/storage/file-blobs.ts';
import { createScratch } from '../../../src/storage/scratch.ts';
import { startHttpServer } from '../../../src/surfaces/web/http-server.ts';
import { opsRoutes } from '../../../src/surfaces/web/ops/ops-routes.ts';
import { instantEncode } from '../../sandbox/a-sandbox.ts';
import { createFakeThread, type FakeThread } from '../../support/fake-thread.ts';
import { createNamespaces } from '../../support/in-memory-documents.ts';
import { startRealSandbox } from '../../support/real-sandbox.ts';
import { createSteppedClock, type SteppedClock } from '../../support/stepped-clock.ts';
import { createPlainMedia, VIDEO_BYTES } from './plain-media.ts';

const SLOTS = 10;
const RENDER_MS = 2_000;
/** Time between two looks, and how long the network of the machine itself may take meanwhile. */
const STEP_MS = 250;
const REAL_STEP_MS = 2;
const PATIENCE_STEPS = 4_000;

/** The jobs with the real client of Kling on its sandbox, and what the service tells of them. */
export interface FiguresService {
  readonly jobs: Jobs;
  readonly sandbox: Sandbox;
  /** That the bot has, and the sandbox as well. */
  readonly slots: number;
  readonly thread: FakeThread;
  /** All that was logged, as it would be written. */
  readonly logged: readonly string[];
  /** Lets time pass until it holds. */
  until(holds: () => boolean | Promise<boolean>): Promise<void>;
  readonly now: () => number;
  /** What `GET /metrics` answers. */
  metrics(): Promise<string>;
}

/** What it opens is closed by `whenDone`. */
export async function startFigures(
  whenDone: (close: () => Promise<void>) => void,
): Promise<FiguresService> {
  const clock = createSteppedClock();
  const logged: string[] = [];
  const log = createLog('debug', { write: (line) => void logged.push(line) });
  const folder = await mkdtemp(path.join(tmpdir(), 'figures-'));
  const documents = createNamespaces();
  const stop = new AbortController();
  const settings = { slots: SLOTS, queueMs: 0, renderMs: RENDER_MS };
  const sandbox = await startRealSandbox({ encode: instantEncode, clock, settings }, whenDone);
  const metrics = createMetrics();
  const ffmpeg = await createFfmpeg();
  const kling = await openKling({
    config: configFor(sandbox),
    callbacks: await openCallbacks({
      ...{ publicUrl: undefined, webhookSecret: undefined },
      ...{ settings: documents('settings'), now: clock.now },
    }),
    ...{ dataDir: folder, ffmpeg, clock, log },
    onExchange: metrics.onKlingRequest,
  });
  const thread = createFakeThread(clock.now, () => VIDEO_BYTES);
  // What somebody has sent is written into the file that comes of it.
  thread.fetchAttachment = (_part, { address }, output) => writeFile(output, address);
  const queue = (name: string, slots: number) => createLocalQueue({ name, slots, clock, log });
  const queues = {
    prepareQueue: queue('prepare', 8),
    renderQueue: queue('render', SLOTS),
    deliverQueue: queue('deliver', 8),
  };
  const { downloadVideo } = createMedia({ ffmpeg, privateHosts: kling.fileHosts });
  const jobs = await assembleJobs({
    documents: {
      jobs: documents('job'),
      people: documents('person'),
      cancels: documents('cancel'),
      abandoned: documents('abandoned'),
      estimates: documents('estimate'),
      failures: documents('failure'),
      settings: documents('settings'),
    },
    blobs: createFileBlobs(path.join(folder, 'blobs')),
    withScratch: createScratch(path.join(folder, 'scratch')),
    media: { ...(await createPlainMedia()), downloadVideo },
    ...{ maker: kling.maker, makerName: kling.name, isPreview: false, pollMs: kling.pollMs },
    renderTime: kling.renderTime,
    claims: createLocalClaims(clock),
    ...queues,
    chatOf: () => thread,
    limitSettings: { maxOpenPerPerson: 200, dailyUnitsPerPerson: 1e6, dailyUnitsTotal: 1e6 },
    retentionDays: 30,
    figures: metrics.figures,
    linkOf: () => undefined,
    ...{ clock, log, signal: stop.signal },
  });
  const { operations } = jobs;
  const { url, close } = await startHttpServer({
    ...{ host: '127.0.0.1', port: 0, trustedProxies: [], clock, log },
    routes: [
      opsRoutes({
        ...{ operations, checks: async () => ({}), password: undefined, publicUrl: undefined },
        ...{ isPreview: false, startedAt: clock.now(), folder, clock, log, signal: stop.signal },
        metrics: () => metrics.read(operations.overview),
      }),
    ],
  });
  whenDone(async () => {
    stop.abort();
    await close();
    await Promise.all(Object.values(queues).map((each) => each.close(0)));
    await kling.close();
    await ffmpeg.close();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    ...{ jobs, sandbox, slots: SLOTS, thread, logged, now: clock.now },
    until: createUntil(clock),
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
  };
}

function configFor({ url, accessKey, secretKey }: Sandbox): Config {
  return parseConfig({
    KLING_API_BASE_URL: url,
    KLING_ACCESS_KEY: accessKey,
    KLING_SECRET_KEY: secretKey,
    KLING_CONCURRENCY: `${SLOTS}`,
    KLING_POLL_SECONDS: '1',
  });
}

function createUntil(clock: SteppedClock): FiguresService['until'] {
  return async (holds) => {
    for (let step = 0; step < PATIENCE_STEPS; step += 1) {
      if (await holds()) return;
      await clock.advance(STEP_MS);
      await wait(REAL_STEP_MS);
    }
    throw new Error('It did not come about');
  };
}
