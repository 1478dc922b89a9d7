import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { FoundFiles } from '../../found-files.ts';
import { isTooMany, slackErrorOf } from '../refusals.ts';
import type { Said } from './heard.ts';
import { filesIn, identify, isHidden, type SlackFile, slackFile } from './slack-files.ts';

const PAGE = 200;
/** A thread of more than 600 messages is talk; who asks there attaches both files. */
const MAX_PAGES = 3;

const threadMessage = z.object({
  ts: z.string(),
  user: z.string().optional(),
  files: z.array(slackFile).nullish(),
});
type ThreadMessage = z.infer<typeof threadMessage>;

/** What the thread of a message held when it was said, by where it stands there. */
export interface ThreadFiles {
  /** Of the message itself: its event may have come without them. */
  readonly own: FoundFiles;
  /** Of the root, whoever posted it, and of what the same person had said below. */
  readonly around: FoundFiles;
  /** There are files that nobody shows to the bot. */
  readonly hasHidden: boolean;
}

export async function readThreadFiles(client: WebClient, said: Said): Promise<ThreadFiles> {
  const messages = await readThread(client, said.channelId, said.threadTs ?? said.ts);
  // The videos that the bot has posted there are nobody's voice. What comes later speaks for itself,
  // or two messages that are read late would each complete the other.
  const isAround = ({ ts, user }: ThreadMessage) =>
    ts < said.ts && user !== said.botUserId && (user === said.userId || ts === said.threadTs);
  const [own, around] = await Promise.all(
    [({ ts }: ThreadMessage) => ts === said.ts, isAround].map((isIt) =>
      identify(client, filesOf(messages.filter(isIt))),
    ),
  );
  const shown = (files: readonly SlackFile[] = []) => files.filter((file) => !isHidden(file));
  return {
    own: filesIn(said.teamId, shown(own)),
    around: filesIn(said.teamId, shown(around)),
    hasHidden: [...(own ?? []), ...(around ?? [])].some(isHidden),
  };
}

/** Each once, without those of which only a trace is left. */
function filesOf(messages: readonly ThreadMessage[]): SlackFile[] {
  const files = messages.flatMap((message) => message.files ?? []);
  const there = files.filter(({ mode }) => mode !== 'tombstone');
  return [...new Map(there.map((file) => [file.id, file])).values()];
}

async function readThread(
  client: WebClient,
  channelId: string,
  threadTs: string,
): Promise<ThreadMessage[]> {
  const messages: ThreadMessage[] = [];
  const asked = { channel: channelId, ts: threadTs, limit: PAGE };
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    try {
      const answer = await client.conversations.replies({ ...asked, ...(cursor && { cursor }) });
      messages.push(...z.array(threadMessage).parse(answer.messages ?? []));
      cursor = answer.response_metadata?.next_cursor;
    } catch (error) {
      // Slack gives some apps one short page a minute; the beginning of the thread is in the first.
      if (isTooMany(error) && page > 0) break;
      // Deleted in the meantime.
      if (slackErrorOf(error) === 'thread_not_found') break;
      throw error;
    }
    if (!cursor) break;
  }
  return messages;
}
