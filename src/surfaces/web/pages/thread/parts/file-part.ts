import type { Part } from '../../../thread/wire.ts';

/** Browsers know the type of some files by their names only, and of these not everywhere. */
const PORTRAIT_NAME = /\.(jpe?g|png|webp|gif|hei[cf]|avif|tiff?)$/i;
const CLIP_NAME = /\.(mp3|wav|m4a|aac|og[ga]|opus|flac|weba|webm|mp4|mov|mkv)$/i;

/** Which field a dropped or pasted file is for; what is in it, the service finds out. */
export function partOf({
  type,
  name,
}: {
  readonly type: string;
  readonly name: string;
}): Part | undefined {
  if (type.startsWith('image/')) return 'portrait';
  if (type.startsWith('audio/') || type.startsWith('video/')) return 'clip';
  if (PORTRAIT_NAME.test(name)) return 'portrait';
  return CLIP_NAME.test(name) ? 'clip' : undefined;
}

/** What the dialog to choose a file offers first. */
export const ACCEPTED: Readonly<Record<Part, string>> = {
  portrait: 'image/*,.heic,.heif,.avif,.tif,.tiff',
  clip: 'audio/*,video/*,.opus,.flac,.m4a',
};
