/** Discord's limit of a message. */
export const MAX_CONTENT = 2_000;

/** An underscore in a link is left alone, because the link would be another one with a backslash. */
const LINK_OR_MARKUP = /(https?:\/\/[^\s\\`*~|<[]+)|[\\`*_~|<[]/g;
/** Headings, lists, quotes and small print. */
const LINE_START = /^(\s*)(#|-|\+|>)/gm;
const NUMBERED_LINE = /^(\s*\d+)\./gm;

/**
 * Text that Discord shows as it is: no markup, no mention, no link under another name. Not by the
 * library's `escapeMarkdown`, which misses some of a long row of asterisks and all behind a `<:`.
 */
export function plain(text: string): string {
  const escaped = text
    .replaceAll(LINK_OR_MARKUP, (found, link?: string) => link ?? `\\${found}`)
    .replaceAll(LINE_START, '$1\\$2')
    .replaceAll(NUMBERED_LINE, '$1\\.');
  return cut(escaped, MAX_CONTENT);
}

/** At most so many characters, with neither half a character nor half an escape at the end. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const kept = text
    .slice(0, max - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/(?<!\\)((?:\\\\)*)\\$/, '$1');
  return `${kept}…`;
}
