import { refusal } from './api-error.ts';
import { Bits, includes, permissionsIn } from './permissions.ts';
import type { ThreadMetadata, WireChannel } from './wire.ts';
import {
  type ChannelRecord,
  ChannelType,
  type StoredMessage,
  timeOf,
  userOf,
  type World,
  wireUser,
} from './world.ts';

export const GUILDS_INTENT = 1;

export const isThread = ({ thread }: ChannelRecord) => thread !== undefined;

const isVisible = ({ ephemeralTo }: StoredMessage) => ephemeralTo === undefined;

export const visibleMessages = (channel: ChannelRecord) => channel.messages.filter(isVisible);

export function toWireChannel(world: World, channel: ChannelRecord): WireChannel {
  const messages = visibleMessages(channel);
  const common = {
    id: channel.id,
    type: channel.type,
    flags: 0,
    last_message_id: messages.at(-1)?.wire.id ?? null,
  };
  if (channel.recipientId !== undefined) {
    return { ...common, recipients: [wireUser(userOf(world, channel.recipientId))] };
  }
  const placed = {
    ...common,
    ...(channel.guildId === undefined ? {} : { guild_id: channel.guildId }),
    name: channel.name,
    parent_id: channel.parentId ?? null,
  };
  if (channel.thread === undefined) {
    return { ...placed, position: 0, permission_overwrites: overwritesOf(channel) };
  }
  return {
    ...placed,
    owner_id: channel.ownerId ?? world.botId,
    thread_metadata: { ...channel.thread },
    message_count: messages.length,
    member_count: 1,
    total_message_sent: messages.length,
  };
}

function overwritesOf({ overwrites }: ChannelRecord) {
  return [...overwrites].map(([id, { type, allow, deny }]) => ({
    id,
    type,
    allow: String(allow),
    deny: String(deny),
  }));
}

/** The channel, if the bot may see it. @throws ApiError 10003, 50001 */
export function channelForBot(world: World, id: string): ChannelRecord {
  const channel = world.channels.get(id);
  if (channel === undefined) throw refusal('unknownChannel');
  if (!botSees(world, channel)) throw refusal('missingAccess');
  return channel;
}

/** @throws ApiError 50013 */
export function demand(world: World, channel: ChannelRecord, wanted: bigint): void {
  if (!includes(permissionsIn(world, channel, world.botId), wanted)) {
    throw refusal('missingPermissions');
  }
}

export function newChannel(
  world: World,
  fields: Omit<ChannelRecord, 'id' | 'overwrites' | 'messages' | 'oldEdits'> & { id?: string },
): ChannelRecord {
  const id = fields.id ?? world.ids.next();
  const channel = { ...fields, id, overwrites: new Map(), messages: [], oldEdits: [] };
  world.channels.set(id, channel);
  return channel;
}

export function dmOf(world: World, userId: string): ChannelRecord {
  const known = [...world.channels.values()].find(({ recipientId }) => recipientId === userId);
  return known ?? newChannel(world, { type: ChannelType.dm, name: '', recipientId: userId });
}

export const botSees = (world: World, channel: ChannelRecord) =>
  includes(permissionsIn(world, channel, world.botId), Bits.VIEW_CHANNEL);

export function tellChannel(world: World, event: string, channel: ChannelRecord, more?: object) {
  // Threads are told only to who may see them, unlike channels.
  if (isThread(channel) && !botSees(world, channel)) return;
  world.tell({
    event,
    data: { ...toWireChannel(world, channel), ...more },
    guildId: channel.guildId,
    intent: GUILDS_INTENT,
  });
}

/** Sets what is given of a thread's state, and tells. */
export function changeThread(
  world: World,
  channel: ChannelRecord,
  change: Partial<Omit<ThreadMetadata, 'create_timestamp'>>,
): void {
  if (channel.thread === undefined) return;
  Object.assign(channel.thread, change, { archive_timestamp: timeOf(world) });
  tellChannel(world, 'THREAD_UPDATE', channel);
}

export function removeChannel(world: World, channel: ChannelRecord): void {
  world.channels.delete(channel.id);
  for (const thread of threadsOf(world, channel)) world.channels.delete(thread.id);
  tellChannel(world, isThread(channel) ? 'THREAD_DELETE' : 'CHANNEL_DELETE', channel);
}

export const threadsOf = (world: World, { id }: ChannelRecord) =>
  [...world.channels.values()].filter((each) => each.thread !== undefined && each.parentId === id);
