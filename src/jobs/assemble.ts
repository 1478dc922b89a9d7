import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createAccept } from './accept.ts';
import type {
  Blobs,
  Chat,
  Claims,
  Documents,
  Media,
  Queue,
  VideoMaker,
  WithScratch,
} from './contracts.ts';
import { createDeliver } from './deliver.ts';
import { createDesk, type Desk } from './desk.ts';
import { createEstimates, type RenderTimePrior } from './estimates.ts';
import { type Failures, openFailures } from './failures.ts';
import { createFetchVideo } from './fetch.ts';
import { type Intake, openIntake } from './intake.ts';
import type { Job } from './job.ts';
import { type Figures, keepJournal } from './journal.ts';
import { createLendPart, type LendPart } from './lend-part.ts';
import { createLendVideo } from './lend-video.ts';
import { createLimits, type LimitSettings } from './limits.ts';
import { createOperations, type Operations } from './operations.ts';
import { createPrepare } from './prepare.ts';
import { createProgress } from './progress.ts';
import { recover } from './recover.ts';
import { createRender } from './render.ts';
import { createRetention } from './retention.ts';
import { createJobStore, type JobDocuments, type JobStore } from './store.ts';
import { createSubmit } from './submit.ts';
import { createTracker } from './track.ts';
import { createUploads, type Uploads } from './uploads.ts';

/** Everything outside that the jobs work with. */
export interface Outside {
  readonly documents: JobDocuments & {
    readonly estimates: Documents;
    readonly failures: Documents;
    readonly settings: Documents;
  };
  readonly blobs: Blobs;
  readonly withScratch: WithScratch;
  readonly media: Media;
  readonly maker: VideoMaker;
  /** Keeps what is learned of one maker apart from another. */
  readonly makerName: string;
  /** It is the sandbox, which costs nothing. */
  readonly isPreview: boolean;
  readonly renderTime: RenderTimePrior;
  readonly pollMs: number;
  readonly claims: Claims;
  readonly prepareQueue: Queue;
  readonly renderQueue: Queue;
  readonly deliverQueue: Queue;
  readonly chatOf: (job: Job) => Chat;
  readonly limitSettings: LimitSettings;
  readonly retentionDays: number;
  readonly figures: Figures;
  /** The bot's own link to a kept video, where it has a public address. */
  readonly linkOf: (job: Job) => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the program stops. */
  readonly signal: AbortSignal;
}

export interface Jobs {
  readonly desk: Desk;
  readonly operations: Operations;
  readonly intake: Intake;
  readonly uploads: Uploads;
  readonly lendPart: LendPart;
  readonly store: JobStore;
  /** Puts the unfinished jobs of earlier runs back to work; resolves with their number. */
  recover(): Promise<number>;
  /** Jobs that have not ended, oldest first; on the way it counts every record for the limits. */
  unfinished(): Promise<Job[]>;
  /** Forgets old jobs and their files from now on. */
  keepTidy(): void;
}

/** Puts the steps of a job together and starts the queues. */
export async function assembleJobs(outside: Outside): Promise<Jobs> {
  const { documents, clock, log, signal, prepareQueue, renderQueue, deliverQueue } = outside;
  const store = createJobStore(documents);
  const limits = createLimits(outside.limitSettings, clock);
  store.subscribe(limits.count);
  keepJournal({ store, figures: outside.figures, clock, log });
  const intake = await openIntake(documents.settings);
  const failures = await openFailures({
    documents: documents.failures,
    clock,
    onStoreFailed: (error) => log.error({ err: error }, 'failures.not-stored'),
  });
  noteProblems(store, failures);
  const estimates = await createEstimates(
    documents.estimates,
    outside.makerName,
    outside.renderTime,
  );
  const parts = { ...outside, store, limits, intake, failures, estimates };
  const tracker = createTracker(parts);
  const progress = createProgress(parts);
  const lendVideo = createLendVideo(parts);
  const desk = createDesk({ ...parts, progress, lendVideo, accept: createAccept(parts) });
  prepareQueue.run(createPrepare(parts));
  renderQueue.run(createRender({ ...parts, tracker, submit: createSubmit(parts) }));
  deliverQueue.run(createDeliver({ ...parts, fetchVideo: createFetchVideo(parts) }));
  const operations = createOperations({ ...parts, desk, progress });
  const retention = createRetention({ ...parts, days: outside.retentionDays });
  return {
    desk,
    operations,
    intake,
    uploads: createUploads(parts),
    lendPart: createLendPart(parts.blobs),
    store,
    recover: () => recover({ ...parts, progress }),
    unfinished: async () => {
      const jobs: Job[] = [];
      for await (const job of store.all()) {
        limits.count(job);
        if (job.state.kind !== 'done') jobs.push(job);
      }
      return jobs.sort((a, b) => a.acceptedAt - b.acceptedAt);
    },
    keepTidy: () => {
      retention.run(signal).catch((error: unknown) => log.error({ err: error }, 'retention.died'));
    },
  };
}

function noteProblems(store: JobStore, failures: Failures): void {
  store.subscribe((job) => {
    const { state } = job;
    if (state.kind !== 'delivering' || state.outcome.kind !== 'problem') return;
    failures.onEnd(job, state.outcome.problem);
  });
}
