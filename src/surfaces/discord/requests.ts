import { ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import { avatar } from '../../../commands/avatar.ts';
import type { CommandInput } from '../../../commands/command.ts';
import { findOwnJob } from '../../../commands/own-job.ts';
import { retry } from '../../../commands/retry.ts';
import type { InOrder } from '../../in-order.ts';
import type { Desk } from '../../jobs/desk.ts';
import { isSettled, type Job, type JobId, toJobId } from '../../jobs/job.ts';
import { repliesIn } from '../../jobs/locales.ts';
import type { Log } from '../../log.ts';
import type { Drafts } from '../drafts.ts';
import type { FirstOfAll } from './acknowledgements.ts';
import { type Answerable, answerPrivately, deferReply, editReply } from './answers.ts';
import { type Asking, askingBy, callerOf, placeFor } from './callers.ts';
import type { DiscordChat } from './discord-chat.ts';
import { missingIn } from './permissions.ts';
import { SURFACE } from './place.ts';
import { plain } from './text.ts';
import { wordsIn } from './words/locales.ts';

/** What the handlers of Discord's events work with. */
export interface Parts {
  readonly desk: Desk;
  readonly chat: DiscordChat;
  readonly drafts: Drafts;
  readonly inOrder: InOrder;
  readonly firstOfAll: FirstOfAll;
  readonly log: Log;
}

/** What may be asked for; the surface names the job. */
export type Wish = Omit<CommandInput, 'newJobId' | 'jobId'>;

/** The id of the job that a message of Discord asks for. */
export function jobIdOf(messageId: string): JobId {
  return toJobId(`${SURFACE}-${messageId}`);
}

/** A new job by an interaction: its reply is acknowledged first, and names the job. */
export async function takeRequest(
  { desk, chat, firstOfAll }: Parts,
  interaction: Answerable,
  wish: Wish,
): Promise<void> {
  const asking = askingBy(interaction);
  if (await refusePlace(interaction, asking)) return;
  const replyId = await firstOfAll(() => deferReply(interaction));
  chat.rememberToken(replyId, interaction.token);
  const caller = callerOf(asking, placeFor(asking, replyId, true));
  const result = await avatar.run(desk, caller, { ...wish, newJobId: jobIdOf(replyId) });
  if (!result.ok) await editReply(interaction, plain(result.text));
}

/** Another attempt by an interaction. */
export async function takeRetry(
  { desk, chat, firstOfAll }: Parts,
  interaction: Answerable,
  jobId: JobId,
  wish: Wish,
): Promise<void> {
  const asking = askingBy(interaction);
  if (await refusePlace(interaction, asking)) return;
  const job = await ownEndedJob(desk, interaction, asking, jobId);
  if (job === undefined) return;
  const replyId = await firstOfAll(() => deferReply(interaction));
  chat.rememberToken(replyId, interaction.token);
  const caller = callerOf(asking, placeFor(asking, replyId, true));
  const newJobId = jobIdOf(replyId);
  const result = await retry.run(desk, caller, { ...wish, jobId, newJobId });
  if (!result.ok) await editReply(interaction, plain(result.text));
}

/** What nobody else has to see is told before a reply stands in the channel. */
export async function ownEndedJob(
  desk: Desk,
  interaction: Answerable,
  asking: Asking,
  jobId: JobId,
): Promise<Job | undefined> {
  const replies = repliesIn(asking.locale);
  const caller = callerOf(asking, placeFor(asking, interaction.id, false));
  const found = await findOwnJob(desk, caller, jobId, () => true, replies.unknownJob(jobId));
  if ('reply' in found) {
    await answerPrivately(interaction, plain(found.reply.text));
    return undefined;
  }
  const { job } = found;
  if (isSettled(job) && job.deletedAt === undefined) return job;
  const text = isSettled(job) ? replies.deletedBefore(job.id) : replies.notEnded(job.id);
  await answerPrivately(interaction, plain(text));
  return undefined;
}

/** Where the video could not be posted, nothing is begun. True when that has been said. */
export async function refusePlace(interaction: Answerable, asking: Asking): Promise<boolean> {
  const problem = placeProblem(interaction, asking);
  if (problem === undefined) return false;
  await answerPrivately(interaction, plain(problem));
  return true;
}

function placeProblem(interaction: Answerable, asking: Asking): string | undefined {
  const words = wordsIn(asking.locale);
  // Added by this person for themselves and not by the server: there it may only whisper.
  const isForeign =
    interaction.context === InteractionContextType.PrivateChannel ||
    (asking.guildId !== undefined &&
      interaction.authorizingIntegrationOwners[ApplicationIntegrationType.GuildInstall] ===
        undefined);
  if (isForeign) return words.addToServer();
  const missing = missingIn(asking.channelType, asking.granted);
  if (missing.length === 0) return undefined;
  return words.missingPermissions(missing.map((name) => words.permissions[name]));
}
