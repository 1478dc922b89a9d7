import {
  type ActionRowBuilder,
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  DiscordAPIError,
  type Interaction,
  MessageFlags,
  RESTJSONErrorCodes,
} from 'discord.js';

/** An interaction that wants an answer, and can have one as a message. */
export type Answerable = Extract<Interaction, { deferReply: unknown }>;

export type Row = APIActionRowComponent<APIComponentInMessageActionRow> | ActionRowBuilder<never>;

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

/** Not by the library's own `editReply`, which wants to have seen the acknowledgement arrive. */
export async function editReply(
  interaction: Answerable,
  content: string,
  extras: { readonly components?: Row[]; readonly file?: { path: string; name: string } } = {},
): Promise<void> {
  const { components = [], file } = extras;
  await interaction.webhook.editMessage('@original', {
    content,
    components: components as never,
    ...(file === undefined ? {} : { files: [{ attachment: file.path, name: file.name }] }),
  });
}

/** A first answer that only the person sees. */
export async function answerPrivately(interaction: Answerable, content: string): Promise<void> {
  await interaction.reply({ content, flags: MessageFlags.Ephemeral });
}

function isTooLate(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownInteraction;
}
