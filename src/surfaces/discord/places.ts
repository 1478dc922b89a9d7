import type { Job } from '../../jobs/job.ts';
import { placeOf } from './place.ts';

/** A place that may take the outcome of a job. */
export interface ResultPlace {
  /** For the operator, and for the person who asks what became of it. */
  readonly name: string;
  /** Its upload limit comes from there; direct messages have none. */
  readonly guildId: string | undefined;
  /** Absent where direct messages have to be opened first. */
  readonly channelId?: string;
  /** The message there that the post answers. */
  readonly replyTo?: string;
}

/** Where the outcome goes, the usual place first. */
export function placesFor(job: Job, threadId: string | null): readonly ResultPlace[] {
  const { guildId, channelId, messageId } = placeOf(job);
  const isDirect = guildId === undefined;
  const name = isDirect ? 'the direct messages' : 'the channel';
  const inPlace = { name, guildId, channelId, replyTo: messageId };
  return [
    ...(threadId === null ? [] : [{ name: 'the thread', guildId, channelId: threadId }]),
    inPlace,
    ...(isDirect ? [] : [{ name: 'direct messages', guildId: undefined }]),
  ];
}
