import type { ChatInputCommandInteraction } from 'discord.js';
import { messageOf } from '../../errors.ts';
import type { Job } from '../../jobs/job.ts';
import { editReply } from './answers.ts';
import type { Parts } from './requests.ts';
import { wordsIn } from './words/locales.ts';

/** What every place takes; what Discord says of a place is often too much. */
const SURE_BYTES = 10 * 1_048_576;
/** Discord forgets the interaction after a quarter of an hour; by then it has to be there. */
const TIMEOUT_MS = 13 * 60_000;

/** Adds the kept video to a private reply that says `text`, as large as the place takes it. */
export async function handOver(
  { desk, chat, log }: Parts,
  interaction: ChatInputCommandInteraction,
  job: Job,
  text: string,
): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const said = Math.max(SURE_BYTES, interaction.attachmentSizeLimit);
  const give = async (file: string) => {
    await chat.addVideo(interaction.token, file, signal);
    return true;
  };
  for (const maxBytes of new Set([said, SURE_BYTES])) {
    try {
      if (await desk.lendVideo(job, maxBytes, give, signal)) return;
    } catch (error) {
      log.warn({ jobId: job.id, maxBytes, reason: messageOf(error) }, 'discord.not-handed-over');
    }
  }
  await editReply(interaction, `${text}\n${wordsIn(interaction.locale).cannotHandOver()}`);
}
