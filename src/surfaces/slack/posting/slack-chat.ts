import type { Clock } from '../../../clock.ts';
import { AppError, messageOf } from '../../../errors.ts';
import type { Chat, Documents, FetchLink } from '../../../jobs/contracts.ts';
import type { Job, JobId } from '../../../jobs/job.ts';
import type { ProgressView } from '../../../jobs/view.ts';
import type { Log } from '../../../log.ts';
import { createShownJobs } from '../../shown-jobs.ts';
import type { SlackClients } from '../clients.ts';
import { type Place, placeOf } from '../place.ts';
import { toBusy } from '../refusals.ts';
import { createFetchAttachment } from './attachments.ts';
import { createCalls } from './calls.ts';
import { giveVideo } from './give-video.ts';
import { createNotices } from './notices.ts';
import { tellOperator } from './operator.ts';
import { createPace } from './pace.ts';
import { createProgressMessage } from './progress-message.ts';
import { createRemovePost } from './remove-post.ts';
import type { Shown } from './shown.ts';
import { createVideos } from './videos.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export interface SlackChat extends Chat {
  /**
   * Takes back everything of a job that people see: its video or notice, and its progress message,
   * unless that is the bot's answer to the request. False when something stays; never throws.
   */
  removePost(job: Job): Promise<boolean>;
  /** Uploads a video into a thread, besides any delivery. @throws PostError */
  giveVideo(
    place: Place,
    jobId: JobId,
    file: string,
    text: string,
    signal: AbortSignal,
  ): Promise<void>;
  /** Brings progress messages to their end that a crash left behind after the delivery. */
  repair(
    find: (jobId: JobId) => Promise<Job | undefined>,
    view: (job: Job) => Promise<ProgressView>,
  ): Promise<void>;
}

interface SlackChatParts {
  readonly clients: SlackClients;
  /** Of our own, by job. */
  readonly documents: Documents;
  readonly fetchLink: FetchLink;
  readonly apiUrl: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the program stops. */
  readonly signal?: AbortSignal;
}

/** The posting side of Slack, by its Web API alone. */
export function createSlackChat(parts: SlackChatParts): SlackChat {
  const { clients, clock, log, signal } = parts;
  const shown = createShownJobs<Shown>(parts.documents);
  const pace = createPace(clock);
  const call = createCalls(clients, pace);
  const fetchAttachment = createFetchAttachment({ ...parts, call });
  const showProgress = createProgressMessage({ call, pace, shown, log, signal });
  const videos = createVideos({ call, shown, clock, log });
  const notices = createNotices({ call, pace, shown, clock, log });

  /** Whatever is not refused for good is tried again later. */
  async function orBusy<T>(teamId: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      tellOperator(log, teamId, error);
      throw toBusy(error);
    }
  }

  const forJob = <T>(job: Job, work: Promise<T>) => orBusy(placeOf(job).teamId, work);

  async function repairOne(
    jobId: JobId,
    job: Job | undefined,
    view: (job: Job) => Promise<ProgressView>,
  ): Promise<void> {
    if (job === undefined) return shown.remove(jobId);
    if (job.state.kind !== 'done' || (await shown.get(jobId))?.hasEnded) return;
    await forJob(job, showProgress(job, await view(job)));
  }

  return {
    fetchAttachment: async (...asked) => {
      try {
        return await fetchAttachment(...asked);
      } catch (error) {
        throw error instanceof AppError ? error : toBusy(error);
      }
    },
    showProgress: (job, view) => forJob(job, showProgress(job, view)),
    progressEveryMs,
    findPost: (job, signal) =>
      forJob(
        job,
        videos.find(job, signal).then((found) => found ?? notices.find(job, signal)),
      ),
    // Slack takes 1 GB, more than any video of five minutes has.
    maxUploadBytes: async () => undefined,
    postVideo: (job, file, text, signal) => forJob(job, videos.post(job, file, text, signal)),
    postNotice: (job, text, signal) => forJob(job, notices.post(job, text, signal)),
    removePost: createRemovePost({ call, shown, log }),
    giveVideo: async (place, jobId, file, text, signal) => {
      await orBusy(place.teamId, giveVideo({ call, clock }, place, file, text, signal));
      log.info({ jobId }, 'slack.video-given');
    },
    repair: async (find, view) => {
      for (const jobId of await shown.all()) {
        await repairOne(jobId, await find(jobId), view).catch((error: unknown) => {
          log.warn({ jobId, reason: messageOf(error) }, 'slack.progress-not-repaired');
        });
      }
    },
  };
}

/** As often as somebody who waits looks; the workspace's limit of edits is kept elsewhere. */
function progressEveryMs(elapsedMs: number): number {
  if (elapsedMs < MINUTE_MS) return 5 * SECOND_MS;
  if (elapsedMs < 10 * MINUTE_MS) return 15 * SECOND_MS;
  return elapsedMs < HOUR_MS ? MINUTE_MS : 5 * MINUTE_MS;
}
