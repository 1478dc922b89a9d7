import { messageOf } from '../../../errors.ts';
import type { Job } from '../../../jobs/job.ts';
import { repliesIn } from '../../../jobs/locales.ts';
import type { Place } from '../place.ts';
import type { Parts } from './parts.ts';

/** Slack takes files up to a gigabyte; what an administrator allows is found out by trying. */
const MAX_BYTES = 1_000_000_000;
const TIMEOUT_MS = 13 * 60_000;

/**
 * Gives the kept video of a job, which could not be posted, to whoever asks for it. False when it is not
 * there any more, or not taken here either.
 */
export async function handOver(
  { desk, chat, log }: Parts,
  place: Place,
  locale: string,
  job: Job,
): Promise<boolean> {
  const { state } = job;
  if (state.kind !== 'done') return false;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const text = repliesIn(locale).outcome(job, state.outcome);
  const give = async (file: string) => {
    await chat.giveVideo(place, job.id, file, text, signal);
    return true;
  };
  try {
    return (await desk.lendVideo(job, MAX_BYTES, give, signal)) ?? false;
  } catch (error) {
    log.warn({ jobId: job.id, reason: messageOf(error) }, 'slack.not-handed-over');
    return false;
  }
}
