import { isSettled, type Job, type JobId } from '../../../jobs/job.ts';
import type { ProgressView } from '../../../jobs/view.ts';
import type { Log } from '../../../log.ts';
import { carries, metadataOf } from '../marks.ts';
import { findMessage, type MessageRef, removeMessage } from '../messages.ts';
import { placeOf } from '../place.ts';
import { isPermanent, isUnclear, slackErrorOf, wordsOf } from '../refusals.ts';
import type { SlackCalls } from './calls.ts';
import { type Importance, type Pace, tooSoon } from './pace.ts';
import { type ProgressBody, progressBody } from './progress-text.ts';
import { postedOf } from './receipts.ts';
import type { Shown, ShownJobs } from './shown.ts';

/** Of how many jobs it is remembered what was shown last; what is forgotten is edited once too often. */
const MAX_REMEMBERED = 10_000;
/** Many who ask in one channel at once wait for each other; nothing else waits for a first message. */
const MAX_WAIT_MS = 55_000;
/** After an edit for which there was no room, where nobody would try again by himself. */
const EDIT_AGAIN_MS = 10_000;

/** What somebody sees of a job now. */
interface Seen {
  readonly text: string;
  /** Without what only time changes. */
  readonly phase: string;
}

/** Keeps the one progress message of a job: the bot's own answer to the request, or one in its thread. */
export function createProgressMessage(deps: {
  readonly call: SlackCalls;
  readonly pace: Pace;
  readonly shown: ShownJobs;
  readonly log: Log;
  /** Aborted when the program stops. */
  readonly signal: AbortSignal | undefined;
}): (job: Job, view: ProgressView) => Promise<void> {
  const { call, pace, shown, log, signal } = deps;
  const latest = new Map<JobId, Seen>();

  /** False where it was left out for now. */
  async function show(job: Job, body: ProgressBody, importance: Importance): Promise<boolean> {
    const known = await shown.get(job.id);
    // Stored before anything is shown, so that a later run knows that there is something to end.
    if (known === undefined && !isSettled(job)) await shown.update(job.id, {});
    if (known?.progress === null) return true;
    const { channelId, ownTs } = placeOf(job);
    const message = ownTs === undefined ? await findOwn(job, known) : { channelId, ts: ownTs };
    if (message !== undefined) return edit(job, message, body, importance);
    // So near to the end a message would only be in the way of the outcome.
    if (!isSettled(job)) await begin(job, body);
    return true;
  }

  /** The message that was posted before, also when its id was lost in a crash. */
  async function findOwn(job: Job, known: Shown | undefined): Promise<MessageRef | undefined> {
    if (!known?.progress) return undefined;
    const { ts: knownTs, ...target } = known.progress;
    const { channelId } = target;
    if (knownTs !== undefined) return { channelId, ts: knownTs };
    const found = await call(placeOf(job).teamId, 'conversations.replies', (client) =>
      findMessage(client, target, job.acceptedAt, (each) => carries(each, 'progress', job.id)),
    ).catch((error: unknown) => {
      if (isPermanent(error)) return undefined;
      throw error;
    });
    if (found?.ts === undefined) return undefined;
    await shown.update(job.id, { progress: { ...target, ts: found.ts } });
    return { channelId, ts: found.ts };
  }

  /** The first words where nobody has been answered yet. */
  async function begin(job: Job, body: ProgressBody): Promise<void> {
    const { teamId, channelId, threadTs } = placeOf(job);
    const target = { channelId, threadTs };
    await pace.turnToPost(channelId, MAX_WAIT_MS, signal);
    await shown.update(job.id, { progress: target });
    try {
      const { ts } = await call(teamId, 'chat.postMessage', (client) =>
        client.chat.postMessage({
          ...{ ...body, channel: channelId, thread_ts: threadTs },
          metadata: metadataOf('progress', job.id),
          unfurl_links: false,
          unfurl_media: false,
        }),
      );
      if (ts !== undefined) await shown.update(job.id, { progress: { ...target, ts } });
    } catch (error) {
      if (isUnclear(error)) throw error;
      await shown.update(job.id, { progress: isPermanent(error) ? null : undefined });
      if (!isPermanent(error)) throw error;
      log.warn({ jobId: job.id, reason: wordsOf(error) }, 'slack.progress-refused');
    }
  }

  async function edit(
    job: Job,
    ref: MessageRef,
    body: ProgressBody,
    importance: Importance,
  ): Promise<boolean> {
    const { teamId } = placeOf(job);
    if (!pace.mayEdit(teamId, importance)) {
      if (importance === 'end') throw tooSoon(EDIT_AGAIN_MS);
      return false;
    }
    try {
      await call(teamId, 'chat.update', (client) =>
        client.chat.update({
          ...{ ...body, channel: ref.channelId, ts: ref.ts },
          // What is not said again may be lost.
          metadata: metadataOf('progress', job.id),
        }),
      );
    } catch (error) {
      if (!isPermanent(error)) throw error;
      log.warn({ jobId: job.id, reason: wordsOf(error) }, 'slack.progress-refused');
      if (slackErrorOf(error) === 'edit_window_closed') return giveUpEditing(job, ref, importance);
      await shown.update(job.id, { progress: null });
    }
    return true;
  }

  /** Where old messages may not be edited, one that says for ever that work goes on is taken away. */
  async function giveUpEditing(
    job: Job,
    ref: MessageRef,
    importance: Importance,
  ): Promise<boolean> {
    const isAnswer = placeOf(job).ownTs !== undefined;
    if (importance !== 'end' || isAnswer) return true;
    await call(placeOf(job).teamId, 'chat.delete', (client) => removeMessage(client, ref));
    await shown.update(job.id, { progress: null });
    return true;
  }

  /** Where the video can be seen; nothing where Slack does not say. */
  async function videoUrlOf(job: Job): Promise<string | undefined> {
    const posted = postedOf(job);
    if (posted?.fileId === undefined || job.deletedAt !== undefined) return undefined;
    const { teamId, channelId, ts } = posted;
    try {
      const link = await call(teamId, 'chat.getPermalink', (client) =>
        client.chat.getPermalink({ channel: channelId, message_ts: ts }),
      );
      return link.permalink;
    } catch (error) {
      log.debug({ jobId: job.id, reason: wordsOf(error) }, 'slack.no-permalink');
      return undefined;
    }
  }

  /** Nothing is kept of what was never shown. */
  async function end(job: Job): Promise<void> {
    if ((await shown.get(job.id)) !== undefined) await shown.update(job.id, { hasEnded: true });
  }

  return async (job, view) => {
    const isLast = view.phase === 'done';
    const body = progressBody(job, view, isLast ? await videoUrlOf(job) : undefined);
    const now = { text: JSON.stringify(body), phase: `${view.phase} ${view.overdue}` };
    const before = latest.get(job.id);
    if (before?.text === now.text) return;
    const importance = isLast ? 'end' : before?.phase === now.phase ? 'time' : 'phase';
    if (!(await show(job, body, importance))) return;
    if (latest.size >= MAX_REMEMBERED) latest.clear();
    latest.set(job.id, now);
    if (!isLast) return;
    await end(job);
    latest.delete(job.id);
  };
}
