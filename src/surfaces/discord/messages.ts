import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import {
  type APIMessage,
  type REST,
  RESTJSONErrorCodes,
  type RESTPostAPIChannelMessageJSONBody,
  Routes,
} from 'discord.js';
import type { JobId } from '../../jobs/job.ts';
import { codeOf, isReferenceRefused } from './refusals.ts';
import { cut } from './text.ts';

type Body = RESTPostAPIChannelMessageJSONBody;

/** Discord counts from the first second of 2015, and the lower bits are not time. */
const EPOCH_MS = 1_420_070_400_000;
const TIME_SHIFT = 22n;
/** The clocks of two machines. */
const CLOCK_MARGIN_MS = 60_000;
const PAGE = 100;
const MAX_PAGES = 10;
/** Discord's limit of a nonce. */
const MAX_NONCE = 25;
const FILE_NAME = 'talking-avatar.mp4';
/** Discord's limit of what a screen reader says of a file. */
const MAX_DESCRIPTION = 1_024;

/**
 * For some minutes Discord answers the same nonce with the message that it made before: a POST that is
 * repeated by the library, or after a crash, makes no second one.
 */
export function nonceOf(jobId: JobId, part: 'progress' | 'result'): Partial<Body> {
  const nonce = createHash('sha256').update(`${jobId} ${part}`).digest('base64url');
  return { nonce: nonce.slice(0, MAX_NONCE), enforce_nonce: true };
}

/** Posts as an answer to `replyTo`, or by itself where that cannot be answered. */
export async function postAnswer(
  post: (body: Body) => Promise<APIMessage>,
  body: Body,
  replyTo: string | undefined,
): Promise<APIMessage> {
  if (replyTo === undefined) return post(body);
  const reference = { message_id: replyTo, fail_if_not_exists: false };
  try {
    return await post({ ...body, message_reference: reference });
  } catch (error) {
    if (!isReferenceRefused(error)) throw error;
    return post(body);
  }
}

/** The file is read while it is sent, so a video of 100 MB is never in memory. */
export async function withVideo(body: Partial<Body>, file: string, text = ''): Promise<FormData> {
  const description = cut(text, MAX_DESCRIPTION);
  const attachments = [{ id: '0', filename: FILE_NAME, ...(text === '' ? {} : { description }) }];
  const form = new FormData();
  form.append('payload_json', JSON.stringify({ ...body, attachments }));
  form.append('files[0]', await openAsBlob(file, { type: 'video/mp4' }), FILE_NAME);
  return form;
}

/** Looks through what was posted in a channel after `since`, oldest first. */
export async function findMessage(
  rest: REST,
  channelId: string,
  since: number,
  isIt: (message: APIMessage) => boolean,
  signal?: AbortSignal,
): Promise<APIMessage | undefined> {
  let after = snowflakeAt(since - CLOCK_MARGIN_MS);
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = new URLSearchParams({ after: String(after), limit: String(PAGE) });
    const route = Routes.channelMessages(channelId);
    const messages = (await rest.get(route, { query, signal })) as APIMessage[];
    const found = messages.find(isIt);
    if (found !== undefined || messages.length < PAGE) return found;
    for (const { id } of messages) if (BigInt(id) > after) after = BigInt(id);
  }
  return undefined;
}

export interface MessageRef {
  readonly channelId: string;
  readonly messageId: string;
}

/** Removes a message of the bot, if it is there still. An archived thread is opened for it. */
export async function removeMessage(rest: REST, ref: MessageRef): Promise<void> {
  const remove = () => rest.delete(Routes.channelMessage(ref.channelId, ref.messageId));
  try {
    await remove();
  } catch (error) {
    const code = codeOf(error);
    const isGone =
      code === RESTJSONErrorCodes.UnknownMessage || code === RESTJSONErrorCodes.UnknownChannel;
    if (isGone) return;
    if (code !== RESTJSONErrorCodes.InvalidActionOnArchivedThread) throw error;
    await rest.patch(Routes.channel(ref.channelId), { body: { archived: false } });
    await remove();
  }
}

function snowflakeAt(ms: number): bigint {
  return BigInt(Math.max(0, Math.floor(ms) - EPOCH_MS)) << TIME_SHIFT;
}
