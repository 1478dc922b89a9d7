import { z } from 'zod';
import { ACTIONS } from '../marks.ts';
import type { Pressed, Sent } from './heard.ts';
import { slackFile } from './slack-files.ts';

const answer = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  files: z.array(slackFile).nullish(),
});

const viewSubmission = z.object({
  type: z.literal('view_submission'),
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  view: z.object({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string(),
    app_installed_team_id: z.string().nullish(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), answer)) }),
  }),
});

/** Undefined for all but a form that was filled in. */
export function readSent(body: unknown): Sent | undefined {
  const read = viewSubmission.safeParse(body);
  if (!read.success) return undefined;
  const { view, user, team } = read.data;
  const teamId = view.app_installed_team_id ?? team?.id ?? user.team_id;
  if (!teamId) return undefined;
  const answers = Object.assign({}, ...Object.values(view.state.values)) as Record<
    string,
    z.infer<typeof answer>
  >;
  const mode = answers['mode']?.selected_option?.value;
  const [portrait] = answers['portrait']?.files ?? [];
  const [clip] = answers['clip']?.files ?? [];
  return {
    ...{ kind: 'sent', teamId, userId: user.id, viewId: view.id, form: view.callback_id },
    metadata: view.private_metadata,
    ...(answers['prompt'] === undefined ? {} : { prompt: answers['prompt'].value ?? '' }),
    ...(mode === 'std' || mode === 'pro' ? { mode } : {}),
    ...(portrait === undefined ? {} : { portrait }),
    ...(clip === undefined ? {} : { clip }),
  };
}

const blockActions = z.object({
  type: z.literal('block_actions'),
  team: z.object({ id: z.string() }),
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }),
  actions: z.array(
    z.object({ action_id: z.enum(ACTIONS), value: z.string(), action_ts: z.string() }),
  ),
});

/** Undefined for all but a button of the bot's own. */
export function readPressed(body: unknown): Pressed | undefined {
  const read = blockActions.safeParse(body);
  if (!read.success) return undefined;
  const { team, user, channel, message, actions } = read.data;
  const [pressed] = actions;
  if (pressed === undefined) return undefined;
  return {
    kind: 'pressed',
    teamId: team.id,
    channelId: channel.id,
    userId: user.id,
    action: pressed.action_id,
    jobId: pressed.value,
    actionTs: pressed.action_ts,
    threadTs: message.thread_ts ?? message.ts,
    isReply: message.thread_ts !== undefined && message.thread_ts !== message.ts,
  };
}
