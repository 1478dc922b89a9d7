import { stat } from 'node:fs/promises';
import type { Clock } from '../../../clock.ts';
import type { Place } from '../place.ts';
import { plain } from '../text.ts';
import type { SlackCalls } from './calls.ts';
import { openUpload, sendFile, shareUpload } from './uploads.ts';

/** Uploads a video that somebody has asked for once more. Nobody waits until it is shown. */
export async function giveVideo(
  deps: { readonly call: SlackCalls; readonly clock: Clock },
  { teamId, channelId, threadTs }: Place,
  file: string,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  const { call, clock } = deps;
  const { size: bytes } = await stat(file);
  const { fileId, url } = await openUpload(call, teamId, bytes, signal);
  await sendFile(url, file, bytes, clock, signal);
  const wanted = { fileId, text: plain(text) };
  await shareUpload(call, teamId, wanted, { channelId, threadTs }, signal);
}
