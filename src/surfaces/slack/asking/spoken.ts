import { readSpoken, type SpokenRequest } from '../../../../commands/spoken.ts';
import { isJobId, type JobId } from '../../../jobs/job.ts';
import { SURFACE } from '../place.ts';
import { wordsIn } from '../words/locales.ts';
import type { CommandName } from '../words/words.ts';

/** A command in a message, such as `cancel slack-T1-C1-…` or `retry smiling pro`. */
export interface SpokenCommand {
  readonly name: CommandName;
  readonly jobId?: JobId;
  /** What shall be different, for a retry. */
  readonly changes: SpokenRequest;
}

/** What a person has written, without the bot's name and Slack's own markup. */
export function textOf(text: string, botUserId: string): string {
  return text
    .replaceAll(new RegExp(`<@${botUserId}(?:\\|[^<>]*)?>`, 'g'), ' ')
    .replaceAll(/<([#@!])?([^<>|]*)(?:\|([^<>]*))?>/g, shownAs)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** As it stands on the screen: the label of a link, the name of a channel; nobody's bare number. */
function shownAs(_markup: string, sign: string | undefined, target: string, label = ''): string {
  if (sign === undefined) return label || target;
  return sign === '#' ? `#${label || target}` : label;
}

/** Undefined where the text is no command: then it is a prompt, or nothing to act on. */
export function readCommand(text: string, locale: string): SpokenCommand | undefined {
  const [first = '', ...rest] = text.split(' ').filter((word) => word !== '');
  const name = commandNamed(first.toLowerCase(), locale);
  if (name === undefined) return undefined;
  const [second] = rest;
  const jobId = second !== undefined && isOwnId(second) ? second : undefined;
  const said = rest.slice(jobId === undefined ? 0 : 1).join(' ');
  if (name !== 'retry' && said !== '') return undefined;
  return { name, changes: readSpoken(said), ...(jobId === undefined ? {} : { jobId }) };
}

function isOwnId(word: string): word is JobId {
  return word.startsWith(`${SURFACE}-`) && isJobId(word);
}

function commandNamed(word: string, locale: string): CommandName | undefined {
  for (const { commandWords } of [wordsIn(locale), wordsIn('en')]) {
    for (const [name, words] of Object.entries(commandWords)) {
      if (words.includes(word)) return name as CommandName;
    }
  }
  return undefined;
}
