import { DEFAULT_PROMPT } from '../../../../commands/avatar.ts';
import { isSettled, type Job, type Outcome } from '../../../jobs/job.ts';
import { type Language, repliesIn } from '../../../jobs/locales.ts';
import type { ProgressView } from '../../../jobs/view.ts';
import { partOf } from './refusals.ts';
import { priceOf } from './shown-draft.ts';
import type { JobAction, ShownJob, ShownVideo } from './wire.ts';

/** What the page shows of a job that is not deleted. */
export function shownJob(job: Job, view: ProgressView, language: Language): ShownJob {
  const { id, acceptedAt: askedAt, mode, clip, units } = job;
  const { phase, elapsedMs, expectedMs, fraction, position } = view;
  const outcome = endOf(job);
  const replies = repliesIn(language);
  return {
    ...{ id, askedAt, mode, phase, elapsedMs },
    prompt: job.prompt === DEFAULT_PROMPT ? '' : job.prompt,
    ...(job.portrait === undefined ? {} : { portraitUrl: `${pathOf(job)}/portrait` }),
    ...(clip === undefined ? {} : { clipUrl: `${pathOf(job)}/clip`, clipSeconds: clip.seconds }),
    ...(clip === undefined || job.isPreview ? {} : { price: priceOf(units) }),
    text: outcome === undefined ? replies.phase(view) : replies.outcome(job, outcome),
    ...(expectedMs === undefined ? {} : { expectedMs }),
    ...(fraction === undefined ? {} : { fraction }),
    ...(position === undefined ? {} : { position }),
    ...(outcome === undefined ? {} : shownEnd(job, outcome)),
    may: actionsFor(job),
  };
}

/**
 * How it ended, once there is nothing more to wait for. A video that was lost from the disk before it
 * was given is told as a problem, as the delivery does.
 */
function endOf({ state }: Job): Outcome | undefined {
  if (state.kind !== 'done') return undefined;
  const { outcome, delivery } = state;
  const isGiven = delivery.kind === 'posted' && delivery.receipt.kind === 'video';
  if (outcome.kind !== 'video' || isGiven) return outcome;
  return { kind: 'problem', problem: { code: 'internal', errorCode: 'blob/missing' } };
}

function shownEnd(
  job: Job,
  outcome: Outcome,
): Pick<ShownJob, 'ended'> & Partial<Pick<ShownJob, 'problem' | 'video'>> {
  switch (outcome.kind) {
    case 'video':
      return { ended: 'video', video: shownVideo(job, outcome) };
    case 'problem': {
      const { problem } = outcome;
      const part = partOf(problem);
      const shown = { code: problem.code, ...(part === undefined ? {} : { part }) };
      return { ended: 'problem', problem: shown };
    }
    case 'cancelled':
      return { ended: 'cancelled' };
    default:
      return outcome satisfies never;
  }
}

function shownVideo(job: Job, video: Outcome & { kind: 'video' }): ShownVideo {
  const { seconds, bytes, width, height } = video;
  const url = `${pathOf(job)}/video`;
  return { url, downloadUrl: `${url}?download`, seconds, bytes, width, height };
}

function actionsFor(job: Job): JobAction[] {
  if (!isSettled(job)) return ['cancel'];
  return job.state.kind === 'done' ? ['retry', 'delete'] : [];
}

function pathOf({ id }: Job): string {
  return `/api/jobs/${id}`;
}
