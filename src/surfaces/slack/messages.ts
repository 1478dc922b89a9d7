import type { types } from '@slack/bolt';
import type { ConversationsRepliesResponse, WebClient } from '@slack/web-api';
import type { Target } from './place.ts';
import { slackErrorOf } from './refusals.ts';

/** The clocks of two machines. */
const CLOCK_MARGIN_MS = 60_000;
const PAGE = 200;
const MAX_PAGES = 10;

export type Message = NonNullable<ConversationsRepliesResponse['messages']>[number];

/** A message of the bot. */
export interface MessageRef {
  readonly channelId: string;
  readonly ts: string;
}

/** Text in which links and mentions are only where they were made on purpose. */
export function section(text: string): types.KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

export function small(text: string): types.KnownBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] };
}

/** Looks through what was posted in a thread, or else a channel, after `since`. */
export async function findMessage(
  client: WebClient,
  { channelId, threadTs }: Target,
  since: number,
  isIt: (message: Message) => boolean,
): Promise<Message | undefined> {
  const asked = {
    channel: channelId,
    oldest: String(Math.max(0, (since - CLOCK_MARGIN_MS) / 1_000)),
    limit: PAGE,
    include_all_metadata: true,
  };
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = { ...asked, ...(cursor === undefined ? {} : { cursor }) };
    const found = await (threadTs === undefined
      ? client.conversations.history(query)
      : client.conversations.replies({ ...query, ts: threadTs }));
    const message = (found.messages as Message[] | undefined)?.find(isIt);
    cursor = found.response_metadata?.next_cursor;
    if (message !== undefined || !cursor) return message;
  }
  return undefined;
}

/** Removes a message of the bot, if it is there still. */
export async function removeMessage(client: WebClient, ref: MessageRef): Promise<void> {
  try {
    await client.chat.delete({ channel: ref.channelId, ts: ref.ts });
  } catch (error) {
    if (slackErrorOf(error) !== 'message_not_found') throw error;
  }
}

/** Removes a file of the bot wherever it is shown, if it is there still. */
export async function removeFile(client: WebClient, fileId: string): Promise<void> {
  try {
    await client.files.delete({ file: fileId });
  } catch (error) {
    const code = slackErrorOf(error);
    if (code !== 'file_not_found' && code !== 'file_deleted') throw error;
  }
}
