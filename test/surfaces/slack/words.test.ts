import { describe, expect, it } from 'vitest';
import { repliesIn } from '../../../src/jobs/locales.ts';
import { chinese } from '../../../src/surfaces/slack/words/chinese.ts';
import { english } from '../../../src/surfaces/slack/words/english.ts';
import { japanese } from '../../../src/surfaces/slack/words/japanese.ts';
import { wordsIn } from '../../../src/surfaces/slack/words/locales.ts';
import { spanish } from '../../../src/surfaces/slack/words/spanish.ts';
import {
  type ElsewhereReason,
  SHORTCUT_NAME,
  type SlackWords,
} from '../../../src/surfaces/slack/words/words.ts';

const LANGUAGES = Object.entries({ english, spanish, chinese, japanese });
const TRANSLATED = LANGUAGES.filter(([, words]) => words !== english);
const MENTION = '<@U0BOT>';
const PERSON = '<@U0ADA>';
const INVITE = `/invite ${MENTION}`;
const SCOPE = 'files:read';
const FILES = ['ada.txt', 'bob.zip', 'eve.doc'];
/** Slack's limits for the title of a form, its two buttons and the name of a shortcut. */
const MAX_SHORT = 24;
const MAX_HINT = 2_000;
const REASONS = Object.keys({
  'not-in-channel': true,
  archived: true,
  restricted: true,
  gone: true,
} satisfies Record<ElsewhereReason, true>) as ElsewhereReason[];

/** Every sentence of a language, with a name for the test that fails. */
function sentencesOf(words: SlackWords): Record<string, string> {
  return {
    askForClip: words.askForClip(),
    askForPortrait: words.askForPortrait(),
    askForBoth: words.askForBoth(),
    tooManyPictures: words.tooManyFiles('portrait', FILES),
    tooManyClips: words.tooManyFiles('clip', FILES),
    unknownFiles: words.unknownFiles(FILES),
    cannotSeeMessage: words.cannotSeeMessage(),
    clipHint: words.modal.clipHint,
    opening: words.opening(PERSON),
    inviteMe: words.inviteMe(INVITE),
    missingScope: words.missingScope(SCOPE),
    ...Object.fromEntries(
      REASONS.map((reason) => [`elsewhere: ${reason}`, words.postedElsewhereBecause(reason)]),
    ),
    postStays: words.postStays(),
    formTooOld: words.formTooOld(),
    cannotHandOver: words.cannotHandOver(),
    help: words.help(MENTION),
  };
}

/** What is handed in, or has the same name in every language. */
const OUTSIDE = [INVITE, MENTION, PERSON, SCOPE, SHORTCUT_NAME, '/avatar', 'Slack', 'MB', ...FILES];
const inside = (text: string) => OUTSIDE.reduce((rest, part) => rest.replaceAll(part, ' '), text);

it('names the shortcut within the limit of Slack', () => {
  expect(SHORTCUT_NAME.length).toBeLessThanOrEqual(MAX_SHORT);
});

describe.each(LANGUAGES)('what Slack shows in %s', (_language, words) => {
  const texts = sentencesOf(words);

  it('fits around a form', () => {
    const { clipHint, ...short } = words.modal;
    for (const text of Object.values(short)) {
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(MAX_SHORT);
    }
    expect(clipHint.length).toBeLessThanOrEqual(MAX_HINT);
  });

  it('is over a form for another attempt what the button for it says', () => {
    const [locale = ''] = ['en', 'es', 'zh', 'ja'].filter((each) => wordsIn(each) === words);
    expect(words.modal.changeTitle).toBe(repliesIn(locale).labels.change);
  });

  it.each(Object.entries(texts))('is a plain sentence: %s', (_name, text) => {
    expect(inside(text)).not.toMatch(/undefined|NaN|null|\[object|[{}<>&`*_~]|[.。]{2}/);
    expect(text).toMatch(/[.。)）]$/);
    expect(text.length).toBeLessThanOrEqual(2_000);
  });

  it('has all that there is to tell', () => {
    for (const file of FILES) {
      expect(texts['tooManyPictures']).toContain(file);
      expect(texts['tooManyClips']).toContain(file);
      expect(texts['unknownFiles']).toContain(file);
    }
    expect(texts['tooManyPictures']).toContain('3');
    expect(texts['tooManyPictures']).not.toBe(texts['tooManyClips']);
    expect(texts['opening']).toContain(PERSON);
    expect(texts['inviteMe']).toContain(INVITE);
    expect(texts['missingScope']).toContain(SCOPE);
    expect(new Set(REASONS.map((reason) => texts[`elsewhere: ${reason}`])).size).toBe(4);
  });

  it('tells every way to ask, one per line', () => {
    const help = words.help(MENTION);
    expect(help.split('\n')).toHaveLength(7);
    for (const way of [MENTION, SHORTCUT_NAME, '/avatar', ' pro ', ' std ']) {
      expect(help).toContain(way);
    }
  });

  it('tells the commands by words that are understood', () => {
    const commands = words.help(MENTION).split('\n').at(-1);
    for (const [first] of Object.values(words.commandWords)) expect(commands).toContain(first);
  });

  it('has command words that can be typed as one, each for one command', () => {
    const typed = Object.values(words.commandWords).flat();
    for (const word of typed) {
      expect(word).toMatch(/^[\p{L}ー]+$/u);
      expect(word).toBe(word.toLowerCase());
      expect(word).toBe(word.normalize('NFKC'));
    }
    expect(new Set(typed).size).toBe(typed.length);
  });
});

describe.each(TRANSLATED)('the words in %s', (language, words) => {
  const linesOf = (own: SlackWords): Record<string, string> => ({
    ...sentencesOf(own),
    ...own.modal,
    ...Object.fromEntries(
      Object.entries(own.commandWords).map(([name, typed]) => [`word: ${name}`, typed.join(' ')]),
    ),
  });

  it('are all there, and none is English', () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    const originals = linesOf(english);
    const translated = linesOf(words);
    expect(Object.keys(translated)).toEqual(Object.keys(originals));
    for (const [name, text] of Object.entries(translated)) expect(text).not.toBe(originals[name]);
  });

  it('leave no English word over', () => {
    const latin = (text: string) =>
      (inside(text).match(/\p{sc=Latin}+/gu) ?? []).map((word) => word.toLowerCase());
    const englishWords = new Set(Object.values(linesOf(english)).flatMap(latin));
    const shared = ['pro', 'std', ...(language === 'spanish' ? SPANISH_TOO : [])];
    for (const text of Object.values(linesOf(words))) {
      const own = latin(text);
      const left = language === 'spanish' ? own.filter((word) => englishWords.has(word)) : own;
      expect(left.filter((word) => !shared.includes(word))).toEqual([]);
    }
  });

  it('keep a command apart from those of the other languages', () => {
    for (const [, others] of LANGUAGES.filter(([, each]) => each !== words)) {
      for (const [name, typed] of Object.entries(words.commandWords)) {
        for (const word of typed) expect([name, undefined]).toContain(meaningOf(others, word));
      }
    }
  });
});

/** Spanish words that are English ones too. */
const SPANISH_TOO = ['a', 'avatar', 'me', 'min', 's', 'video'];

const meaningOf = ({ commandWords }: SlackWords, typed: string) =>
  Object.entries(commandWords).find(([, words]) => words.includes(typed))?.[0];

describe.each([
  ['Chinese', chinese],
  ['Japanese', japanese],
] as const)('%s', (_language, words) => {
  it.each(Object.entries(sentencesOf(words)))(
    'is written in its own letters and marks: %s',
    (_name, text) => {
      expect(text).toMatch(/\p{scx=Han}|\p{scx=Kana}/u);
      expect(text).not.toMatch(/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}][,:;.!?()]/u);
    },
  );
});

it('has the words for the locale of a person', () => {
  expect(wordsIn('es-LA')).toBe(spanish);
  expect(wordsIn('zh-TW')).toBe(chinese);
  expect(wordsIn('ja-JP')).toBe(japanese);
  expect(wordsIn('en-GB')).toBe(english);
  expect(wordsIn('fr-FR')).toBe(english);
});
