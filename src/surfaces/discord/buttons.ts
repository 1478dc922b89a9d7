import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIMessage,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import { isSettled, type Job, type JobId } from '../../jobs/job.ts';
import type { Replies } from '../../jobs/replies.ts';
import { type Action, markOf, readMark } from './marks.ts';

export type ButtonRow = APIActionRowComponent<APIButtonComponentWithCustomId>;

const STYLES = {
  cancel: ButtonStyle.Danger,
  retry: ButtonStyle.Primary,
  change: ButtonStyle.Secondary,
  delete: ButtonStyle.Danger,
} as const satisfies Record<Action, ButtonStyle>;

const AFTER_THE_END: readonly Action[] = ['retry', 'change', 'delete'];

/** What a person can do with a job as it is now. */
export function rowFor(job: Job, { labels }: Pick<Replies, 'labels'>): ButtonRow[] {
  const actions = isSettled(job) ? AFTER_THE_END : (['cancel'] as const);
  const components = actions.map((action) => ({
    type: ComponentType.Button as const,
    style: STYLES[action],
    label: labels[action],
    custom_id: markOf(action, job.id),
  }));
  return [{ type: ComponentType.ActionRow, components }];
}

/** True for the progress message of a job that goes on. */
export function showsProgress(message: APIMessage, jobId: JobId): boolean {
  return marksOf(message).some((mark) => mark.action === 'cancel' && mark.jobId === jobId);
}

/** True for the post that carries the outcome of a job. */
export function carriesOutcome(message: APIMessage, jobId: JobId): boolean {
  return marksOf(message).some(
    (mark) => AFTER_THE_END.includes(mark.action) && mark.jobId === jobId,
  );
}

function marksOf({ components = [] }: APIMessage): { action: Action; jobId: JobId }[] {
  return components.flatMap((row) => {
    if (row.type !== ComponentType.ActionRow) return [];
    return row.components.flatMap((each) => {
      const mark = 'custom_id' in each ? readMark(each.custom_id) : undefined;
      return mark === undefined ? [] : [mark];
    });
  });
}
