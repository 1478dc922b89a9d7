import type { Attachment as DiscordAttachment, Message } from 'discord.js';
import type { Attachment } from '../../jobs/job.ts';

/** What was found among the files of a message. */
export interface FoundFiles {
  readonly portraits: readonly Attachment[];
  readonly clips: readonly Attachment[];
  /** Names of files that are neither. */
  readonly others: readonly string[];
}

const PORTRAIT_NAME = /\.(jpe?g|png|webp|gif|heic|heif|avif|tiff?|bmp|jfif)$/i;
const CLIP_NAME =
  /\.(mp3|wav|m4a|aac|ogg|oga|opus|flac|webm|weba|amr|3gp|mp4|m4v|mov|mkv|aiff?|caf|wma)$/i;

/** The files of a message, also those of a message that it forwards. */
export function filesOf(message: Message): FoundFiles {
  const forwarded = message.messageSnapshots.map(({ attachments }) => [...attachments.values()]);
  return sortFiles([...message.attachments.values(), ...forwarded.flat()]);
}

/**
 * By what Discord says of a file, and by its name where Discord says nothing. What the bytes really
 * are is found out when they are copied.
 */
function sortFiles(files: readonly DiscordAttachment[]): FoundFiles {
  const portraits: Attachment[] = [];
  const clips: Attachment[] = [];
  const others: string[] = [];
  for (const file of files) {
    const part = partOf(file);
    if (part === 'portrait') portraits.push(sourceOf(file));
    else if (part === 'clip') clips.push(sourceOf(file));
    else others.push(file.name);
  }
  return { portraits, clips, others };
}

function partOf({ name, contentType }: DiscordAttachment): 'portrait' | 'clip' | undefined {
  if (contentType?.startsWith('image/')) return 'portrait';
  if (contentType?.startsWith('audio/') || contentType?.startsWith('video/')) return 'clip';
  if (PORTRAIT_NAME.test(name)) return 'portrait';
  return CLIP_NAME.test(name) ? 'clip' : undefined;
}

/** Its signed link is good for a day; the bytes are copied long before. */
export function sourceOf({ url, name }: DiscordAttachment): Attachment {
  return { kind: 'attachment', address: url, name };
}
