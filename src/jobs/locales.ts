import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { japanese } from './japanese.ts';
import type { Replies } from './replies.ts';
import { spanish } from './spanish.ts';

export type Language = 'en' | 'es' | 'zh' | 'ja';

const REPLIES: Readonly<Record<Language, Replies>> = {
  en: english,
  es: spanish,
  zh: chinese,
  ja: japanese,
};

/**
 * The language for a locale such as `es-419`, `zh_TW` or `ja`; English where we have no better. Any
 * reader of Chinese is served better by simplified characters than by English.
 */
export function languageOf(locale: string): Language {
  const [tag = ''] = locale.toLowerCase().split(/[-_]/);
  return isLanguage(tag) ? tag : 'en';
}

/** The replies in a person's locale. */
export function repliesIn(locale: string): Replies {
  return REPLIES[languageOf(locale)];
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(REPLIES, tag);
}
