import { z } from 'zod';
import type { Job, ThreadRef } from '../../jobs/job.ts';

export const SURFACE = 'discord';

const place = z.object({
  /** Absent in direct messages. */
  guildId: z.string().optional(),
  /** Where it was asked: a channel, a thread or direct messages. */
  channelId: z.string(),
  /** The message that the answer belongs to. */
  messageId: z.string(),
  /** True when that message is the bot's own reply, which shows the progress itself. */
  isReply: z.boolean(),
  /** A thread can be started from that message. */
  threads: z.boolean(),
  /** How the person is called there; only ever shown. */
  personName: z.string(),
  /** What Discord said that may be uploaded there, in bytes; often too much. */
  uploadHint: z.number().optional(),
});

/** Where somebody asked for a job in Discord, as the job's thread address keeps it. */
export type Place = z.infer<typeof place>;

export function threadOf(asked: Place): ThreadRef {
  return { surface: SURFACE, address: JSON.stringify(asked) };
}

export function placeOf(job: Job): Place {
  return place.parse(JSON.parse(job.thread.address));
}
