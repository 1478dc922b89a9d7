import type { Attachment as DiscordAttachment, Message } from 'discord.js';
import type { Attachment } from '../../jobs/job.ts';
import { type FoundFiles, partOfFile, sortFiles } from '../found-files.ts';

/** The files of a message, also those of a message that it forwards. */
export function filesOf(message: Message): FoundFiles {
  const forwarded = message.messageSnapshots.map(({ attachments }) => [...attachments.values()]);
  const files = [...message.attachments.values(), ...forwarded.flat()];
  return sortFiles(
    files.map((file) => ({
      part: partOfFile(file.name, file.contentType),
      source: sourceOf(file),
    })),
  );
}

/** Its signed link is good for a day; the bytes are copied long before. */
export function sourceOf({ url, name }: DiscordAttachment): Attachment {
  return { kind: 'attachment', address: url, name };
}
