import { type REST, Routes } from 'discord.js';
import type { Clock } from '../../clock.ts';
import { messageOf } from '../../errors.ts';
import type { Chat, Documents, FetchLink } from '../../jobs/contracts.ts';
import type { Job, JobId } from '../../jobs/job.ts';
import type { ProgressView } from '../../jobs/view.ts';
import type { Log } from '../../log.ts';
import { createShownJobs } from '../shown-jobs.ts';
import { type MessageRef, removeMessage, withVideo } from './messages.ts';
import { placeOf } from './place.ts';
import { createProgressMessage } from './progress-message.ts';
import { isTokenRefused, toBusy, wordsOf } from './refusals.ts';
import { createReplyTokens } from './reply-tokens.ts';
import { createResults } from './results.ts';
import type { Shown } from './shown.ts';
import { createOpenThread } from './threads.ts';
import { createUploadLimits, withHint } from './upload-limits.ts';

/** Discord's file servers; the links to them are signed and good for a day. */
const FILE_HOSTS = ['cdn.discordapp.com', 'media.discordapp.net'];

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export interface DiscordChat extends Chat {
  /**
   * For 15 minutes the token of an interaction edits its reply: no permission is needed and no limit
   * of the channel counts. Kept in memory only.
   */
  rememberToken(messageId: string, token: string): void;
  /** Adds a video to the reply of an interaction, by its token. */
  addVideo(token: string, file: string, signal: AbortSignal): Promise<void>;
  /**
   * Takes back the post of a job, and the message with the button that asked for it. False when
   * something stays; never throws.
   */
  removePost(job: Job, pressed?: MessageRef): Promise<boolean>;
  /** Brings progress messages to their end that a crash left behind after the delivery. */
  repair(
    find: (jobId: JobId) => Promise<Job | undefined>,
    view: (job: Job) => Promise<ProgressView>,
  ): Promise<void>;
}

interface DiscordChatParts {
  readonly rest: REST;
  /** With a time limit that a video fits in. */
  readonly uploads: REST;
  readonly botId: () => string;
  readonly applicationId: () => string;
  /** Of our own, by job. */
  readonly documents: Documents;
  readonly fetchLink: FetchLink;
  readonly clock: Clock;
  readonly log: Log;
}

/** The posting side of Discord, by REST alone. */
export function createDiscordChat(parts: DiscordChatParts): DiscordChat {
  const { rest, fetchLink, clock, log } = parts;
  const shown = createShownJobs<Shown>(parts.documents);
  const tokens = createReplyTokens(clock);
  const limits = createUploadLimits(rest, clock);
  const openThread = createOpenThread({ rest, shown, log });
  const results = createResults({ ...parts, shown, limits, openThread });
  const showProgress = createProgressMessage({ ...parts, shown, tokens, openThread });

  /** Whatever is not refused for good is tried again later. */
  async function orBusy<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (isTokenRefused(error)) log.error({ reason: wordsOf(error) }, 'discord.token-refused');
      throw toBusy(error);
    }
  }

  async function repairOne(
    jobId: JobId,
    job: Job | undefined,
    view: (job: Job) => Promise<ProgressView>,
  ): Promise<void> {
    if (job === undefined) return shown.remove(jobId);
    if (job.state.kind === 'done') await orBusy(showProgress(job, await view(job)));
  }

  return {
    fetchAttachment: (part, { address: url }, output, signal) =>
      fetchLink(part, { url, hosts: FILE_HOSTS }, output, signal),
    showProgress: (job, view) => orBusy(showProgress(job, view)),
    progressEveryMs,
    findPost: (job, signal) => orBusy(results.find(job, signal)),
    maxUploadBytes: async (job) => {
      const { guildId, uploadHint } = placeOf(job);
      return withHint(await orBusy(limits.tierLimit(guildId)), uploadHint);
    },
    postVideo: (job, video, text, signal) => orBusy(results.post(job, { text, video }, signal)),
    postNotice: (job, text, signal) => orBusy(results.post(job, { text }, signal)),
    rememberToken: tokens.remember,
    addVideo: async (token, file, signal) => {
      const body = await withVideo({}, file);
      const route = Routes.webhookMessage(parts.applicationId(), token);
      await parts.uploads.patch(route, { body, passThroughBody: true, auth: false, signal });
    },
    removePost: async (job, pressed) => {
      const posts = [postOf(job), pressed].filter((each) => each !== undefined);
      let isGone = true;
      for (const post of new Map(posts.map((each) => [each.messageId, each])).values()) {
        await removeMessage(rest, post).catch((error: unknown) => {
          log.warn({ jobId: job.id, reason: wordsOf(error) }, 'discord.post-not-removed');
          isGone = false;
        });
      }
      return isGone;
    },
    repair: async (find, view) => {
      for (const jobId of await shown.all()) {
        await repairOne(jobId, await find(jobId), view).catch((error: unknown) => {
          log.warn({ jobId, reason: messageOf(error) }, 'discord.progress-not-repaired');
        });
      }
    },
  };
}

/** What a message older than an hour may be edited is little (code 30046), and Discord's clock in it goes on. */
function progressEveryMs(elapsedMs: number): number {
  if (elapsedMs < MINUTE_MS) return 5 * SECOND_MS;
  if (elapsedMs < 10 * MINUTE_MS) return 15 * SECOND_MS;
  if (elapsedMs < HOUR_MS) return 30 * SECOND_MS;
  return elapsedMs < 3 * HOUR_MS ? MINUTE_MS : 5 * MINUTE_MS;
}

function postOf({ state }: Job): MessageRef | undefined {
  if (state.kind !== 'done' || state.delivery.kind !== 'posted') return undefined;
  const [channelId = '', messageId = ''] = state.delivery.receipt.address.split('/');
  return { channelId, messageId };
}
