import type { Caller } from '../../../../commands/command.ts';
import { messageOf } from '../../../errors.ts';
import type { Job } from '../../../jobs/job.ts';
import { repliesIn } from '../../../jobs/locales.ts';
import { findMessage, type Message } from '../messages.ts';
import type { Place } from '../place.ts';
import type { Said } from './heard.ts';
import type { Dealing } from './inbox.ts';
import type { Parts } from './parts.ts';

/** Slack takes files up to a gigabyte; what an administrator allows is found out by trying. */
const MAX_BYTES = 1_000_000_000;
const TIMEOUT_MS = 13 * 60_000;

/** Who asks for it, and where. */
interface Asking {
  readonly said: Said;
  readonly dealing: Dealing;
  readonly caller: Caller;
  readonly place: Place;
}

/**
 * Gives the kept video of a job, which could not be posted, to whoever asks for it. False when it is not
 * there any more, or not taken here either.
 */
export async function handOver(parts: Parts, asking: Asking, job: Job): Promise<boolean> {
  const { desk, chat, log } = parts;
  const { state } = job;
  if (state.kind !== 'done' || state.outcome.kind !== 'video') return false;
  // An earlier try may have come so far, and no further.
  if (asking.dealing.isAgain && (await isGiven(parts, asking, job))) return true;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const text = repliesIn(asking.caller.locale).outcome(job, state.outcome);
  const give = async (file: string) => {
    await chat.giveVideo(asking.place, job.id, file, text, signal);
    return true;
  };
  try {
    return (await desk.lendVideo(job, MAX_BYTES, give, signal)) ?? false;
  } catch (error) {
    log.warn({ jobId: job.id, reason: messageOf(error) }, 'slack.not-handed-over');
    return false;
  }
}

/** The words over the video name its job. */
async function isGiven(
  { clients }: Parts,
  { said, dealing, place }: Asking,
  { id }: Job,
): Promise<boolean> {
  const isIt = ({ user, files = [], text = '' }: Message) =>
    user === said.botUserId && files.length > 0 && text.includes(id);
  const client = await clients.of(said.teamId);
  return (await findMessage(client, place, dealing.since, isIt)) !== undefined;
}
