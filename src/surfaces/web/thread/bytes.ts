import type { ClipFormat } from '../../../jobs/job.ts';

/** Of what Kling takes as a clip. */
export const CLIP_TYPES: Readonly<Record<ClipFormat, string>> = {
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
};
export const PORTRAIT_TYPE = 'image/jpeg';

/** For one visitor; nobody on the way shall keep it. */
export function privately(contentType: string): Readonly<Record<string, string>> {
  return { 'content-type': contentType, 'cache-control': 'private, no-store' };
}
