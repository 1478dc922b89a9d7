import type { Language } from '../../../../jobs/locales.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { japanese } from './japanese.ts';
import { spanish } from './spanish.ts';
import type { WebWords } from './words.ts';

const WORDS: Readonly<Record<Language, WebWords>> = {
  en: english,
  es: spanish,
  zh: chinese,
  ja: japanese,
};

export function wordsIn(language: Language): WebWords {
  return WORDS[language];
}
