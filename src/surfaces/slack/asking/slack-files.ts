import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Attachment } from '../../../jobs/job.ts';
import { type FoundFiles, partOfFile, sortFiles } from '../../found-files.ts';
import { isPermanent } from '../refusals.ts';

/** A file as messages, forms and `files.info` describe it. */
export const slackFile = z.object({
  id: z.string(),
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  /** What Slack takes it for, mostly the ending of such names. */
  filetype: z.string().nullish(),
  /** `slack_audio` and `slack_video` are clips that were recorded in Slack. */
  subtype: z.string().nullish(),
  mode: z.string().nullish(),
  /** `check_file_info`: of another organisation; only `files.info` tells what it is. */
  file_access: z.string().nullish(),
});
export type SlackFile = z.infer<typeof slackFile>;

/** The files of a message by what they can be used for. */
export function filesIn(teamId: string, files: readonly SlackFile[]): FoundFiles {
  return sortFiles(files.map((file) => ({ part: partOf(file), source: sourceOf(teamId, file) })));
}

/** Its bytes are asked for by this address when they are copied. */
export function sourceOf(teamId: string, { id, name }: SlackFile): Attachment {
  return { kind: 'attachment', address: `${teamId}/${id}`, name: name || id };
}

/**
 * Asks Slack about the files of which a message says nothing, as of those of other organisations. One
 * that cannot be seen stays as it is.
 */
export async function identify(
  client: WebClient,
  files: readonly SlackFile[],
): Promise<SlackFile[]> {
  return Promise.all(files.map((file) => (isHidden(file) ? readFile(client, file) : file)));
}

/** Of other organisations, deleted, or older than what a free workspace shows. */
const HIDDEN_MODES = ['file_access', 'tombstone', 'hidden_by_limit'];

/** True for a file of which nothing is known but that it is, or was, there. */
export function isHidden({ mode, file_access: access }: SlackFile): boolean {
  if (access === 'check_file_info' || access === 'file_not_found') return true;
  return HIDDEN_MODES.includes(mode ?? '');
}

async function readFile(client: WebClient, hidden: SlackFile): Promise<SlackFile> {
  try {
    return slackFile.parse((await client.files.info({ file: hidden.id })).file);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    return hidden;
  }
}

function partOf(file: SlackFile): 'portrait' | 'clip' | undefined {
  // Slack labels the clips that it records as sound or as video, so its own word goes first.
  if (file.subtype === 'slack_audio' || file.subtype === 'slack_video') return 'clip';
  return partOfFile(file.name ?? '', file.mimetype) ?? partOfFile(`.${file.filetype}`, undefined);
}
