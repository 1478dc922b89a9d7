import { type Language, languageOf } from '../../../jobs/locales.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { japanese } from './japanese.ts';
import { spanish } from './spanish.ts';
import type { DiscordWords } from './words.ts';

const WORDS: Readonly<Record<Language, DiscordWords>> = {
  en: english,
  es: spanish,
  zh: chinese,
  ja: japanese,
};

/** The words in a person's locale; English where we have no better. */
export function wordsIn(locale: string): DiscordWords {
  return WORDS[languageOf(locale)];
}

/** What commands are called in other languages than English, by Discord's names of locales. */
export const TRANSLATIONS: ReadonlyMap<string, DiscordWords> = new Map(
  ['es-ES', 'es-419', 'zh-CN', 'zh-TW', 'ja'].map((locale) => [locale, wordsIn(locale)]),
);
