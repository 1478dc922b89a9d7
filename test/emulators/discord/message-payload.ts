import { breach, invalidForm, problemAt, refusal } from './api-error.ts';
import { addAttachment, checkSizes } from './attachments.ts';
import { checkComponents, type RequestComponent, toWireComponents } from './components.ts';
import { type AllowedMentions, checkAllowedMentions } from './mentions.ts';
import type { Attachment, Embed } from './wire.ts';
import { Flag, type World } from './world.ts';

/** The body of every request that makes or changes a message, after the schema has seen it. */
export interface MessagePayload {
  readonly content?: string | null;
  readonly embeds?: readonly Partial<Embed>[] | null;
  readonly components?: readonly RequestComponent[] | null;
  readonly attachments?: readonly RequestAttachment[] | null;
  readonly allowed_mentions?: AllowedMentions | null;
  readonly flags?: number | null;
  readonly tts?: boolean | null;
  readonly nonce?: string | number | null;
  readonly enforce_nonce?: boolean | null;
  readonly message_reference?: {
    readonly type?: number | null;
    readonly message_id: string;
    readonly channel_id?: string | null;
    readonly fail_if_not_exists?: boolean | null;
  } | null;
  readonly poll?: unknown;
  readonly sticker_ids?: readonly string[] | null;
}

export interface RequestAttachment {
  readonly id: string;
  readonly filename?: string | null;
  readonly description?: string | null;
  readonly duration_secs?: number | null;
  readonly waveform?: string | null;
}

/** A part of a multipart body: `files[0]` and so on. */
export interface UploadedFile {
  readonly index: string;
  readonly name: string;
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
}

const MAX_CONTENT = 2_000;
const MAX_EMBED_TEXT = 6_000;
const MAX_FILES = 10;

/** What every message must keep, new or edited. @throws ApiError */
export function checkPayload(payload: MessagePayload, isV2: boolean): void {
  if ((payload.content?.length ?? 0) > MAX_CONTENT) {
    const text = `Must be ${MAX_CONTENT} or fewer in length.`;
    throw breach('content', 'BASE_TYPE_MAX_LENGTH', text);
  }
  if (payload.allowed_mentions) checkAllowedMentions(payload.allowed_mentions);
  checkComponents(payload.components ?? [], isV2);
  if (isV2 && ((payload.content ?? '') !== '' || (payload.embeds?.length ?? 0) > 0)) {
    const text = 'The "content" and "embeds" fields cannot be used with components v2';
    throw invalidForm(problemAt('', 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', text));
  }
  const embedText = (payload.embeds ?? []).map(textOfEmbed).join('');
  if (embedText.length > MAX_EMBED_TEXT) {
    const text = 'Embed size exceeds maximum size of 6000';
    throw invalidForm(problemAt('embeds', 'MAX_EMBED_SIZE_EXCEEDED', text));
  }
}

function textOfEmbed({
  title = '',
  description = '',
  footer,
  fields = [],
}: Partial<Embed>): string {
  const texts = fields.map(({ name, value }) => name + value);
  return [title, description, footer?.text ?? '', ...texts].join('');
}

/** @throws ApiError 50006 */
export function checkNotEmpty(payload: MessagePayload, fileCount: number): void {
  const parts = [payload.embeds, payload.components, payload.sticker_ids];
  const isEmpty =
    (payload.content ?? '').trim() === '' &&
    fileCount === 0 &&
    !payload.poll &&
    parts.every((part) => (part?.length ?? 0) === 0);
  if (isEmpty) throw refusal('emptyMessage');
}

/** Stores the uploads of a request. @throws ApiError 40005, 50035 */
export function takeUploads(
  world: World,
  uploads: readonly UploadedFile[],
  payload: MessagePayload,
  place: { readonly channelId: string; readonly limit: number; readonly isEphemeral: boolean },
): Attachment[] {
  const { uploadLimit } = world.limits;
  checkSizes(uploads, Math.min(place.limit, uploadLimit ?? place.limit));
  if (uploads.length > MAX_FILES) {
    const text = `Must be ${MAX_FILES} or fewer in length.`;
    throw invalidForm(problemAt('attachments', 'BASE_TYPE_MAX_LENGTH', text));
  }
  return uploads.map((file) => {
    const told = payload.attachments?.find(({ id }) => id === file.index);
    const attachment = {
      name: told?.filename ?? file.name,
      bytes: file.bytes,
      contentType: file.contentType,
      description: told?.description,
      seconds: told?.duration_secs ?? undefined,
      waveform: told?.waveform,
    };
    return addAttachment(world, attachment, place);
  });
}

/** The attachments after an edit: those that are listed or all, and the new ones. */
export function keptAttachments(
  before: readonly Attachment[],
  payload: MessagePayload,
): Attachment[] {
  const listed = payload.attachments;
  return listed ? before.filter(({ id }) => listed.some((each) => each.id === id)) : [...before];
}

export function toWireEmbeds(embeds: readonly Partial<Embed>[] | null | undefined): Embed[] {
  return (embeds ?? []).map((embed) => {
    const { fields, ...rest } = embed;
    const known = Object.entries(rest).filter(([, value]) => value !== null);
    return {
      ...Object.fromEntries(known),
      type: 'rich',
      ...(fields
        ? { fields: fields.map((field) => ({ ...field, inline: field.inline ?? false })) }
        : {}),
    };
  });
}

export const componentsOf = (payload: MessagePayload, attachments: readonly Attachment[]) =>
  toWireComponents(payload.components ?? [], attachments);

export const isV2 = (flags: number) => (flags & Flag.componentsV2) !== 0;
