import type { Interaction } from 'discord.js';
import { AppError } from '../../errors.ts';
import { repliesIn } from '../../jobs/locales.ts';
import { type Answerable, answerPrivately, editReply, isTooLate } from './answers.ts';
import { answersIn, draftKeyOf } from './forms.ts';
import { readMark } from './marks.ts';
import { onMenu, onMissingForm } from './menu.ts';
import { onPress } from './presses.ts';
import { type Parts, takeRetry } from './requests.ts';
import { onAutocomplete, onSlash } from './slash.ts';
import { plain } from './text.ts';

/** Everything that a person does with a command, a menu, a form or a button. Never rejects. */
export function createInteractionHandler(
  parts: Parts,
): (interaction: Interaction) => Promise<void> {
  return async (interaction) => {
    try {
      await route(parts, interaction);
    } catch (error) {
      if (isTooLate(error)) {
        parts.log.warn({ interactionId: interaction.id }, 'discord.too-late');
        return;
      }
      parts.log.error({ interactionId: interaction.id, err: error }, 'discord.interaction-failed');
      if (interaction.isAutocomplete()) return;
      await tellFailure(interaction, error).catch((reason: unknown) =>
        parts.log.warn({ interactionId: interaction.id, err: reason }, 'discord.failure-not-told'),
      );
    }
  };
}

async function route(parts: Parts, interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) return onAutocomplete(parts, interaction);
  if (interaction.isChatInputCommand()) return onSlash(parts, interaction);
  if (interaction.isMessageContextMenuCommand()) return onMenu(parts, interaction);
  if (interaction.isModalSubmit()) {
    const draftKey = draftKeyOf(interaction);
    if (draftKey !== undefined) return onMissingForm(parts, interaction, draftKey);
    const mark = readMark(interaction.customId);
    if (mark?.action === 'change') {
      return takeRetry(parts, interaction, mark.jobId, answersIn(interaction));
    }
  }
  if (interaction.isButton()) {
    const mark = readMark(interaction.customId);
    if (mark !== undefined) return onPress(parts, interaction, mark);
  }
  throw new AppError('discord/unknown-interaction', `Nothing answers to ${interaction.type}`);
}

async function tellFailure(interaction: Answerable, error: unknown): Promise<void> {
  const errorCode = error instanceof AppError ? error.code : 'discord/unexpected';
  const text = plain(repliesIn(interaction.locale).problem({ code: 'internal', errorCode }));
  // Whether it was acknowledged is known to Discord alone when answers got lost.
  await editReply(interaction, text).catch(() => answerPrivately(interaction, text));
}
