import { type ButtonInteraction, MessageFlags } from 'discord.js';
import { cancel } from '../../../commands/cancel.ts';
import { deletion } from '../../../commands/delete.ts';
import { isSettled, type Job, type JobId } from '../../jobs/job.ts';
import { repliesIn } from '../../jobs/locales.ts';
import { answerPrivately, deferPrivately, editReply, showForm } from './answers.ts';
import { askingBy, callerOf, placeFor } from './callers.ts';
import { changeForm } from './forms.ts';
import type { Action } from './marks.ts';
import { ownEndedJob, type Parts, refusePlace, takeRetry } from './requests.ts';
import { plain } from './text.ts';
import { wordsIn } from './words/locales.ts';

/** A button under a message of the bot, perhaps a week old and from before a restart. */
export async function onPress(
  parts: Parts,
  interaction: ButtonInteraction,
  { action, jobId }: { action: Action; jobId: JobId },
): Promise<void> {
  switch (action) {
    case 'cancel':
      return cancelJob(parts, interaction, jobId);
    case 'retry':
      return tryAgain(parts, interaction, jobId);
    case 'change':
      return askForChanges(parts, interaction, jobId);
    case 'delete':
      return deleteJob(parts, interaction, jobId);
    default:
      return action satisfies never;
  }
}

/** As it was. Pressed again in impatience it is still one wish, and each attempt costs. */
async function tryAgain(parts: Parts, interaction: ButtonInteraction, jobId: JobId): Promise<void> {
  const { person, locale } = callerIn(interaction);
  await parts.inOrder(`retry-${jobId}-${person.id}`, async () => {
    const earlier = await parts.desk.find(jobId);
    const isRunning = (job: Job) => job.firstId === earlier?.firstId && !isSettled(job);
    const running = (await parts.desk.recentOf(person)).find(isRunning);
    if (running === undefined) return takeRetry(parts, interaction, jobId, {});
    await answerPrivately(interaction, plain(repliesIn(locale).notEnded(running.id)));
  });
}

async function cancelJob(
  { desk }: Parts,
  interaction: ButtonInteraction,
  jobId: JobId,
): Promise<void> {
  await deferPrivately(interaction);
  const { text } = await cancel.run(desk, callerIn(interaction), { jobId });
  await editReply(interaction, plain(text));
}

async function askForChanges(
  { desk }: Parts,
  interaction: ButtonInteraction,
  jobId: JobId,
): Promise<void> {
  const asking = askingBy(interaction);
  if (await refusePlace(interaction, asking)) return;
  const job = await ownEndedJob(desk, interaction, asking, jobId);
  if (job === undefined) return;
  await showForm(interaction, changeForm(repliesIn(interaction.locale).labels, job));
}

async function deleteJob(
  { desk, chat }: Parts,
  interaction: ButtonInteraction,
  jobId: JobId,
): Promise<void> {
  await deferPrivately(interaction);
  const { text, job, ok } = await deletion.run(desk, callerIn(interaction), { jobId });
  const isGone = !ok || job === undefined || (await chat.removePost(job, pressedIn(interaction)));
  const stays = wordsIn(interaction.locale).postStays();
  await editReply(interaction, plain(isGone ? text : `${text}\n${stays}`));
}

/** The message of the button, unless only the person sees it: that one goes by itself. */
function pressedIn({ message }: ButtonInteraction) {
  if (message.flags.has(MessageFlags.Ephemeral)) return undefined;
  return { channelId: message.channelId, messageId: message.id };
}

function callerIn(interaction: ButtonInteraction) {
  const asking = askingBy(interaction);
  return callerOf(asking, placeFor(asking, interaction.id, false));
}
