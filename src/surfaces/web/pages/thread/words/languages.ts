import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../../../../../jobs/locales.ts';
import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { japanese } from './japanese.ts';
import { spanish } from './spanish.ts';
import type { ThreadWords } from './words.ts';

const WORDS: Readonly<Record<Language, ThreadWords>> = {
  en: english,
  es: spanish,
  zh: chinese,
  ja: japanese,
};

const Spoken = createContext<Language>('en');
export const SpokenLanguage = Spoken.Provider;

export function useLanguage(): Language {
  return useContext(Spoken);
}

/** The words in the language that the page is shown in. */
export function useWords(): ThreadWords {
  return WORDS[useLanguage()];
}

/** Until the service has said which it speaks, what the browser would like. */
export function likelyLanguage(wanted: readonly string[]): Language {
  const tags = wanted.map((each) => each.toLowerCase().split('-')[0] ?? '');
  return tags.find(isLanguage) ?? 'en';
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(WORDS, tag);
}
