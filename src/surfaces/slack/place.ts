import { z } from 'zod';
import type { Job, ThreadRef } from '../../jobs/job.ts';

export const SURFACE = 'slack';

const place = z.object({
  teamId: z.string(),
  /** A channel, a group or direct messages. */
  channelId: z.string(),
  /** The root of the thread that the answer goes to. */
  threadTs: z.string(),
  /** The bot's own message that was posted for the request, where there is one; it shows the progress. */
  ownTs: z.string().optional(),
});

/** Where somebody asked for a job in Slack, as the job's thread address keeps it. */
export type Place = z.infer<typeof place>;

export function threadOf(asked: Place): ThreadRef {
  return { surface: SURFACE, address: JSON.stringify(asked) };
}

export function placeOf(job: Job): Place {
  return place.parse(JSON.parse(job.thread.address));
}

/** A channel, or a thread in it. */
export interface Target {
  readonly channelId: string;
  readonly threadTs?: string;
}
