import type { types } from '@slack/bolt';
import { isSettled, type Job } from '../../../jobs/job.ts';
import { repliesIn } from '../../../jobs/locales.ts';
import type { ProgressView } from '../../../jobs/view.ts';
import { section, small } from '../messages.ts';
import { linkTo, plain, timeOf } from '../text.ts';
import { rowFor } from './buttons.ts';

const BLOCKS = 10;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

export interface ProgressBody {
  /** For notifications and for whoever cannot see the rest. */
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** The progress message as it should be now; `videoUrl` leads to the message with the video. */
export function progressBody(job: Job, view: ProgressView, videoUrl?: string): ProgressBody {
  const replies = repliesIn(job.locale);
  const said = plain(replies.progress(inSteps(view)));
  const lines = [
    videoUrl === undefined ? said : linkTo(videoUrl, said),
    ...(view.fraction === undefined ? [] : [barOf(view.fraction)]),
  ];
  return {
    text: `${said} · ${job.id}`,
    blocks: [
      section(lines.join('\n')),
      small(`${replies.askedWhen(timeOf(job.acceptedAt))} · \`${job.id}\``),
      ...(hasButtons(job) ? rowFor(job, replies) : []),
    ],
  };
}

/** One set for a job at a time, on what was posted last; but an uploaded video can have none of its own. */
function hasButtons(job: Job): boolean {
  if (!isSettled(job)) return true;
  if (job.state.kind !== 'done') return false;
  const { delivery } = job.state;
  return delivery.kind !== 'posted' || delivery.receipt.kind === 'video';
}

/** Slack has no clock of its own in a message, and an edit for each second would be too many. */
function inSteps(view: ProgressView): ProgressView {
  const { elapsedMs } = view;
  const stepMs = stepFor(elapsedMs);
  return {
    ...view,
    elapsedMs: view.phase === 'done' ? elapsedMs : elapsedMs - (elapsedMs % stepMs),
  };
}

function stepFor(elapsedMs: number): number {
  if (elapsedMs < MINUTE_MS) return 5 * SECOND_MS;
  if (elapsedMs < 10 * MINUTE_MS) return 15 * SECOND_MS;
  return elapsedMs < 60 * MINUTE_MS ? MINUTE_MS : 5 * MINUTE_MS;
}

function barOf(fraction: number): string {
  const full = Math.min(BLOCKS, Math.max(0, Math.floor(fraction * BLOCKS)));
  return '▰'.repeat(full) + '▱'.repeat(BLOCKS - full);
}
