import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { systemClock } from '../../src/clock.ts';
import { assembleJobs, type Jobs } from '../../src/jobs/assemble.ts';
import type { Chat, Documents, Media, VideoMaker } from '../../src/jobs/contracts.ts';
import type { JobId } from '../../src/jobs/job.ts';
import { createLog } from '../../src/log.ts';
import { createLocalQueue } from '../../src/queue/local.ts';
import { createLocalClaims } from '../../src/queue/local-claims.ts';
import { createFileBlobs } from '../../src/storage/file-blobs.ts';
import { createScratch } from '../../src/storage/scratch.ts';
import { createSqliteDocuments } from '../../src/storage/sqlite-documents.ts';
import { SqliteFile } from '../../src/storage/sqlite-file.ts';
import { noFigures } from '../support/no-figures.ts';

export const CLIP_SECONDS = 2.5;
const WITHOUT_LIMIT = 1_000_000;

export interface BenchJobs extends Jobs {
  readonly nudge: (jobId: JobId) => Promise<void>;
  close(): Promise<void>;
}

/** The jobs on a real data folder, with real storage; what is outside of them is given. */
export async function openBenchJobs(options: {
  readonly dataDir: string;
  readonly maker: VideoMaker;
  readonly media: Media;
  readonly openChat: (documents: (namespace: string) => Documents) => Chat;
  readonly slots: number;
  readonly pollMs: number;
}): Promise<BenchJobs> {
  const { dataDir, maker, media, openChat, slots, pollMs } = options;
  const clock = systemClock;
  const log = createLog('error', process.stderr);
  const file = SqliteFile.open(path.join(dataDir, 'state.sqlite'));
  const documents = (namespace: string) => createSqliteDocuments(file, namespace);
  const queue = (name: string, size: number) => createLocalQueue({ name, slots: size, clock, log });
  const queues = {
    prepareQueue: queue('prepare', 8),
    renderQueue: queue('render', slots),
    deliverQueue: queue('deliver', 8),
  };
  const chat = openChat(documents);
  const stop = new AbortController();
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
    blobs: createFileBlobs(path.join(dataDir, 'blobs')),
    withScratch: createScratch(path.join(dataDir, 'scratch')),
    media,
    maker,
    makerName: 'bench',
    isPreview: false,
    renderTime: { baseMs: 1_000, msPerClipSecond: 0 },
    pollMs,
    claims: createLocalClaims(clock),
    ...queues,
    chatOf: () => chat,
    limitSettings: {
      maxOpenPerPerson: WITHOUT_LIMIT,
      dailyUnitsPerPerson: WITHOUT_LIMIT,
      dailyUnitsTotal: WITHOUT_LIMIT,
    },
    retentionDays: 30,
    figures: noFigures,
    linkOf: () => undefined,
    clock,
    log,
    signal: stop.signal,
  });
  return {
    ...jobs,
    nudge: (jobId) => queues.renderQueue.nudge(jobId),
    close: async () => {
      stop.abort();
      await Promise.all(Object.values(queues).map((each) => each.close(5_000)));
      file.close();
    },
  };
}

/** Copies instead of converting: the codecs are measured elsewhere, here they would hide the rest. */
export function copyingMedia(downloadVideo: Media['downloadVideo']): Media {
  return {
    preparePortrait: async (input, output) => {
      await copyFile(input, output);
      return { width: 320, height: 320, bytes: (await stat(output)).size };
    },
    prepareClip: async (input, output) => {
      await copyFile(input, output);
      return { format: 'wav', seconds: CLIP_SECONDS, bytes: (await stat(output)).size };
    },
    downloadVideo,
    checkVideo: async (file) => ({
      seconds: CLIP_SECONDS,
      bytes: (await stat(file)).size,
      width: 480,
      height: 480,
    }),
    fitVideo: async () => undefined,
  };
}

export interface CountingChat extends Chat {
  /** In the order of posting; a job that was posted twice would be there twice. */
  readonly videos: { readonly jobId: string; readonly at: number }[];
  readonly notices: string[];
}

/** A thread that takes everything at once and remembers it. */
export function createCountingChat(): CountingChat {
  const videos: { jobId: string; at: number }[] = [];
  const notices: string[] = [];
  return {
    videos,
    notices,
    fetchAttachment: (_part, { address }, output) => copyFile(address, output),
    showProgress: async () => undefined,
    progressEveryMs: () => 5_000,
    findPost: async ({ id }) =>
      videos.some(({ jobId }) => jobId === id) ? { kind: 'video', address: id } : undefined,
    maxUploadBytes: async () => undefined,
    postVideo: async (job) => {
      videos.push({ jobId: job.id, at: Date.now() });
      return { kind: 'video', address: job.id };
    },
    postNotice: async (job, text) => {
      notices.push(text);
      return { kind: 'notice', address: job.id };
    },
  };
}

export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'avatar-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One JSON line of figures. */
export function report(bench: string, figures: Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify({ bench, ...figures }));
}

export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: Math.round(performance.now() - start), value };
}

/** Of sorted or unsorted figures; `share` from 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const rssMb = () => Math.round(process.memoryUsage.rss() / 1e6);

/** Shares of a whole, such as 0.034. */
export const round = (value: number) => Math.round(value * 1_000) / 1_000;
