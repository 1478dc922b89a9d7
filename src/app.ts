import path from 'node:path';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import { assembleJobs } from './jobs/assemble.ts';
import type { Chat, Documents, FetchLink, WithScratch } from './jobs/contracts.ts';
import type { Desk } from './jobs/desk.ts';
import { VIDEO_BLOB } from './jobs/fetch.ts';
import type { Intake } from './jobs/intake.ts';
import type { Job, JobId } from './jobs/job.ts';
import type { LendPart } from './jobs/lend-part.ts';
import type { Operations } from './jobs/operations.ts';
import type { JobListener } from './jobs/store.ts';
import type { Uploads } from './jobs/uploads.ts';
import type { Check } from './kling/answering.ts';
import { type CallbackRequest, openCallbacks } from './kling/callbacks.ts';
import type { Log } from './log.ts';
import { createFetchLink } from './media/attachment.ts';
import { createFfmpeg } from './media/ffmpeg.ts';
import { createMedia } from './media/media.ts';
import { createMetrics } from './metrics/metrics.ts';
import { openKling } from './open-kling.ts';
import { createLocalQueue } from './queue/local.ts';
import { createLocalClaims } from './queue/local-claims.ts';
import { createFileBlobs } from './storage/file-blobs.ts';
import { createScratch } from './storage/scratch.ts';
import { createSqliteDocuments } from './storage/sqlite-documents.ts';
import { SqliteFile } from './storage/sqlite-file.ts';
import { createStorageCheck } from './storage/storage-check.ts';
import { lendByLink, openVideoLinks } from './surfaces/web/video-links.ts';

/** Downloads wait for the network, so more of them may run than the two that the media room works on. */
const PREPARE_SLOTS = 8;
const DELIVER_SLOTS = 8;

export interface App {
  readonly desk: Desk;
  readonly operations: Operations;
  readonly intake: Intake;
  readonly uploads: Uploads;
  readonly lendPart: LendPart;
  readonly withScratch: WithScratch;
  /** What Prometheus asks for. */
  metrics(): Promise<{ contentType: string; body: string }>;
  /** Whether what the app stands on is well; it never rejects. */
  checks(): Promise<{ readonly storage: Check; readonly kling: Check }>;
  /** No Kling account is set, so the videos are previews. */
  readonly isSandbox: boolean;
  subscribe(listener: JobListener): void;
  /** Jobs that have not ended. */
  unfinished(): Promise<Job[]>;
  /** Puts the unfinished jobs of earlier runs back to work; resolves with their number. */
  recover(): Promise<number>;
  /** Answers a callback of Kling with the HTTP status to send. */
  onCallback(request: CallbackRequest): Promise<number>;
  /** Lends the video that a link names; false when there is none. */
  lendVideo(
    path: { jobId: string; token: string },
    use: (file: string) => Promise<void>,
  ): Promise<boolean>;
  /** Where a finished video is kept. */
  keptVideo(jobId: JobId): string;
  /** Hands back what runs within `graceMs` and lets go of the data folder. */
  close(graceMs: number): Promise<void>;
}

/** What a surface may build on. */
export interface ChatGround {
  /** A namespace of its own, which only that surface reads. */
  documents(namespace: string): Documents;
  readonly fetchLink: FetchLink;
}

export interface AppOptions {
  readonly config: Config;
  /** One process per folder. */
  readonly dataDir: string;
  /** The surfaces' threads by surface name, made of what the app lends to them. */
  readonly openChats: (ground: ChatGround) => ReadonlyMap<string, Chat>;
  readonly clock: Clock;
  readonly log: Log;
  /** A PATH to look for ffmpeg on. */
  readonly searchPath: string | undefined;
}

/**
 * The only wiring: opens the data folder and puts every room together. Jobs of earlier runs wait for
 * `recover`; what is asked for from now on runs at once.
 * @throws AppError `storage/in-use` when another process has the folder
 */
export async function openApp(options: AppOptions): Promise<App> {
  const file = SqliteFile.open(path.join(options.dataDir, 'state.sqlite'));
  try {
    return await wire(file, options);
  } catch (error) {
    file.close();
    throw error;
  }
}

async function wire(file: SqliteFile, options: AppOptions): Promise<App> {
  const { config, dataDir, clock, log } = options;
  const stop = new AbortController();
  const { publicUrl } = config.http;
  const documents = (namespace: string) => createSqliteDocuments(file, namespace);
  // First, because a surface may refuse its settings, and nothing has to be closed yet.
  const fetchLink = createFetchLink({ extraHosts: config.mediaHosts, clock });
  const chats = options.openChats({ documents, fetchLink });
  const ffmpeg = await createFfmpeg({
    path: config.ffmpegPath,
    searchPath: options.searchPath,
    log,
  });
  const blobs = createFileBlobs(path.join(dataDir, 'blobs'));
  const withScratch = createScratch(path.join(dataDir, 'scratch'));
  const callbacks = await openCallbacks({
    publicUrl,
    webhookSecret: config.kling.webhookSecret,
    settings: documents('settings'),
    now: clock.now,
  });
  const videoLinks = await openVideoLinks({ publicUrl, settings: documents('settings') });
  const metrics = createMetrics();
  const onExchange = metrics.onKlingRequest;
  const kling = await openKling({ ...options, ffmpeg, callbacks, onExchange });
  const media = createMedia({ ffmpeg, privateHosts: kling.fileHosts, clock });

  const queue = (name: string, slots: number) => createLocalQueue({ name, slots, clock, log });
  const queues = {
    prepareQueue: queue('prepare', PREPARE_SLOTS),
    renderQueue: queue('render', config.kling.concurrency),
    deliverQueue: queue('deliver', DELIVER_SLOTS),
  };
  const jobs = await assembleJobs({
    ...{ blobs, withScratch, media, clock, log, ...queues },
    documents: {
      jobs: documents('job'),
      people: documents('person'),
      cancels: documents('cancel'),
      abandoned: documents('abandoned'),
      estimates: documents('estimate'),
      failures: documents('failure'),
      settings: documents('settings'),
    },
    maker: kling.maker,
    makerName: kling.name,
    isPreview: kling.isSandbox,
    renderTime: kling.renderTime,
    pollMs: kling.pollMs,
    claims: createLocalClaims(clock),
    chatOf: (job) => findChat(chats, job),
    limitSettings: config.limits,
    retentionDays: config.retentionDays,
    linkOf: videoLinks.urlOf,
    figures: metrics.figures,
    signal: stop.signal,
  });
  const checkStorage = createStorageCheck(documents('settings'), clock);
  jobs.keepTidy();

  return {
    desk: jobs.desk,
    operations: jobs.operations,
    intake: jobs.intake,
    uploads: jobs.uploads,
    lendPart: jobs.lendPart,
    withScratch,
    metrics: () => metrics.read(jobs.operations.overview),
    checks: async () => {
      const [storage, answering] = await Promise.all([checkStorage(), kling.check()]);
      return { storage, kling: answering };
    },
    isSandbox: kling.isSandbox,
    subscribe: jobs.store.subscribe,
    unfinished: jobs.unfinished,
    recover: jobs.recover,
    onCallback: (request) => callbacks.receive(request, (jobId) => queues.renderQueue.nudge(jobId)),
    lendVideo: lendByLink({ videoLinks, desk: jobs.desk, signal: stop.signal }),
    keptVideo: (jobId) => path.join(dataDir, 'blobs', jobId, VIDEO_BLOB),
    close: async (graceMs) => {
      stop.abort();
      try {
        await Promise.all(Object.values(queues).map((each) => each.close(graceMs)));
        // The sandbox first: a drawing that is killed under it would count as failed.
        await kling.close();
        await ffmpeg.close();
      } finally {
        file.close();
      }
    },
  };
}

function findChat(chats: ReadonlyMap<string, Chat>, job: Job): Chat {
  const chat = chats.get(job.thread.surface);
  if (chat !== undefined) return chat;
  throw new AppError('surface/off', `The surface ${job.thread.surface} is not running`, {
    retryable: true,
  });
}
