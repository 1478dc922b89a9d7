import path from 'node:path';
import { refusal } from './api-error.ts';
import type { AttachedFile } from './handle.ts';
import { linkTo } from './signed-links.ts';
import type { Attachment } from './wire.ts';
import type { ChannelRecord, UserRecord, World } from './world.ts';

const MIB = 1_048_576;
/** Per file, by the guild's boost tier (facts C1.4). */
const TIER_LIMITS = [10 * MIB, 10 * MIB, 50 * MIB, 100 * MIB] as const;
/** A person with Nitro. */
const NITRO_LIMIT = 500 * MIB;

const CONTENT_TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.heic': 'image/heic',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/x-wav',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.ogg': 'audio/ogg',
  '.flac': 'audio/flac',
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
};

export function uploadLimitOf(world: World, channel: ChannelRecord, user?: UserRecord): number {
  const guild = channel.guildId === undefined ? undefined : world.guilds.get(channel.guildId);
  const tier = TIER_LIMITS[guild?.premiumTier ?? 0];
  return user?.hasNitro === true ? Math.max(tier, NITRO_LIMIT) : tier;
}

export interface NewFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly contentType?: string | undefined;
  readonly description?: string | null | undefined;
  readonly seconds?: number | undefined;
  readonly waveform?: string | null | undefined;
}

/** Stores a file and gives the attachment object that Discord makes of it. */
export function addAttachment(
  world: World,
  file: NewFile,
  place: { readonly channelId: string; readonly isEphemeral?: boolean },
): Attachment {
  const id = world.ids.next();
  const folder = place.isEphemeral === true ? 'ephemeral-attachments' : 'attachments';
  const filename = safeName(file.name);
  const where = `/${folder}/${place.channelId}/${id}/${filename}`;
  world.files.set(id, { bytes: file.bytes, path: where });
  const url = linkTo(world, where);
  const contentType = CONTENT_TYPES[path.extname(filename).toLowerCase()] ?? file.contentType;
  const { description, seconds, waveform } = file;
  return {
    id,
    filename,
    ...(filename === file.name ? {} : { title: path.parse(file.name).name }),
    ...(typeof description === 'string' ? { description } : {}),
    size: file.bytes.length,
    url,
    proxy_url: url,
    ...(contentType === undefined ? {} : { content_type: contentType }),
    // The emulator decodes no pictures; nothing may rely on these.
    ...(contentType?.startsWith('image/') ? { width: 640, height: 640 } : {}),
    ...(seconds === undefined ? {} : { duration_secs: seconds }),
    ...(typeof waveform === 'string' ? { waveform } : {}),
    ...(place.isEphemeral === true ? { ephemeral: true } : {}),
  };
}

/** Discord keeps letters, digits and a few signs of a name; the rest goes to `title`. */
function safeName(name: string): string {
  const safe = name.replaceAll(/\s/g, '_').replaceAll(/[^\w.-]/g, '');
  return safe.replace(/^\.+/, '') === '' ? 'unknown' : safe;
}

/** @throws ApiError 40005 */
export function checkSizes(files: readonly { readonly bytes: Buffer }[], limit: number): void {
  if (files.some(({ bytes }) => bytes.length > limit)) throw refusal('tooLarge');
}

/** Links are signed anew whenever Discord hands out a message. */
export function freshLink(world: World, attachment: Attachment): void {
  const file = world.files.get(attachment.id);
  if (file === undefined) return;
  attachment.url = linkTo(world, file.path);
  attachment.proxy_url = attachment.url;
}

/** What a client records with a voice message. */
export function voiceOf(file: AttachedFile): NewFile {
  return {
    ...file,
    seconds: file.seconds ?? 3.2,
    waveform: Buffer.alloc(64, 90).toString('base64'),
  };
}

const GROUPS = ['image', 'audio', 'video'];

/** `file_types` looks at the file's name only (DD reference, file type filtering). */
export function fitsFileTypes(name: string, types: readonly string[] | undefined): boolean {
  if (types === undefined || types.length === 0) return true;
  const extension = path.extname(name).toLowerCase();
  const group = CONTENT_TYPES[extension]?.split('/')[0];
  return types.some((type) =>
    GROUPS.includes(type) ? type === group : type.toLowerCase() === extension,
  );
}
