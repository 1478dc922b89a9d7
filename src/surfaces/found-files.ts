import type { Attachment } from '../jobs/job.ts';

/** What was found among the files of a message. */
export interface FoundFiles {
  readonly portraits: readonly Attachment[];
  readonly clips: readonly Attachment[];
  /** Names of files that are neither. */
  readonly others: readonly string[];
}

type FilePart = 'portrait' | 'clip';

const PORTRAIT_NAME = /\.(jpe?g|png|webp|gif|heic|heif|avif|tiff?|bmp|jfif)$/i;
const CLIP_NAME =
  /\.(mp3|wav|m4a|aac|ogg|oga|opus|flac|webm|weba|amr|3gp|mp4|m4v|mov|mkv|aiff?|caf|wma)$/i;

/**
 * By the type that the platform says, and by the name where it says nothing. What the bytes really
 * are is found out when they are copied.
 */
export function partOfFile(
  name: string,
  contentType: string | null | undefined,
): FilePart | undefined {
  if (contentType?.startsWith('image/')) return 'portrait';
  if (contentType?.startsWith('audio/') || contentType?.startsWith('video/')) return 'clip';
  if (PORTRAIT_NAME.test(name)) return 'portrait';
  return CLIP_NAME.test(name) ? 'clip' : undefined;
}

/** Puts each file where it belongs, in the order of the message. */
export function sortFiles(
  files: readonly { readonly part: FilePart | undefined; readonly source: Attachment }[],
): FoundFiles {
  const of = (wanted: FilePart | undefined) =>
    files.filter(({ part }) => part === wanted).map(({ source }) => source);
  return {
    portraits: of('portrait'),
    clips: of('clip'),
    others: of(undefined).map(({ name }) => name),
  };
}
