import { z } from 'zod';
import { ACTIONS } from '../marks.ts';
import { type SlackFile, slackFile } from './slack-files.ts';

/** A message of a person. */
export interface Said {
  readonly kind: 'said';
  readonly teamId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly ts: string;
  /** The root of the thread that it stands in. */
  readonly threadTs?: string;
  readonly text: string;
  readonly files: readonly SlackFile[];
  /** Said in direct messages to the bot. */
  readonly isDirect: boolean;
  /** It mentions the bot. */
  readonly isMention: boolean;
  readonly botUserId: string;
}

/** A form that was filled in. */
export interface Sent {
  readonly kind: 'sent';
  readonly teamId: string;
  readonly userId: string;
  readonly viewId: string;
  readonly form: string;
  /** What the bot gave the form along. */
  readonly metadata: string;
  readonly prompt?: string;
  readonly mode?: 'std' | 'pro';
  readonly portrait?: SlackFile;
  readonly clip?: SlackFile;
}

/** A button that was pressed. */
export interface Pressed {
  readonly kind: 'pressed';
  readonly teamId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly action: (typeof ACTIONS)[number];
  readonly jobId: string;
  /** When it was pressed, in Slack's own terms: what tells one press from another. */
  readonly actionTs: string;
  /** The root of the thread that the button's message stands in. */
  readonly threadTs: string;
}

/** What somebody wants of the bot, and what is not to be lost once it is acknowledged. */
export type Heard = Said | Sent | Pressed;

/** The same in Slack has the same key, however often and as whatever event it comes. */
export function keyOf(heard: Heard): string {
  switch (heard.kind) {
    case 'said':
      // Passed over as talk between people, it becomes a wish by an edit that mentions the bot.
      return `${isAddressed(heard) ? 'said' : 'overheard'}-${heard.teamId}-${heard.channelId}-${heard.ts}`;
    case 'sent':
      return `sent-${heard.teamId}-${heard.viewId}`;
    case 'pressed':
      return `pressed-${heard.teamId}-${heard.channelId}-${heard.userId}-${heard.actionTs}`;
    default:
      return heard satisfies never;
  }
}

/** Undefined for all that is nobody's wish: other events, other bots, edits, talk between people. */
export function readHeard(body: unknown): Heard | undefined {
  return readSaid(body) ?? readSent(body) ?? readPressed(body);
}

/** Says what others have made it say, such as reminders. */
const SLACKBOT = 'USLACKBOT';

/** What is said aloud in these subtypes is a message like any other. */
const SPOKEN_SUBTYPES = [undefined, 'file_share', 'thread_broadcast'];

const messageEvent = z.object({
  team_id: z.string(),
  authorizations: z.array(z.object({ team_id: z.string().nullish(), user_id: z.string() })).min(1),
  event: z.object({
    type: z.enum(['app_mention', 'message']),
    subtype: z.string().optional(),
    channel: z.string(),
    channel_type: z.string().optional(),
    user: z.string(),
    bot_id: z.string().optional(),
    text: z.string().nullish(),
    ts: z.string(),
    thread_ts: z.string().optional(),
    files: z.array(slackFile).nullish(),
  }),
});

function readSaid(body: unknown): Said | undefined {
  const read = messageEvent.safeParse(body);
  if (!read.success) return undefined;
  const { event, team_id: bodyTeam, authorizations } = read.data;
  const [installed] = authorizations;
  if (installed === undefined) return undefined;
  const botUserId = installed.user_id;
  const isPerson = event.bot_id === undefined && ![botUserId, SLACKBOT].includes(event.user);
  if (!isPerson || !SPOKEN_SUBTYPES.includes(event.subtype)) return undefined;
  const text = event.text ?? '';
  const said: Said = {
    kind: 'said',
    // In a channel that organisations share, the event may be told under the other one's name.
    teamId: installed.team_id ?? bodyTeam,
    channelId: event.channel,
    userId: event.user,
    ts: event.ts,
    ...(event.thread_ts === undefined ? {} : { threadTs: event.thread_ts }),
    text,
    files: event.files ?? [],
    isDirect: event.channel_type === 'im' || event.channel.startsWith('D'),
    isMention: event.type === 'app_mention' || mentions(text, botUserId),
    botUserId,
  };
  return mayBeForUs(said) ? said : undefined;
}

/** The name that may stand in a mention is only how old clients write it. */
function mentions(text: string, userId: string): boolean {
  return text.includes(`<@${userId}>`) || text.includes(`<@${userId}|`);
}

/** Said to the bot, and not only where it may listen. */
export function isAddressed({ isDirect, isMention }: Said): boolean {
  return isDirect || isMention;
}

/** A file in a thread may be what the bot has asked for there. */
function mayBeForUs(said: Said): boolean {
  return isAddressed(said) || (said.threadTs !== undefined && said.files.length > 0);
}

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

function readSent(body: unknown): Sent | undefined {
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

function readPressed(body: unknown): Pressed | undefined {
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
  };
}
