import type { JobId } from '../../jobs/job.ts';

/** What the buttons under a message of the bot do: their `action_id`; the job is their `value`. */
export const ACTIONS = ['cancel', 'retry', 'change', 'delete'] as const;
export type Action = (typeof ACTIONS)[number];

/** What a message of the bot is about. */
export type Part = 'progress' | 'outcome' | 'answer' | 'opening';

const EVENT_TYPE = 'avatar_bot';

/**
 * Message metadata that a later run finds the message by. `about` is a job's id, or for an answer the
 * key of the request that it answers.
 */
export function metadataOf(part: Part, about: JobId | string) {
  return { event_type: EVENT_TYPE, event_payload: { part, about } };
}

/** True for a message with exactly that metadata. */
export function carries(
  message: { readonly metadata?: { event_type?: string; event_payload?: object } },
  part: Part,
  about: JobId | string,
): boolean {
  const { event_type: type, event_payload: payload } = message.metadata ?? {};
  if (type !== EVENT_TYPE || payload === undefined) return false;
  const said = payload as { part?: unknown; about?: unknown };
  return said.part === part && said.about === about;
}
