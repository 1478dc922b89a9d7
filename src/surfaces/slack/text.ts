/** Slack's limit of a section is 3,000; a mention and a line of our own have to fit in front. */
export const MAX_TEXT = 2_700;

/** An address, then what Slack reads as markup, control or a call to everybody. */
const TOKENS =
  /(https?:\/\/[^\s<>|`]+)|(@(?=(?:channel|here|everyone)\b))|(^[ \t]*>)|([&<>*_~`])|([\s\S])/gimu;

/**
 * Slack knows no escape but these three, so what would become bold, italic, struck or code is shown by
 * a sign that looks the same.
 */
const SHOWN_AS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '*': '∗',
  _: 'ˍ',
  '~': '∼',
  '`': 'ˋ',
};

const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Text that Slack shows as it is, where markup is read: no mention, no markup, no link under another
 * name. Links stay links. At most `max` characters, with neither half an escape nor half a link at the
 * end.
 */
export function plain(text: string, max = MAX_TEXT): string {
  let shown = '';
  for (const token of text.matchAll(TOKENS)) {
    const next = shownAs(token);
    if (shown.length + next.length >= max) return `${shown}…`;
    shown += next;
  }
  return shown;
}

function shownAs([token, link, call, quote, sign]: RegExpExecArray): string {
  if (link !== undefined) return linkTo(link);
  if (call !== undefined) return `@${ZERO_WIDTH_SPACE}`;
  // A quotation is read also from the escaped sign.
  if (quote !== undefined) return quote.replace('>', '›');
  return sign === undefined ? token : (SHOWN_AS[sign] ?? sign);
}

/** A link, under a name that has been made plain. */
export function linkTo(url: string, name?: string): string {
  const escaped = url.replaceAll('&', '&amp;').replaceAll('<', '%3C').replaceAll('>', '%3E');
  return name === undefined ? `<${escaped}>` : `<${escaped.replaceAll('|', '%7C')}|${name}>`;
}

export const mention = (userId: string): string => `<@${userId}>`;

/** A time as everybody's own client writes it; `fallback` is for clients that cannot. */
export function timeOf(ms: number): string {
  const fallback = `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(ms / 1_000)}^{date_short_pretty} {time}|${fallback}>`;
}
