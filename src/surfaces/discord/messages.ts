import { createHash } from 'node:crypto';
import {
  type APIMessage,
  type REST,
  type RESTPostAPIChannelMessageJSONBody,
  Routes,
} from 'discord.js';
import type { JobId } from '../../jobs/job.ts';
import { isReferenceRefused } from './refusals.ts';

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

function snowflakeAt(ms: number): bigint {
  return BigInt(Math.max(0, Math.floor(ms) - EPOCH_MS)) << TIME_SHIFT;
}
