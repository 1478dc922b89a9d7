import type { Clock } from '../../../clock.ts';
import { PostError } from '../../../jobs/contracts.ts';
import type { Job, Receipt } from '../../../jobs/job.ts';
import { repliesIn } from '../../../jobs/locales.ts';
import type { Log } from '../../../log.ts';
import { carries, metadataOf } from '../marks.ts';
import { findMessage, section } from '../messages.ts';
import { placeOf, type Target } from '../place.ts';
import { isPermanent } from '../refusals.ts';
import { rowFor } from './buttons.ts';
import type { SlackCalls } from './calls.ts';
import { throwIfLate } from './late.ts';
import { outcomeText } from './outcome-text.ts';
import type { Pace } from './pace.ts';
import { inFirstPlace } from './places.ts';
import { receiptOf } from './receipts.ts';
import type { ShownJobs } from './shown.ts';

/** Whoever posts holds a turn that others wait for. */
const MAX_WAIT_MS = 5_000;

/** Posts the outcomes that are words. */
interface Notices {
  /** The notice of an earlier try. */
  find(job: Job, signal: AbortSignal): Promise<Receipt | undefined>;
  /** @throws PostError `gone`; others for what passes */
  post(job: Job, text: string, signal: AbortSignal): Promise<Receipt>;
}

export function createNotices(deps: {
  readonly call: SlackCalls;
  readonly pace: Pace;
  readonly shown: ShownJobs;
  readonly clock: Clock;
  readonly log: Log;
}): Notices {
  const { call, pace, shown, clock, log } = deps;

  async function find(job: Job, signal: AbortSignal): Promise<Receipt | undefined> {
    const { notices = [] } = (await shown.get(job.id)) ?? {};
    for (const target of notices) {
      const ts = await findIn(target, job, signal);
      if (ts !== undefined) return receiptOf(placeOf(job), { ...target, ts });
    }
    return undefined;
  }

  async function findIn(target: Target, job: Job, signal: AbortSignal) {
    const since = job.state.kind === 'delivering' ? job.state.since : job.acceptedAt;
    const method = target.threadTs === undefined ? 'history' : 'replies';
    try {
      const found = await call(
        placeOf(job).teamId,
        `conversations.${method}`,
        (client) =>
          findMessage(client, target, since, (message) => carries(message, 'outcome', job.id)),
        signal,
      );
      return found?.ts;
    } catch (error) {
      // Where nobody may look, or nothing is, nothing of ours can be shown.
      if (isPermanent(error)) return undefined;
      throw error;
    }
  }

  async function postIn(
    target: Target,
    job: Job,
    text: string,
    signal: AbortSignal,
  ): Promise<Receipt> {
    const { channelId, threadTs } = target;
    await pace.turnToPost(channelId, MAX_WAIT_MS, signal);
    const since = clock.now();
    await note(job, target);
    const { ts } = await call(
      placeOf(job).teamId,
      'chat.postMessage',
      (client) => {
        throwIfLate(clock, since);
        return client.chat.postMessage({
          channel: channelId,
          ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
          text,
          blocks: [section(text), ...rowFor(job, repliesIn(job.locale))],
          metadata: metadataOf('outcome', job.id),
          unfurl_links: false,
          unfurl_media: false,
        });
      },
      signal,
    );
    if (ts === undefined) throw new PostError('Slack named no message', { meaning: 'busy' });
    return receiptOf(placeOf(job), { channelId, ts });
  }

  /** Before the post, so that a later run knows where to look for it. */
  async function note(job: Job, target: Target): Promise<void> {
    const { notices = [] } = (await shown.get(job.id)) ?? {};
    const isKnown = notices.some(
      (each) => each.channelId === target.channelId && each.threadTs === target.threadTs,
    );
    if (!isKnown) await shown.update(job.id, { notices: [...notices, target] });
  }

  return {
    find,
    post: (job, text, signal) =>
      inFirstPlace(
        job,
        { call, log },
        // A place that takes no files may take words, and another time others.
        { refused: {}, note: async () => undefined },
        (target, refusedBefore) =>
          postIn(target, job, outcomeText(job, text, refusedBefore), signal),
        signal,
      ),
  };
}
