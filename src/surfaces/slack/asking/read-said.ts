import { z } from 'zod';
import { isAddressed, type Said } from './heard.ts';
import { slackFile } from './slack-files.ts';

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

/** Undefined for other events, other bots, edits, and talk between people. */
export function readSaid(body: unknown): Said | undefined {
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

/** A file in a thread may be what the bot has asked for there. */
function mayBeForUs(said: Said): boolean {
  return isAddressed(said) || (said.threadTs !== undefined && said.files.length > 0);
}
