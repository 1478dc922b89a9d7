import { cancel } from '../../../../commands/cancel.ts';
import type { Caller } from '../../../../commands/command.ts';
import { deletion } from '../../../../commands/delete.ts';
import { retry } from '../../../../commands/retry.ts';
import { isSettled, type Job } from '../../../jobs/job.ts';
import { repliesIn } from '../../../jobs/locales.ts';
import { plain } from '../text.ts';
import { wordsIn } from '../words/locales.ts';
import { callerAt } from './callers.ts';
import type { Pressed } from './heard.ts';
import { jobIdOf, type Parts } from './parts.ts';

/** A button that acts at once; the one that opens a form is not among them. */
export async function takePressed(parts: Parts, pressed: Pressed): Promise<void> {
  const { teamId, channelId, userId, threadTs, action } = pressed;
  const caller = await callerAt(parts.readUser, userId, { teamId, channelId, threadTs });
  switch (action) {
    case 'cancel':
      return cancelJob(parts, pressed, caller);
    case 'retry':
      return tryAgain(parts, pressed, caller);
    case 'delete':
      return deleteJob(parts, pressed, caller);
    case 'change':
      return;
    default:
      return action satisfies never;
  }
}

async function cancelJob(parts: Parts, pressed: Pressed, caller: Caller): Promise<void> {
  const { text } = await cancel.run(parts.desk, caller, { jobId: pressed.jobId });
  await parts.answers.whisper(pressed, plain(text));
}

/** As it was. Pressed again in impatience it is still one wish, and each attempt costs. */
async function tryAgain(parts: Parts, pressed: Pressed, caller: Caller): Promise<void> {
  const { desk, answers, inOrder } = parts;
  const { jobId, teamId, channelId, actionTs } = pressed;
  const newJobId = jobIdOf(teamId, channelId, actionTs);
  await inOrder(`retry-${jobId}-${caller.person.id}`, async () => {
    const earlier = await desk.find(jobId);
    const isSameRow = (job: Job) => job.firstId === earlier?.firstId;
    const row = (await desk.recentOf(caller.person)).filter(isSameRow);
    if (row.some(({ messageId }) => messageId === newJobId)) return;
    const running = row.find((job) => !isSettled(job));
    const text =
      running === undefined
        ? await retryJob(parts, caller, { jobId, newJobId })
        : repliesIn(caller.locale).notEnded(running.id);
    if (text !== undefined) await answers.whisper(pressed, plain(text));
  });
}

async function retryJob(
  { desk }: Parts,
  caller: Caller,
  input: Parameters<typeof retry.run>[2],
): Promise<string | undefined> {
  const { ok, text } = await retry.run(desk, caller, input);
  return ok ? undefined : text;
}

async function deleteJob(parts: Parts, pressed: Pressed, caller: Caller): Promise<void> {
  const { text, job, ok } = await deletion.run(parts.desk, caller, { jobId: pressed.jobId });
  const isGone = !ok || job === undefined || (await parts.chat.removePost(job));
  const stays = wordsIn(caller.locale).postStays();
  await parts.answers.whisper(pressed, plain(isGone ? text : `${text}\n${stays}`));
}
