import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { systemClock } from '../../src/clock.ts';
import type { Documents } from '../../src/jobs/contracts.ts';
import { type Attachment, type JobId, toJobId } from '../../src/jobs/job.ts';
import { type CallbackRequest, openCallbacks } from '../../src/kling/callbacks.ts';
import { createKlingClient } from '../../src/kling/client.ts';
import { createLog } from '../../src/log.ts';
import { download } from '../../src/media/download.ts';
import { Secret } from '../../src/secret.ts';
import { callbackRoutes } from '../../src/surfaces/web/callback-routes.ts';
import { startHttpServer } from '../../src/surfaces/web/http-server.ts';
import { wav } from '../media/wav.ts';
import {
  CLIP_SECONDS,
  type CountingChat,
  copyingMedia,
  createCountingChat,
  openBenchJobs,
  percentile,
  report,
  round,
  rssMb,
  timed,
  withFolder,
} from './bench-jobs.ts';
import { type SandboxState, startSandboxProcess } from './sandbox-process.ts';

type Nudge = (jobId: JobId) => Promise<void>;

const SLOTS = 50;
const POLL_MS = 500;

interface Load {
  readonly jobs: number;
  readonly renderMs: number;
  readonly callbacks: boolean;
}

/** Jobs of two people through 50 slots: all but one of the first, then one of the other. */
async function load({ jobs: count, renderMs, callbacks }: Load): Promise<void> {
  await withFolder(async (folder) => {
    const sandbox = await startSandboxProcess([
      ...['--slots', `${SLOTS}`, '--queue-ms', '50', '--render-ms', `${renderMs}`],
    ]);
    const attachments = await makeAttachments(folder);
    const log = createLog('error', process.stderr);
    const nudges: { nudge: Nudge } = { nudge: async () => undefined };
    const http = callbacks ? await openReceiver(log, (jobId) => nudges.nudge(jobId)) : undefined;
    const maker = createKlingClient({
      baseUrl: sandbox.url,
      credentials: { apiKey: new Secret(sandbox.apiKey) },
      clock: systemClock,
      callbackUrl: http?.urlOf,
    });
    const privateHosts = new Set([new URL(sandbox.url).host]);
    const media = copyingMedia((url, output, signal) =>
      download(url, {
        output,
        maxBytes: 50_000_000,
        timeoutMs: 60_000,
        allow: () => true,
        privateHosts,
        signal,
      }),
    );
    const chat = createCountingChat();
    const jobs = await openBenchJobs({
      ...{ dataDir: folder, maker, media, slots: SLOTS, pollMs: POLL_MS },
      openChat: () => chat,
    });
    nudges.nudge = jobs.nudge;
    const { ms } = await timed(async () => {
      for (let n = 1; n <= count; n += 1) {
        const owner = n === count ? 'ben' : 'ada';
        await jobs.desk.accept({
          jobId: toJobId(`bench-${owner}-${n}`),
          person: { surface: 'bench', id: owner },
          thread: { surface: 'bench', address: 'thread' },
          ...{ locale: 'en', mode: 'std', prompt: 'talk', ...attachments },
        });
      }
      while (chat.videos.length + chat.notices.length < count) await wait(50);
    });
    const state = await sandbox.state();
    const { createTask = 0, queryTask = 0, listTasks = 0 } = state.requests.counts;
    report('load', {
      jobs: count,
      renderMs,
      callbacks,
      delivered: chat.videos.length,
      doubled: chat.videos.length - new Set(chat.videos.map(({ jobId }) => jobId)).size,
      refused: chat.notices.length,
      seconds: round(ms / 1_000),
      slots: SLOTS,
      peakOpenTasks: state.peakOpen,
      klingRequestsPerJob: round((createTask + queryTask + listTasks) / count),
      placeOfTheSingleJob: chat.videos.findIndex(({ jobId }) => jobId === `bench-ben-${count}`) + 1,
      slotIdleShare: round(idleShare(state)),
      rssMb: rssMb(),
    });
    const lags = lagsMs(state, chat);
    report('task end to video posted', {
      callbacks,
      tickMs: POLL_MS,
      p50Ms: percentile(lags, 0.5),
      p99Ms: percentile(lags, 0.99),
    });
    await jobs.close();
    maker.close();
    await http?.close();
    await sandbox.close();
  });
}

async function makeAttachments(folder: string) {
  const attachment = (name: string): Attachment => ({
    kind: 'attachment',
    address: path.join(folder, name),
    name,
  });
  const [portrait, clip] = [attachment('face.jpg'), attachment('voice.wav')];
  await sharp({ create: { width: 320, height: 320, channels: 3, background: '#b86' } })
    .jpeg()
    .toFile(portrait.address);
  await writeFile(clip.address, wav({ seconds: CLIP_SECONDS }));
  return { portrait, clip };
}

/** The service's own way for callbacks: its HTTP server and its check of the address. */
async function openReceiver(log: ReturnType<typeof createLog>, nudge: Nudge) {
  let receive: (request: CallbackRequest) => Promise<number> = async () => 503;
  const onCallback = (request: CallbackRequest) => receive(request);
  const http = await startHttpServer({
    ...{ host: '127.0.0.1', port: 0, trustedProxies: [], clock: systemClock, log },
    routes: [callbackRoutes(onCallback)],
  });
  const kept = new Map<string, unknown>();
  const settings: Documents = {
    get: async <T>(key: string) => kept.get(key) as T | undefined,
    set: async (key, value) => {
      kept.set(key, value);
    },
    delete: async (key) => {
      kept.delete(key);
    },
    entries: async function* () {},
  };
  const { url: publicUrl } = http;
  const callbacks = await openCallbacks({
    ...{ publicUrl, settings, webhookSecret: undefined, now: systemClock.now },
  });
  receive = (request) => callbacks.receive(request, nudge);
  return { urlOf: callbacks.urlOf, close: http.close };
}

/** How much of the slots' time went by unused, from the first order to the last one. */
function idleShare({ tasks }: SandboxState): number {
  const start = Math.min(...tasks.map(({ createdAt }) => createdAt));
  const end = Math.max(...tasks.map(({ createdAt }) => createdAt));
  const used = tasks.reduce(
    (sum, { createdAt, updatedAt }) => sum + Math.min(updatedAt, end) - createdAt,
    0,
  );
  return 1 - used / (SLOTS * (end - start));
}

function lagsMs({ tasks }: SandboxState, chat: CountingChat): number[] {
  const endedAt = new Map(tasks.map(({ externalId, updatedAt }) => [externalId, updatedAt]));
  return chat.videos.map(({ jobId, at }) => at - (endedAt.get(jobId) ?? Number.NaN));
}

await load({ jobs: 500, renderMs: 2_000, callbacks: false });
// Renders long enough that the two shared cores are not what is measured; Kling takes minutes.
await load({ jobs: 200, renderMs: 10_000, callbacks: true });
