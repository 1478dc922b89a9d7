import { ComponentType, type Interaction as Received } from 'discord.js';
import { type Bot, startBot } from './a-bot.ts';
import { openDiscord } from './a-discord.ts';
import type { Discord, DiscordChannel, DiscordUser } from './handle.ts';

const COMMANDS = [
  {
    name: 'avatar',
    description: 'Makes a talking portrait',
    options: [
      {
        type: 11,
        name: 'portrait',
        description: 'A picture',
        required: true,
        file_types: ['image'],
      },
      { type: 3, name: 'mode', description: 'How', choices: [{ name: 'Best', value: 'pro' }] },
      { type: 3, name: 'job', description: 'Which', autocomplete: true, max_length: 5 },
    ],
  },
  { name: 'history', description: 'What I made', contexts: [0] },
  { name: 'admin', description: 'For some', default_member_permissions: '32' },
  { type: 3, name: 'Animate this' },
];

export interface Scene {
  readonly discord: Discord;
  readonly channel: DiscordChannel;
  readonly ada: DiscordUser;
  readonly bot: Bot;
}

export async function openScene(
  onInteraction?: (interaction: Received) => Promise<unknown>,
): Promise<Scene> {
  const discord = await openDiscord();
  const channel = discord.createGuild({ locale: 'fr' }).createTextChannel();
  const ada = discord.createUser({ locale: 'de' });
  const bot = await startBot(discord, onInteraction === undefined ? {} : { onInteraction });
  await bot.client.application.commands.set(COMMANDS);
  return { discord, channel, ada, bot };
}

export const row = (...buttons: object[]) => ({
  type: ComponentType.ActionRow as const,
  components: buttons,
});
export const button = (custom_id: string, disabled = false) => ({
  type: ComponentType.Button as const,
  style: 1 as const,
  custom_id,
  label: custom_id,
  disabled,
});

export const MODAL = {
  custom_id: 'ask',
  title: 'Your voice',
  components: [
    {
      type: 18,
      label: 'Files',
      component: {
        type: 19,
        custom_id: 'files',
        min_values: 1,
        max_values: 2,
        file_types: ['audio'],
      },
    },
    {
      type: 18,
      label: 'Prompt',
      component: { type: 4, custom_id: 'prompt', style: 1, required: false, max_length: 10 },
    },
  ],
};
