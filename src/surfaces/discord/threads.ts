import {
  type REST,
  RESTJSONErrorCodes,
  type RESTPostAPIChannelMessagesThreadsJSONBody,
  Routes,
  ThreadAutoArchiveDuration,
} from 'discord.js';
import type { Job } from '../../jobs/job.ts';
import type { Log } from '../../log.ts';
import { placeOf } from './place.ts';
import { codeOf, isPermanent, wordsOf } from './refusals.ts';
import type { ShownJobs } from './shown.ts';
import { cut } from './text.ts';
import { wordsIn } from './words/locales.ts';

/** Discord's limit of a thread's name. */
const MAX_NAME = 100;

/** Starts the job's thread if it is not there yet; null where there can be none. */
export type OpenThread = (job: Job, signal?: AbortSignal) => Promise<string | null>;

export function createOpenThread(deps: {
  readonly rest: REST;
  readonly shown: ShownJobs;
  readonly log: Log;
}): OpenThread {
  const { rest, shown, log } = deps;

  async function start(job: Job, signal: AbortSignal | undefined): Promise<string | null> {
    const { channelId, messageId, personName } = placeOf(job);
    const body: RESTPostAPIChannelMessagesThreadsJSONBody = {
      name: cut(wordsIn(job.locale).threadName(personName), MAX_NAME),
      auto_archive_duration: ThreadAutoArchiveDuration.OneDay,
    };
    try {
      await rest.post(Routes.threads(channelId, messageId), { body, signal });
    } catch (error) {
      // Started before a crash, by another job of the same message, or by a person.
      const isThere = codeOf(error) === RESTJSONErrorCodes.ThreadAlreadyCreatedForMessage;
      if (!isThere && !isPermanent(error)) throw error;
      if (!isThere) {
        log.warn({ jobId: job.id, reason: wordsOf(error) }, 'discord.no-thread');
        return null;
      }
    }
    // A thread has the id of the message that it was started from.
    return messageId;
  }

  return async (job, signal) => {
    if (!placeOf(job).threads) return null;
    const { threadId: known } = (await shown.get(job.id)) ?? {};
    if (known !== undefined) return known;
    // No intent is stored: starting it twice is refused, and that is how it is recognised.
    const threadId = await start(job, signal);
    await shown.update(job.id, { threadId });
    return threadId;
  };
}
