import type { types } from '@slack/bolt';
import { isSettled, type Job } from '../../../jobs/job.ts';
import type { Replies } from '../../../jobs/replies.ts';
import type { Action } from '../marks.ts';

const STYLES: Readonly<Partial<Record<Action, 'primary' | 'danger'>>> = {
  cancel: 'danger',
  retry: 'primary',
  delete: 'danger',
};

const AFTER_THE_END: readonly Action[] = ['retry', 'change', 'delete'];

/** What a person can do with a job as it is now. */
export function rowFor(job: Job, { labels }: Pick<Replies, 'labels'>): types.KnownBlock[] {
  if (job.deletedAt !== undefined) return [];
  const actions = isSettled(job) ? AFTER_THE_END : (['cancel'] as const);
  const elements = actions.map((action) => {
    const style = STYLES[action];
    return {
      type: 'button' as const,
      action_id: action,
      value: job.id,
      text: { type: 'plain_text' as const, text: labels[action] },
      ...(style === undefined ? {} : { style }),
    };
  });
  return [{ type: 'actions', elements }];
}
