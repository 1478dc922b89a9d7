import { channelType, presentMessage } from './present.ts';
import type { Message } from './wire.ts';
import { type ChannelRecord, hasBot, type TeamRecord, teamOf, type World } from './world.ts';

type Event = Record<string, unknown>;

const HISTORY = {
  public: 'channels:history',
  private: 'groups:history',
  im: 'im:history',
  mpim: 'mpim:history',
} as const;

export const historyScope = ({ kind }: ChannelRecord): string => HISTORY[kind];

interface Announcement {
  readonly world: World;
  readonly team: TeamRecord;
  readonly channel: ChannelRecord;
  readonly message: Message;
}

/** Tells the app of a message as its scopes, its membership and the settings let it know. */
export function announceMessage(
  world: World,
  channel: ChannelRecord,
  message: Message,
): Promise<void> {
  const team = teamOf(world, channel.teamId);
  if (!hasBot(world, channel)) return Promise.resolve();
  const news = { world, team, channel, message };
  const events = inOrder(world, mentionOf(news), messageOf(news));
  return world.tell(team, [...events, ...filesOf(news)]);
}

function inOrder(
  { events }: World,
  mention: Event | undefined,
  message: Event | undefined,
): readonly Event[] {
  const pair = events.order === 'mention-first' ? [mention, message] : [message, mention];
  return pair.filter((event) => event !== undefined);
}

function mentionOf({ world, team, channel, message }: Announcement): Event | undefined {
  if (!world.events.mention || !team.scopes.has('app_mentions:read')) return undefined;
  if (channel.kind === 'im' || message.user === team.botUserId) return undefined;
  if (!message.text.includes(`<@${team.botUserId}>`)) return undefined;
  const { subtype: _subtype, ...told } = presentMessage(world, message);
  // The hour of an edit, because the event is of the edit and not of the message.
  const eventTs = message.edited?.ts ?? message.ts;
  return { ...told, type: 'app_mention', channel: channel.id, event_ts: eventTs };
}

function messageOf({ world, team, channel, message }: Announcement): Event | undefined {
  if (!world.events.message || !team.scopes.has(historyScope(channel))) return undefined;
  return {
    ...presentMessage(world, message),
    channel: channel.id,
    channel_type: channelType(channel),
    event_ts: message.ts,
  };
}

function filesOf({ world, team, channel, message }: Announcement): Event[] {
  if (!world.events.fileShared || !team.scopes.has('files:read')) return [];
  return (message.files ?? []).map(({ id }) => ({
    type: 'file_shared',
    file_id: id,
    user_id: message.user,
    file: { id },
    channel_id: channel.id,
    event_ts: message.ts,
  }));
}

/** `message_changed`, and the mention again where a person's edit mentions the app. */
export function announceChange(
  world: World,
  channel: ChannelRecord,
  { before, after }: { before: Message; after: Message },
): Promise<void> {
  const team = teamOf(world, channel.teamId);
  if (!hasBot(world, channel)) return Promise.resolve();
  const news = { world, team, channel, message: after };
  const changed = changeOf(news, 'message_changed', {
    message: presentMessage(world, after),
    previous_message: presentMessage(world, before),
  });
  return world.tell(team, [...inOrder(world, mentionOf(news), changed)]);
}

export function announceDeletion(
  world: World,
  channel: ChannelRecord,
  message: Message,
): Promise<void> {
  const team = teamOf(world, channel.teamId);
  if (!hasBot(world, channel)) return Promise.resolve();
  const deleted = changeOf({ world, team, channel, message }, 'message_deleted', {
    deleted_ts: message.ts,
    previous_message: presentMessage(world, message),
  });
  return world.tell(team, deleted === undefined ? [] : [deleted]);
}

function changeOf(
  { world, team, channel }: Announcement,
  subtype: string,
  parts: Event,
): Event | undefined {
  if (!world.events.message || !team.scopes.has(historyScope(channel))) return undefined;
  const ts = world.ids.ts();
  const places = { channel: channel.id, channel_type: channelType(channel) };
  return { type: 'message', subtype, hidden: true, ...parts, ...places, ts, event_ts: ts };
}
