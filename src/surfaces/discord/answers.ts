import {
  type APIModalInteractionResponseCallbackData,
  type Interaction,
  MessageFlags,
  type ModalSubmitInteraction,
  RESTJSONErrorCodes,
} from 'discord.js';
import type { ButtonRow } from './buttons.ts';
import { codeOf } from './refusals.ts';

/** An interaction that wants an answer, and can have one as a message. */
export type Answerable = Extract<Interaction, { deferReply: unknown }>;

/**
 * Acknowledges within Discord's three seconds, before anything else is done; resolves with the id of
 * the reply, which the thread and the job are named after. The same interaction twice has one reply.
 * @throws DiscordAPIError where it is too late: then nothing may be begun, since nobody would hear of it
 */
export async function deferReply(interaction: Answerable): Promise<string> {
  try {
    const { interaction: answered } = await interaction.deferReply({ withResponse: true });
    if (answered.responseMessageId !== null) return answered.responseMessageId;
  } catch (error) {
    if (isTooLate(error)) throw error;
    // It may have arrived although its answer did not, so the reply itself is asked for.
  }
  return (await interaction.webhook.fetchMessage('@original')).id;
}

/** Acknowledges to the person alone. */
export async function deferPrivately(interaction: Answerable): Promise<void> {
  try {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  } catch (error) {
    if (isTooLate(error)) throw error;
    await interaction.webhook.fetchMessage('@original');
  }
}

/**
 * Not by the library's own `editReply`, which wants to have seen the acknowledgement arrive. Without
 * `components` those that are there stay.
 */
export async function editReply(
  interaction: Answerable,
  content: string,
  components?: ButtonRow[],
): Promise<void> {
  const rows = components === undefined ? {} : { components };
  await interaction.webhook.editMessage('@original', { content, ...rows });
}

/** A first answer that only the person sees. */
export async function answerPrivately(interaction: Answerable, content: string): Promise<void> {
  await once(interaction.reply({ content, flags: MessageFlags.Ephemeral }));
}

/** A first answer that asks for more. */
export async function showForm(
  interaction: Exclude<Answerable, ModalSubmitInteraction>,
  form: APIModalInteractionResponseCallbackData,
): Promise<void> {
  await once(interaction.showModal(form));
}

/** The same interaction may come twice, and its answer may be sent again: the first one counts. */
async function once(answering: Promise<unknown>): Promise<void> {
  try {
    await answering;
  } catch (error) {
    if (codeOf(error) !== RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged) throw error;
  }
}

/** Discord has shown that nobody answered. */
export function isTooLate(error: unknown): boolean {
  return codeOf(error) === RESTJSONErrorCodes.UnknownInteraction;
}
