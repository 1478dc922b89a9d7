import {
  type APIMessage,
  RESTJSONErrorCodes as Code,
  DiscordAPIError,
  type REST,
  Routes,
} from 'discord.js';
import { isSettled, type Job, type JobId } from '../../jobs/job.ts';
import type { ProgressView } from '../../jobs/view.ts';
import type { Log } from '../../log.ts';
import { showsProgress } from './buttons.ts';
import { findMessage, type MessageRef, nonceOf, postAnswer } from './messages.ts';
import { placeOf } from './place.ts';
import { progressBody } from './progress-text.ts';
import { codeOf, isPermanent, wordsOf } from './refusals.ts';
import type { ReplyTokens } from './reply-tokens.ts';
import type { Shown, ShownJobs } from './shown.ts';
import type { OpenThread } from './threads.ts';

type Body = ReturnType<typeof progressBody>;

/** Of how many jobs it is remembered what was shown last; what is forgotten is edited once too often. */
const MAX_REMEMBERED = 10_000;

/**
 * Keeps the one progress message of a job: the bot's reply where there is one, else a message in the
 * job's thread, or beside the request where there can be no thread.
 */
export function createProgressMessage(deps: {
  readonly rest: REST;
  readonly botId: () => string;
  readonly applicationId: () => string;
  readonly shown: ShownJobs;
  readonly openThread: OpenThread;
  readonly tokens: ReplyTokens;
  readonly log: Log;
}): (job: Job, view: ProgressView) => Promise<void> {
  const { rest, botId, applicationId, shown, openThread, tokens, log } = deps;
  const latest = new Map<JobId, string>();

  async function show(job: Job, body: Body): Promise<void> {
    const known = await shown.get(job.id);
    // Stored before anything is shown, so that a later run knows that there is something to end.
    if (known === undefined && job.state.kind !== 'done') await shown.update(job.id, {});
    if (known?.progress === null) return;
    const { isReply, channelId, messageId } = placeOf(job);
    const message = isReply ? { channelId, messageId } : await findOwn(job, known);
    if (message !== undefined) await edit(job, message, body);
    // So near to the end a message would only be in the way of the outcome.
    else if (!isSettled(job)) await begin(job, body);
    // A thread that starts from a reply comes after the first words of it.
    if (isReply && !isSettled(job)) await openThread(job);
  }

  /** The message that was posted before, also when its id was lost in a crash. */
  async function findOwn(job: Job, known: Shown | undefined): Promise<MessageRef | undefined> {
    if (!known?.progress) return undefined;
    const { channelId, messageId } = known.progress;
    if (messageId !== undefined) return { channelId, messageId };
    const isIt = (message: APIMessage) =>
      message.author.id === botId() && showsProgress(message, job.id);
    const found = await findMessage(rest, channelId, job.acceptedAt, isIt).catch((error) => {
      if (isPermanent(error)) return undefined;
      throw error;
    });
    if (found === undefined) return undefined;
    const progress = { channelId, messageId: found.id };
    await shown.update(job.id, { progress });
    return progress;
  }

  /** The first words where nobody has been answered yet. */
  async function begin(job: Job, body: Body): Promise<void> {
    const place = placeOf(job);
    const threadId = await openThread(job);
    for (const channelId of threadId === null ? [place.channelId] : [threadId, place.channelId]) {
      const replyTo = channelId === place.channelId ? place.messageId : undefined;
      if (await postIn(channelId, replyTo, job, body)) return;
    }
    await shown.update(job.id, { progress: null });
  }

  /** False where the channel does not take it. */
  async function postIn(
    channelId: string,
    replyTo: string | undefined,
    job: Job,
    body: Body,
  ): Promise<boolean> {
    await shown.update(job.id, { progress: { channelId } });
    const route = Routes.channelMessages(channelId);
    try {
      const { id: messageId } = await postAnswer(
        async (each) => (await rest.post(route, { body: each })) as APIMessage,
        { ...body, ...nonceOf(job.id, 'progress') },
        replyTo,
      );
      await shown.update(job.id, { progress: { channelId, messageId } });
      return true;
    } catch (error) {
      if (!isPermanent(error)) throw error;
      log.warn({ jobId: job.id, reason: wordsOf(error) }, 'discord.progress-refused');
      return false;
    }
  }

  async function edit(job: Job, { channelId, messageId }: MessageRef, body: Body): Promise<void> {
    if (await editByToken(messageId, body)) return;
    try {
      await rest.patch(Routes.channelMessage(channelId, messageId), { body });
    } catch (error) {
      if (!isPermanent(error)) throw error;
      // The outcome revives the thread.
      if (codeOf(error) === Code.InvalidActionOnArchivedThread) return;
      log.warn({ jobId: job.id, reason: wordsOf(error) }, 'discord.progress-refused');
      await shown.update(job.id, { progress: null });
    }
  }

  /** False where the token is no longer good. */
  async function editByToken(messageId: string, body: Body): Promise<boolean> {
    const token = tokens.of(messageId);
    if (token === undefined) return false;
    try {
      await rest.patch(Routes.webhookMessage(applicationId(), token), { body, auth: false });
      return true;
    } catch (error) {
      if (!isTokenOver(error)) throw error;
      tokens.forget(messageId);
      return false;
    }
  }

  return async (job, view) => {
    const body = progressBody(job, view);
    const text = JSON.stringify(body);
    if (latest.get(job.id) === text) return;
    await show(job, body);
    if (latest.size >= MAX_REMEMBERED) latest.clear();
    latest.set(job.id, text);
    if (view.phase !== 'done') return;
    await shown.remove(job.id);
    latest.delete(job.id);
  };
}

/** Too old, or of a reply that is gone; a call as the bot finds out which. */
function isTokenOver(error: unknown): boolean {
  if (!(error instanceof DiscordAPIError)) return false;
  return [401, 404].includes(error.status) || codeOf(error) === Code.InvalidWebhookToken;
}
