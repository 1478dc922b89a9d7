import { Locale } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { chinese } from '../../../src/surfaces/discord/words/chinese.ts';
import { english } from '../../../src/surfaces/discord/words/english.ts';
import { japanese } from '../../../src/surfaces/discord/words/japanese.ts';
import { TRANSLATIONS, wordsIn } from '../../../src/surfaces/discord/words/locales.ts';
import { spanish } from '../../../src/surfaces/discord/words/spanish.ts';
import type { DiscordWords } from '../../../src/surfaces/discord/words/words.ts';

const LANGUAGES = Object.entries({ english, spanish, chinese, japanese });
const TRANSLATED = LANGUAGES.filter(([, words]) => words !== english);
/** The rule of Discord for names of commands and options. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const MENTION = '<@1311>';
const FILES = ['ada.txt', 'bob.zip', 'eve.doc'];

/** Every sentence of a language, with a name for the test that fails. */
function sentencesOf(words: DiscordWords): Record<string, string> {
  return {
    askForClip: words.askForClip(),
    askForPortrait: words.askForPortrait(),
    tooManyPictures: words.tooManyFiles('portrait', FILES),
    tooManyClips: words.tooManyFiles('clip', FILES),
    unknownFiles: words.unknownFiles(FILES),
    cannotSeeMessage: words.cannotSeeMessage(),
    mentionMe: words.mentionMe(MENTION),
    missingPermissions: words.missingPermissions(Object.values(words.permissions)),
    addToServer: words.addToServer(),
    formTooOld: words.formTooOld(),
    postStays: words.postStays(),
    postedElsewhere: words.postedElsewhere(),
    cannotHandOver: words.cannotHandOver(),
    help: words.help(MENTION),
  };
}

describe.each(LANGUAGES)('what Discord shows in %s', (_language, words) => {
  const groups = [Object.values(words.commands), Object.values(words.options)];

  it('has names that Discord takes, each once', () => {
    for (const group of groups) {
      const names = group.map(({ name }) => name ?? '');
      for (const name of names) {
        expect(name).toMatch(NAME);
        expect(name).toBe(name.toLowerCase());
        expect(name).toBe(name.normalize('NFC'));
      }
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('has commands that sort together', () => {
    const { avatar, ...others } = words.commands;
    for (const { name } of Object.values(others)) {
      expect(name?.startsWith(`${avatar.name}-`)).toBe(true);
    }
  });

  it('has descriptions that Discord takes', () => {
    for (const { description } of groups.flat()) {
      expect(description.length).toBeGreaterThan(0);
      expect(description.length).toBeLessThanOrEqual(100);
    }
  });

  it('has a menu that fits over a form too, and is told by its name', () => {
    expect(words.menu.length).toBeGreaterThan(0);
    expect(words.menu.length).toBeLessThanOrEqual(32);
    expect(words.cannotSeeMessage()).toContain(words.menu);
    expect(words.help(MENTION)).toContain(words.menu);
  });

  it('names a thread after the person', () => {
    const longest = 'W'.repeat(32);
    const name = words.threadName(longest);
    expect(name).toContain(longest);
    expect(name.length).toBeLessThanOrEqual(100);
  });

  it('tells how to ask with the names of this language', () => {
    const help = words.help(MENTION);
    const { help: asked, ...told } = words.commands;
    for (const { name } of Object.values(told)) {
      expect(help).toMatch(new RegExp(`/${name}(?![\\p{sc=Latin}-])`, 'u'));
    }
    expect(help).not.toContain(asked.name);
    expect(help).toContain(MENTION);
    expect(help.split('\n')).toHaveLength(6);
  });

  it('speaks in sentences with all that they have to tell', () => {
    const texts = sentencesOf(words);
    for (const text of Object.values(texts)) {
      expect(text.replaceAll(MENTION, '')).not.toMatch(/undefined|NaN|null|\[object|[{}<>`*_]/);
      expect(text).toMatch(/[.。)）]$/);
      expect(text.length).toBeLessThanOrEqual(2_000);
    }
    for (const file of FILES) {
      expect(texts['tooManyPictures']).toContain(file);
      expect(texts['tooManyClips']).toContain(file);
      expect(texts['unknownFiles']).toContain(file);
    }
    expect(texts['tooManyPictures']).toContain('3');
    expect(texts['tooManyPictures']).not.toBe(texts['tooManyClips']);
    expect(texts['mentionMe']).toContain(MENTION);
    for (const name of Object.values(words.permissions)) {
      expect(texts['missingPermissions']).toContain(name);
    }
  });
});

describe.each(TRANSLATED)('the words in %s', (language, words) => {
  const textsOf = ({
    commands,
    options,
    menu,
    permissions,
    threadName,
    ...rest
  }: DiscordWords) => ({
    ...Object.fromEntries(
      Object.entries({ ...commands, ...options }).map(([key, { description }]) => [
        `${key}: description`,
        description,
      ]),
    ),
    ...permissions,
    menu,
    threadName: threadName('23'),
    ...sentencesOf({ commands, options, menu, permissions, threadName, ...rest }),
  });

  it('are all there, and none is English', () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    const originals = textsOf(english);
    for (const [key, text] of Object.entries(textsOf(words))) {
      expect(text).not.toBe(Reflect.get(originals, key));
    }
  });

  it('leave no English word over', () => {
    const outside = [MENTION, ...FILES];
    const latin = (text: string) =>
      outside.reduce((rest, part) => rest.replaceAll(part, ' '), text).match(/\p{sc=Latin}+/gu) ??
      [];
    const englishWords = new Set(
      Object.values(textsOf(english))
        .flatMap(latin)
        .map((word) => word.toLowerCase()),
    );
    const shared = language === 'spanish' ? ['a', 'avatar', 'bot', 'me', 'min', 's', 'video'] : [];
    for (const text of Object.values(textsOf(words))) {
      const own = latin(text).map((word) => word.toLowerCase());
      const left = language === 'spanish' ? own.filter((word) => englishWords.has(word)) : own;
      expect(left.filter((word) => !shared.includes(word))).toEqual([]);
    }
  });
});

describe('the translations', () => {
  it('are under names that Discord knows', () => {
    expect([...TRANSLATIONS]).toEqual([
      [Locale.SpanishES, spanish],
      [Locale.SpanishLATAM, spanish],
      [Locale.ChineseCN, chinese],
      [Locale.ChineseTW, chinese],
      [Locale.Japanese, japanese],
    ]);
  });

  it('are those that a person of that locale reads', () => {
    for (const [locale, words] of TRANSLATIONS) expect(wordsIn(locale)).toBe(words);
    expect(wordsIn('es_MX')).toBe(spanish);
    expect(wordsIn('en-GB')).toBe(english);
    expect(wordsIn('fr')).toBe(english);
  });
});
