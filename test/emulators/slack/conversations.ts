import { ApiError } from './api-error.ts';
import {
  type ChannelKind,
  type ChannelRecord,
  hasBot,
  type TeamRecord,
  type World,
} from './world.ts';

interface NewChannel {
  readonly name?: string | undefined;
  readonly kind: ChannelKind;
  readonly members: readonly string[];
}

const PREFIX = { public: 'C', private: 'C', im: 'D', mpim: 'G' } as const;

export function addChannel(
  world: World,
  team: TeamRecord,
  { name, kind, members }: NewChannel,
): ChannelRecord {
  const id = world.ids.make(PREFIX[kind]);
  const channel: ChannelRecord = {
    id,
    teamId: team.id,
    kind,
    members: new Set(members),
    messages: [],
    ephemerals: [],
    reactions: new Map(),
    name: name ?? (kind === 'im' ? 'directmessage' : `channel-${id.toLowerCase()}`),
    isArchived: false,
  };
  world.channels.set(id, channel);
  return channel;
}

/** The one conversation of a person with the app. */
export function imOf(world: World, team: TeamRecord, userId: string): ChannelRecord {
  for (const channel of world.channels.values()) {
    if (channel.kind === 'im' && channel.teamId === team.id && channel.members.has(userId))
      return channel;
  }
  return addChannel(world, team, { kind: 'im', members: [userId, team.botUserId] });
}

/** @throws ApiError `channel_not_found`, also for what the app may not know of. */
export function findChannel(
  world: World,
  team: TeamRecord,
  id: string,
  error = 'channel_not_found',
): ChannelRecord {
  const channel = world.channels.get(id);
  if (channel === undefined || channel.teamId !== team.id) throw new ApiError(error);
  if (channel.kind !== 'public' && !hasBot(world, channel)) throw new ApiError(error);
  return channel;
}

/** Where a message goes: a channel by id or name, or a person. @throws ApiError */
export function findDestination(world: World, team: TeamRecord, id: string): ChannelRecord {
  const user = world.users.get(id);
  if (user !== undefined && user.teamId === team.id) return imOf(world, team, user.id);
  const name = id.replace(/^#/, '');
  for (const channel of world.channels.values()) {
    if (channel.teamId === team.id && channel.kind !== 'im' && channel.name === name)
      return findChannel(world, team, channel.id);
  }
  return findChannel(world, team, id);
}

/** @throws ApiError where the app may not write. */
export function checkMayPost(world: World, team: TeamRecord, channel: ChannelRecord): void {
  if (channel.isArchived) throw new ApiError('is_archived');
  if (team.posting === 'restricted') throw new ApiError('restricted_action');
  if (hasBot(world, channel) || team.scopes.has('chat:write.public')) return;
  throw new ApiError('not_in_channel');
}
