import type { JobId } from '../../jobs/job.ts';
import { isJobId } from '../../jobs/job.ts';

/** What the buttons under a message of the bot do. */
export const ACTIONS = ['cancel', 'retry', 'change', 'delete'] as const;
export type Action = (typeof ACTIONS)[number];

/** A button's `custom_id`. It names the job for ever, so it also marks the messages of a job. */
export function markOf(action: Action, jobId: JobId): string {
  return `${action}:${jobId}`;
}

/** Undefined for a `custom_id` that is not one of ours. */
export function readMark(customId: string): { action: Action; jobId: JobId } | undefined {
  const at = customId.indexOf(':');
  const action = ACTIONS.find((each) => each === customId.slice(0, at));
  const jobId = customId.slice(at + 1);
  return action === undefined || !isJobId(jobId) ? undefined : { action, jobId };
}
