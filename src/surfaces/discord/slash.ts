import type { AutocompleteInteraction, ChatInputCommandInteraction } from 'discord.js';
import { cancel } from '../../../commands/cancel.ts';
import type { Command, CommandInput, CommandReply } from '../../../commands/command.ts';
import { history } from '../../../commands/history.ts';
import { status } from '../../../commands/status.ts';
import { isSettled, type Job } from '../../jobs/job.ts';
import { repliesIn } from '../../jobs/locales.ts';
import { answerPrivately, deferPrivately, editReply } from './answers.ts';
import { rowFor } from './buttons.ts';
import { askingBy, callerOf, placeFor } from './callers.ts';
import { sourceOf } from './files.ts';
import { handOver } from './hand-over.ts';
import { type Parts, takeRequest, type Wish } from './requests.ts';
import { cut, plain } from './text.ts';
import { wordsIn } from './words/locales.ts';

/** A slash command, by its English name. */
export async function onSlash(
  parts: Parts,
  interaction: ChatInputCommandInteraction,
): Promise<void> {
  const jobId = interaction.options.getString('job')?.trim();
  const input = jobId ? { jobId } : {};
  switch (interaction.commandName) {
    case 'avatar':
      return takeRequest(parts, interaction, wishIn(interaction));
    case 'avatar-status':
      return tellStatus(parts, interaction, input);
    case 'avatar-history':
      return tell(parts, interaction, history, {});
    case 'avatar-cancel':
      return tell(parts, interaction, cancel, input);
    case 'avatar-help':
      return tellHelp(interaction);
    default:
      throw new TypeError(`There is no command ${interaction.commandName}`);
  }
}

function wishIn({ options }: ChatInputCommandInteraction): Wish {
  const prompt = options.getString('prompt');
  const mode = options.getString('mode');
  return {
    portrait: sourceOf(options.getAttachment('image', true)),
    clip: sourceOf(options.getAttachment('voice', true)),
    ...(prompt === null ? {} : { prompt }),
    ...(mode === 'std' || mode === 'pro' ? { mode } : {}),
  };
}

/** Runs a command whose answer only the person sees. */
async function tell(
  { desk }: Parts,
  interaction: ChatInputCommandInteraction,
  command: Command,
  input: CommandInput,
): Promise<void> {
  await deferPrivately(interaction);
  const { text } = await command.run(desk, callerIn(interaction), input);
  await editReply(interaction, plain(text));
}

/** With what can be done with the job, and with its video where that could not be posted. */
async function tellStatus(
  parts: Parts,
  interaction: ChatInputCommandInteraction,
  input: CommandInput,
): Promise<void> {
  await deferPrivately(interaction);
  const reply = await status.run(parts.desk, callerIn(interaction), input);
  await editReply(interaction, plain(reply.text), rowsUnder(reply, interaction));
  if (!reply.handsOver || reply.job === undefined) return;
  await handOver(parts, interaction, reply.job, plain(reply.text));
}

async function tellHelp(interaction: ChatInputCommandInteraction): Promise<void> {
  const { locale, client } = interaction;
  const ways = wordsIn(locale).help(`<@${client.user.id}>`);
  await answerPrivately(interaction, `${ways}\n\n${plain(repliesIn(locale).takes())}`);
}

function callerIn(interaction: ChatInputCommandInteraction | AutocompleteInteraction) {
  const asking = askingBy(interaction);
  return callerOf(asking, placeFor(asking, interaction.id, false));
}

function rowsUnder({ job }: CommandReply, { locale }: ChatInputCommandInteraction) {
  return job === undefined || job.deletedAt !== undefined ? [] : rowFor(job, repliesIn(locale));
}

/** Discord's limits. */
const MAX_CHOICES = 25;
const MAX_CHOICE_CHARACTERS = 100;

/** Offers the person's own jobs where a command asks for one. */
export async function onAutocomplete(
  { desk }: Parts,
  interaction: AutocompleteInteraction,
): Promise<void> {
  const { person, locale } = callerIn(interaction);
  const typed = interaction.options.getFocused().toLowerCase();
  const isOffered = (job: Job) =>
    job.deletedAt === undefined &&
    (interaction.commandName !== 'avatar-cancel' || !isSettled(job)) &&
    job.id.toLowerCase().includes(typed);
  const jobs = (await desk.recentOf(person)).filter(isOffered).slice(0, MAX_CHOICES);
  const choices = await Promise.all(
    jobs.map(async (job) => ({
      name: cut(repliesIn(locale).summary(job, await desk.view(job)), MAX_CHOICE_CHARACTERS),
      value: job.id,
    })),
  );
  await interaction.respond(choices);
}
