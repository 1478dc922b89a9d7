import { type Message, MessageType, RESTJSONErrorCodes } from 'discord.js';
import type { JobId } from '../../jobs/job.ts';
import type { FoundFiles } from '../found-files.ts';
import { filesOf } from './files.ts';
import { readMark } from './marks.ts';

/** What somebody has replied to. */
export interface RepliedTo {
  /** The job whose message it is. */
  readonly jobId?: JobId;
  /** It is a message of the bot. */
  readonly isOurs: boolean;
  /** Discord shows nothing of it without a privileged intent. */
  readonly isHidden: boolean;
  readonly found: FoundFiles;
}

/** Read from Discord, because messages are not remembered; gone or forbidden is as if there were none. */
export async function readRepliedTo(message: Message): Promise<RepliedTo | undefined> {
  if (message.type !== MessageType.Reply || message.reference === null) return undefined;
  const original = await message.fetchReference().catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (original === undefined) return undefined;
  const isOurs = original.author.id === message.client.user.id;
  const jobId = isOurs ? jobMarkedIn(original) : undefined;
  const found = filesOf(original);
  const isEmpty = original.content === '' && countOf(found) === 0;
  const isHidden = isEmpty && !isOurs && message.guildId !== null;
  return { isOurs, isHidden, found, ...(jobId === undefined ? {} : { jobId }) };
}

function isMissing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return (
    code === RESTJSONErrorCodes.UnknownMessage ||
    code === RESTJSONErrorCodes.UnknownChannel ||
    code === RESTJSONErrorCodes.MissingAccess ||
    code === 'MessageReferenceMissing' ||
    code === 'GuildChannelResolve'
  );
}

function jobMarkedIn({ components }: Message): JobId | undefined {
  const ids = components.flatMap((row) =>
    'components' in row
      ? row.components.flatMap((each) => ('customId' in each && each.customId ? each.customId : []))
      : [],
  );
  return ids.map((id) => readMark(id)?.jobId).find((jobId) => jobId !== undefined);
}

function countOf({ portraits, clips, others }: FoundFiles): number {
  return portraits.length + clips.length + others.length;
}
