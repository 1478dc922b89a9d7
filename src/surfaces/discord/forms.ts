import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  type ModalSubmitInteraction,
  TextInputStyle,
} from 'discord.js';
import { DEFAULT_PROMPT } from '../../../commands/avatar.ts';
import { MAX_PROMPT_CHARACTERS } from '../../jobs/accept.ts';
import type { Attachment, Job, JobId, Mode } from '../../jobs/job.ts';
import type { Labels } from '../../jobs/replies.ts';
import { CLIP_TYPES, PORTRAIT_TYPES } from './commands.ts';
import { sourceOf } from './files.ts';
import { markOf } from './marks.ts';

type Part = 'portrait' | 'clip';

const DRAFT_FORM = 'draft';

/** The form that asks for what a draft lacks; the draft is found again by `draftKey`. */
export function missingForm(
  title: string,
  labels: Labels,
  draftKey: string,
  missing: readonly Part[],
): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `${DRAFT_FORM}:${draftKey}`,
    title,
    components: [
      ...missing.map((part) => fileField(labels, part, true)),
      promptField(labels, ''),
      modeField(labels, 'std'),
    ],
  };
}

/** The key of the draft that a form belongs to. */
export function draftKeyOf({ customId }: ModalSubmitInteraction): string | undefined {
  const prefix = `${DRAFT_FORM}:`;
  return customId.startsWith(prefix) ? customId.slice(prefix.length) : undefined;
}

/** The form that asks what shall be different in another attempt; what is left alone stays. */
export function changeForm(labels: Labels, job: Job): APIModalInteractionResponseCallbackData {
  return {
    custom_id: markOf('change', job.id satisfies JobId),
    title: labels.change,
    components: [
      fileField(labels, 'clip', false),
      fileField(labels, 'portrait', false),
      // Nobody has written what stands in for a prompt.
      promptField(labels, job.prompt === DEFAULT_PROMPT ? '' : job.prompt),
      modeField(labels, job.mode),
    ],
  };
}

export interface Answers {
  readonly portrait?: Attachment;
  readonly clip?: Attachment;
  readonly prompt?: string;
  readonly mode?: Mode;
}

/** What somebody has filled in. */
export function answersIn({ fields }: ModalSubmitInteraction): Answers {
  const has = (name: string) => fields.fields.has(name);
  const file = (part: Part) => (has(part) ? fields.getUploadedFiles(part)?.first() : undefined);
  const [portrait, clip] = [file('portrait'), file('clip')];
  const [mode] = has('mode') ? fields.getStringSelectValues('mode') : [];
  return {
    ...(portrait === undefined ? {} : { portrait: sourceOf(portrait) }),
    ...(clip === undefined ? {} : { clip: sourceOf(clip) }),
    ...(has('prompt') ? { prompt: fields.getTextInputValue('prompt') } : {}),
    ...(mode === 'std' || mode === 'pro' ? { mode } : {}),
  };
}

function fileField(labels: Labels, part: Part, required: boolean): APILabelComponent {
  return {
    type: ComponentType.Label,
    label: labels[part],
    component: {
      type: ComponentType.FileUpload,
      custom_id: part,
      required,
      min_values: required ? 1 : 0,
      max_values: 1,
      file_types: (part === 'portrait' ? PORTRAIT_TYPES : CLIP_TYPES) as never,
    },
  };
}

function promptField(labels: Labels, prompt: string): APILabelComponent {
  return {
    type: ComponentType.Label,
    label: labels.prompt,
    component: {
      type: ComponentType.TextInput,
      custom_id: 'prompt',
      style: TextInputStyle.Paragraph,
      required: false,
      max_length: MAX_PROMPT_CHARACTERS,
      ...(prompt === '' ? {} : { value: prompt }),
    },
  };
}

function modeField(labels: Labels, chosen: Mode): APILabelComponent {
  return {
    type: ComponentType.Label,
    label: labels.mode,
    component: {
      type: ComponentType.StringSelect,
      custom_id: 'mode',
      required: true,
      options: (['std', 'pro'] as const).map((mode) => ({
        label: labels[mode],
        value: mode,
        default: mode === chosen,
      })),
    },
  };
}
