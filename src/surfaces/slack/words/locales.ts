import { type Language, languageOf } from '../../../jobs/locales.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { japanese } from './japanese.ts';
import { spanish } from './spanish.ts';
import type { SlackWords } from './words.ts';

const WORDS: Readonly<Record<Language, SlackWords>> = {
  en: english,
  es: spanish,
  zh: chinese,
  ja: japanese,
};

/** The words in a person's locale; English where we have no better. */
export function wordsIn(locale: string): SlackWords {
  return WORDS[languageOf(locale)];
}
