import type { types } from '@slack/bolt';
import { z } from 'zod';
import { DEFAULT_PROMPT } from '../../../../commands/avatar.ts';
import type { SpokenRequest } from '../../../../commands/spoken.ts';
import { MAX_PROMPT_CHARACTERS } from '../../../jobs/accept.ts';
import type { Job, Mode } from '../../../jobs/job.ts';
import { repliesIn } from '../../../jobs/locales.ts';
import type { Labels } from '../../../jobs/replies.ts';
import { wordsIn } from '../words/locales.ts';

/** Asks for what a request lacks. */
const REQUEST_FORM = 'avatar_request';
/** Asks what shall be different in another attempt. */
export const CHANGE_FORM = 'avatar_change';

type Part = 'portrait' | 'clip';

const source = z.object({ kind: z.literal('attachment'), address: z.string(), name: z.string() });

const requestMetadata = z.object({
  channelId: z.string(),
  threadTs: z.string().optional(),
  /** What the message of a shortcut had already. */
  portrait: source.optional(),
  clip: source.optional(),
});
/** What a request by form belongs to; Slack keeps it with the form and shows it to nobody. */
export type RequestMetadata = z.infer<typeof requestMetadata>;

const changeMetadata = z.object({
  channelId: z.string(),
  threadTs: z.string(),
  isReply: z.boolean(),
  jobId: z.string(),
});
export type ChangeMetadata = z.infer<typeof changeMetadata>;

export function readRequestMetadata(text: string): RequestMetadata {
  return requestMetadata.parse(JSON.parse(text));
}

export function readChangeMetadata(text: string): ChangeMetadata {
  return changeMetadata.parse(JSON.parse(text));
}

/** What Slack calls files in a form is the ending of their names. */
const FILE_TYPES: Readonly<Record<Part, string[]>> = {
  portrait: ['jpg', 'jpeg', 'png', 'webp', 'gif', 'heic', 'heif', 'avif', 'tif', 'tiff', 'bmp'],
  clip: [
    ...['mp3', 'wav', 'm4a', 'aac', 'ogg', 'oga', 'opus', 'flac', 'webm', 'amr', '3gp'],
    ...['mp4', 'm4v', 'mov', 'mkv', 'aif', 'aiff'],
  ],
};

/** Slack's limit of a name in the metadata of a form, which has 3,000 characters in all. */
const MAX_NAME = 200;

export function requestForm(
  locale: string,
  metadata: RequestMetadata,
  { prompt = '', mode = 'std' }: SpokenRequest = {},
): types.ModalView {
  const words = wordsIn(locale).modal;
  const { labels } = repliesIn(locale);
  const missing = (['portrait', 'clip'] as const).filter((part) => metadata[part] === undefined);
  return {
    ...frame(locale, words.title),
    callback_id: REQUEST_FORM,
    private_metadata: JSON.stringify(withShortNames(metadata)),
    blocks: [
      ...missing.map((part) => fileField(locale, part, true)),
      promptField(labels, prompt),
      modeField(labels, mode),
    ],
  };
}

export function changeForm(locale: string, metadata: ChangeMetadata, job: Job): types.ModalView {
  const { labels } = repliesIn(locale);
  return {
    ...frame(locale, wordsIn(locale).modal.changeTitle),
    callback_id: CHANGE_FORM,
    private_metadata: JSON.stringify(metadata),
    blocks: [
      // Nobody has written what stands in for a prompt.
      promptField(labels, job.prompt === DEFAULT_PROMPT ? '' : job.prompt),
      modeField(labels, job.mode),
      fileField(locale, 'clip', false),
      fileField(locale, 'portrait', false),
    ],
  };
}

function frame(locale: string, title: string) {
  const { submit, close } = wordsIn(locale).modal;
  return { type: 'modal', title: said(title), submit: said(submit), close: said(close) } as const;
}

function withShortNames(metadata: RequestMetadata): RequestMetadata {
  const short = <T extends { name: string }>(file: T) => ({
    ...file,
    name: file.name.slice(0, MAX_NAME),
  });
  const { portrait, clip } = metadata;
  return {
    ...metadata,
    ...(portrait === undefined ? {} : { portrait: short(portrait) }),
    ...(clip === undefined ? {} : { clip: short(clip) }),
  };
}

function fileField(locale: string, part: Part, isRequired: boolean): types.InputBlock {
  const hint = part === 'clip' ? { hint: said(wordsIn(locale).modal.clipHint) } : {};
  return {
    ...field(part, repliesIn(locale).labels[part], !isRequired),
    ...hint,
    element: {
      type: 'file_input',
      action_id: part,
      filetypes: FILE_TYPES[part],
      max_files: 1,
    },
  };
}

function promptField(labels: Labels, prompt: string): types.InputBlock {
  // Slack counts a sign of two halves twice; half of one it does not take.
  const initial = prompt.slice(0, MAX_PROMPT_CHARACTERS).replace(/[\ud800-\udbff]$/, '');
  return {
    ...field('prompt', labels.prompt, true),
    element: {
      type: 'plain_text_input',
      action_id: 'prompt',
      multiline: true,
      max_length: MAX_PROMPT_CHARACTERS,
      ...(initial === '' ? {} : { initial_value: initial }),
    },
  };
}

function modeField(labels: Labels, chosen: Mode): types.InputBlock {
  const option = (mode: Mode): types.PlainTextOption => ({ text: said(labels[mode]), value: mode });
  return {
    ...field('mode', labels.mode, false),
    element: {
      type: 'radio_buttons',
      action_id: 'mode',
      options: [option('std'), option('pro')],
      initial_option: option(chosen),
    },
  };
}

function field(name: string, label: string, isOptional: boolean) {
  return { type: 'input', block_id: name, label: said(label), optional: isOptional } as const;
}

const said = (text: string): types.PlainTextElement => ({ type: 'plain_text', text });
