import type { Secret } from '../secret.ts';

/** Long enough for every text of Kling that was ever reported, short enough for a log line. */
const MAX_TEXT_CHARACTERS = 300;

/** Only this much is searched, so that a page of megabytes costs nothing. */
const MAX_SEARCHED_CHARACTERS = 4_000;

/** What may be a secret, a capability or somebody's media, whatever the text around it says. */
const HIDDEN: readonly (readonly [pattern: RegExp, shown: string])[] = [
  [/\bbearer\s+[^\s"',;]+/gi, 'Bearer [secret]'],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '[secret]'],
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, '[link]'],
  [/\bdata:[^\s"'<>]+/gi, '[data]'],
  [/[A-Za-z0-9+/_=-]{60,}/g, '[data]'],
];

/** Makes words of a stranger fit for a message: no secret, link or media, one line, not long. */
export function redact(text: string, secrets: readonly Secret[] = []): string {
  let shown = text;
  for (const secret of secrets) shown = shown.replaceAll(secret.reveal(), '[secret]');
  shown = shown.slice(0, MAX_SEARCHED_CHARACTERS);
  for (const [pattern, replacement] of HIDDEN) shown = shown.replace(pattern, replacement);
  shown = shown.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (shown.length <= MAX_TEXT_CHARACTERS) return shown;
  return `${shown.slice(0, MAX_TEXT_CHARACTERS - 1)}…`;
}
