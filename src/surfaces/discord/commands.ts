import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type LocalizationMap,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js';
import { MAX_PROMPT_CHARACTERS } from '../../jobs/accept.ts';
import { repliesIn } from '../../jobs/locales.ts';
import { english } from './words/english.ts';
import { TRANSLATIONS } from './words/locales.ts';
import type { CommandWords, DiscordWords } from './words/words.ts';

/** Hints for the person who chooses a file: Discord checks the name only. */
export const PORTRAIT_TYPES = ['image', '.heic', '.heif', '.avif', '.tif', '.tiff'];
export const CLIP_TYPES = ['audio', 'video', '.ogg', '.opus', '.m4a', '.aac', '.flac', '.amr'];

/** What the bot answers to, as Discord wants it registered. */
export function commandDefinitions(
  reach: 'everywhere' | 'one server',
): RESTPutAPIApplicationCommandsJSONBody {
  const commands = [
    slash('avatar', [
      { ...option('image'), ...attachment(PORTRAIT_TYPES) },
      { ...option('voice'), ...attachment(CLIP_TYPES) },
      {
        ...option('prompt'),
        type: ApplicationCommandOptionType.String,
        max_length: MAX_PROMPT_CHARACTERS,
      },
      {
        ...option('mode'),
        type: ApplicationCommandOptionType.String,
        choices: (['std', 'pro'] as const).map(modeChoice),
      },
    ]),
    slash('status', [jobOption()]),
    slash('history', []),
    slash('cancel', [jobOption()]),
    slash('help', []),
    {
      type: ApplicationCommandType.Message,
      name: english.menu,
      name_localizations: translated((words) => words.menu),
    } as const,
  ];
  // Discord takes these of a command for everywhere only.
  return reach === 'everywhere' ? commands.map((each) => ({ ...each, ...WHERE })) : commands;
}

/**
 * Only where the bot itself has been added: added by a person for themselves it may not post in the
 * server, so it would fail when the video is ready.
 */
const WHERE = {
  integration_types: [ApplicationIntegrationType.GuildInstall],
  contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
};

function slash(name: keyof DiscordWords['commands'], options: APIApplicationCommandBasicOption[]) {
  return {
    type: ApplicationCommandType.ChatInput as const,
    ...named((words) => words.commands[name]),
    options,
  };
}

function option(name: keyof DiscordWords['options']) {
  return named((words) => words.options[name]);
}

/** An attachment that has to be given. */
function attachment(fileTypes: string[]) {
  return {
    type: ApplicationCommandOptionType.Attachment as const,
    required: true,
    file_types: fileTypes as never,
  };
}

function jobOption(): APIApplicationCommandBasicOption {
  return { ...option('job'), type: ApplicationCommandOptionType.String, autocomplete: true };
}

function modeChoice(mode: 'std' | 'pro') {
  return {
    name: repliesIn('en').labels[mode],
    name_localizations: Object.fromEntries(
      [...TRANSLATIONS.keys()].map((locale) => [locale, repliesIn(locale).labels[mode]]),
    ),
    value: mode,
  };
}

function named(pick: (words: DiscordWords) => CommandWords) {
  const { name, description } = pick(english);
  if (name === undefined) throw new TypeError('Every command has an English name');
  return {
    name,
    name_localizations: translated((words) => pick(words).name),
    description,
    description_localizations: translated((words) => pick(words).description),
  };
}

function translated(pick: (words: DiscordWords) => string | undefined): LocalizationMap {
  const texts = [...TRANSLATIONS].map(([locale, words]) => [locale, pick(words)] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== undefined));
}
