import type { Message } from './wire.ts';
import { type ChannelRecord, teamOf, type UserRecord, type World } from './world.ts';

export const APP_NAME = 'avatar';

/** As histories and events have it: without the channel, and without metadata unless asked for. */
export function presentMessage(
  world: World,
  message: Message,
  { withMetadata = false } = {},
): Record<string, unknown> {
  const { channel: _channel, metadata, ...told } = structuredClone(message);
  return {
    ...told,
    ...(message.bot_id === undefined ? {} : { bot_profile: presentBot(world, message) }),
    ...(withMetadata && metadata !== undefined ? { metadata } : {}),
  };
}

function presentBot(world: World, { team }: Message): Record<string, unknown> {
  const { botId, botUserId } = teamOf(world, team);
  return {
    id: botId,
    app_id: world.app.id,
    user_id: botUserId,
    name: APP_NAME,
    icons: {},
    deleted: false,
    updated: 0,
    team_id: team,
  };
}

const CHANNEL_TYPES = { public: 'channel', private: 'group', im: 'im', mpim: 'mpim' } as const;

export const channelType = ({ kind }: ChannelRecord): string => CHANNEL_TYPES[kind];

export function presentUser(user: UserRecord, withLocale: boolean): Record<string, unknown> {
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    real_name: user.name,
    deleted: false,
    tz: 'Etc/UTC',
    profile: { real_name: user.name, display_name: user.name, team: user.teamId },
    is_admin: user.isAdmin,
    is_owner: user.isOwner,
    is_primary_owner: user.isOwner,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: user.isBot,
    is_app_user: false,
    updated: 0,
    ...(withLocale ? { locale: user.locale } : {}),
  };
}

export function presentChannel(world: World, channel: ChannelRecord): Record<string, unknown> {
  const { botUserId } = teamOf(world, channel.teamId);
  const { kind } = channel;
  const isIm = kind === 'im';
  const people = [...channel.members].filter((id) => id !== botUserId);
  return {
    id: channel.id,
    is_channel: kind === 'public',
    is_group: kind === 'private',
    is_im: isIm,
    is_mpim: kind === 'mpim',
    is_private: kind !== 'public',
    is_archived: channel.isArchived,
    is_ext_shared: false,
    context_team_id: channel.teamId,
    ...(isIm
      ? { user: people[0], is_open: true }
      : { name: channel.name, is_member: channel.members.has(botUserId) }),
  };
}
