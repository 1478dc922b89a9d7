import type {
  Interaction,
  MessageContextMenuCommandInteraction,
  ModalSubmitInteraction,
} from 'discord.js';
import { repliesIn } from '../../jobs/locales.ts';
import { answerPrivately, showForm } from './answers.ts';
import { askingBy } from './callers.ts';
import { filesOf } from './files.ts';
import { answersIn, missingForm } from './forms.ts';
import { type Parts, refusePlace, takeRequest } from './requests.ts';
import { plain } from './text.ts';
import { wordsIn } from './words/locales.ts';

/** "Talking avatar" in the menu of a message: what the message lacks is asked for in a form. */
export async function onMenu(
  parts: Parts,
  interaction: MessageContextMenuCommandInteraction,
): Promise<void> {
  const { portraits, clips } = filesOf(interaction.targetMessage);
  const words = wordsIn(interaction.locale);
  for (const [part, files] of [['portrait', portraits] as const, ['clip', clips] as const]) {
    if (files.length <= 1) continue;
    const names = files.map(({ name }) => name);
    await answerPrivately(interaction, plain(words.tooManyFiles(part, names)));
    return;
  }
  const [portrait] = portraits;
  const [clip] = clips;
  if (portrait !== undefined && clip !== undefined) {
    await takeRequest(parts, interaction, { portrait, clip });
    return;
  }
  if (await refusePlace(interaction, askingBy(interaction))) return;
  const draft = {
    ...(portrait === undefined ? {} : { portrait }),
    ...(clip === undefined ? {} : { clip }),
  };
  const missing = (['portrait', 'clip'] as const).filter((part) => draft[part] === undefined);
  // The form says nothing of the message, and may come back after a restart.
  await parts.drafts.set(draftKeyFor(interaction, interaction.id), draft);
  const { labels } = repliesIn(interaction.locale);
  await showForm(interaction, missingForm(words.menu, labels, interaction.id, missing));
}

/** With the person in it: what a client sends back need not be what it was shown. */
function draftKeyFor({ user }: Interaction, draftKey: string): string {
  return `${draftKey}-${user.id}`;
}

/** The form is filled in. The draft stays for its day: the same form may arrive twice. */
export async function onMissingForm(
  parts: Parts,
  interaction: ModalSubmitInteraction,
  draftKey: string,
): Promise<void> {
  const draft = await parts.drafts.get(draftKeyFor(interaction, draftKey));
  if (draft === undefined) {
    await answerPrivately(interaction, wordsIn(interaction.locale).formTooOld());
    return;
  }
  await takeRequest(parts, interaction, { ...draft, ...answersIn(interaction) });
}
