import { refusal } from './api-error.ts';
import { messageIn } from './channel-messages.ts';
import { channelForBot, demand, newChannel, tellChannel, toWireChannel } from './channels.ts';
import { Bits, includes, permissionsIn } from './permissions.ts';
import { type ChannelRecord, ChannelType, Flag, timeOf, type World } from './world.ts';

export interface ThreadPayload {
  readonly name: string;
  readonly auto_archive_duration?: number | null;
}

export const THREAD_TYPES = new Map<number, number>([
  [ChannelType.text, ChannelType.publicThread],
  [ChannelType.announcement, ChannelType.announcementThread],
]);

/** POST /channels/{}/messages/{}/threads. @throws ApiError */
export function startThread(
  world: World,
  ids: { readonly channelId: string; readonly messageId: string },
  payload: ThreadPayload,
): ChannelRecord {
  const channel = channelForBot(world, ids.channelId);
  const type = THREAD_TYPES.get(channel.type);
  if (type === undefined || channel.guildId === undefined) throw refusal('wrongChannelType');
  demand(world, channel, Bits.CREATE_PUBLIC_THREADS);
  const { wire } = messageIn(channel, ids.messageId);
  if (world.channels.has(wire.id)) throw refusal('threadExists');
  if (activeThreads(world, channel.guildId).length >= world.limits.activeThreadLimit) {
    throw refusal('tooManyThreads');
  }
  wire.flags |= Flag.hasThread;
  const { name, auto_archive_duration: minutes } = payload;
  return openThread(world, channel, { id: wire.id, type, name, ownerId: world.botId, minutes });
}

export interface NewThread {
  /** That of the message that it starts from, if any. */
  readonly id?: string;
  readonly type: number;
  readonly name: string;
  readonly ownerId: string;
  readonly minutes?: number | null | undefined;
}

/** Discord's own default, in minutes. */
const ARCHIVED_AFTER = 4_320;

export function openThread(
  world: World,
  { id: parentId, guildId }: ChannelRecord,
  { minutes, ...wish }: NewThread,
): ChannelRecord {
  const now = timeOf(world);
  const thread = newChannel(world, {
    ...wish,
    ...(guildId === undefined ? {} : { guildId }),
    parentId,
    thread: {
      archived: false,
      archive_timestamp: now,
      auto_archive_duration: minutes ?? ARCHIVED_AFTER,
      locked: false,
      create_timestamp: now,
    },
  });
  tellChannel(world, 'THREAD_CREATE', thread, { newly_created: true });
  return thread;
}

const activeThreads = (world: World, guildId: string) =>
  [...world.channels.values()].filter(
    (each) => each.guildId === guildId && each.thread?.archived === false,
  );

export interface ChannelPatch {
  readonly name?: string | null;
  readonly archived?: boolean | null;
  readonly locked?: boolean | null;
  readonly auto_archive_duration?: number | null;
}

/** PATCH /channels/{} on a thread. @throws ApiError */
export function patchThread(world: World, id: string, patch: ChannelPatch): ChannelRecord {
  const channel = channelForBot(world, id);
  const { thread } = channel;
  if (thread === undefined) throw refusal('wrongChannelType');
  const bits = permissionsIn(world, channel, world.botId);
  const isManager = includes(bits, Bits.MANAGE_THREADS);
  const isOwn = channel.ownerId === world.botId;
  // The owner may archive; locking, and opening what is locked, is for who manages threads.
  const needsManager =
    typeof patch.locked === 'boolean' || (thread.locked && patch.archived === false);
  if (needsManager ? !isManager : !isManager && !isOwn && patch.archived !== false) {
    throw refusal('missingPermissions');
  }
  const isOpening = patch.archived === false;
  if (thread.archived && !isOpening) throw refusal('archived');
  channel.name = patch.name || channel.name;
  thread.archived = patch.archived ?? thread.archived;
  thread.locked = patch.locked ?? thread.locked;
  thread.auto_archive_duration = patch.auto_archive_duration ?? thread.auto_archive_duration;
  thread.archive_timestamp = timeOf(world);
  tellChannel(world, 'THREAD_UPDATE', channel);
  return channel;
}

export const toCreatedThread = (world: World, thread: ChannelRecord) => ({
  ...toWireChannel(world, thread),
  member: {
    id: thread.id,
    user_id: world.botId,
    join_timestamp: timeOf(world),
    flags: 0,
  },
});
