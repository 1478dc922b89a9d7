import { addAttachment, uploadLimitOf } from './attachments.ts';
import { isThread, toWireChannel } from './channels.ts';
import { join } from './guild-handle.ts';
import type { AttachedFile } from './handle.ts';
import { permissionsIn } from './permissions.ts';
import { memberFields } from './present.ts';
import type { Attachment, InteractionMetadata, WireChannel } from './wire.ts';
import {
  type ChannelRecord,
  type InteractionRecord,
  randomText,
  type UserRecord,
  type World,
  wireUser,
} from './world.ts';

export interface NewInteraction {
  readonly type: 2 | 3 | 4 | 5;
  readonly channel: ChannelRecord;
  readonly user: UserRecord;
  readonly data: object;
  /** Of the message that a response makes: 20 slash, 23 context menu, 19 component. */
  readonly messageType: number;
  readonly targetId?: string | undefined;
  readonly metadata?: Partial<InteractionMetadata>;
  /** Fields beside `data`, such as the message of a component. */
  readonly more?: object;
}

/** Makes an interaction and sends INTERACTION_CREATE. */
export function openInteraction(world: World, wish: NewInteraction): InteractionRecord {
  const { channel, user, type } = wish;
  const { guildId } = channel;
  const owners: Record<string, string> = { 0: guildId ?? '0' };
  const id = world.ids.next();
  const record: InteractionRecord = {
    id,
    token: randomText(96),
    type,
    channelId: channel.id,
    userId: user.id,
    createdAt: world.now(),
    waiting: [],
    metadata: {
      id,
      type: type === 4 ? 2 : type,
      user: wireUser(user),
      authorizing_integration_owners: owners,
      ...wish.metadata,
    },
    ...(wish.targetId === undefined ? {} : { targetId: wish.targetId }),
    messageType: wish.messageType,
    followUpIds: [],
  };
  world.interactions.set(id, record);
  world.tell({
    event: 'INTERACTION_CREATE',
    guildId,
    data: {
      id,
      application_id: world.applicationId,
      type,
      data: wish.data,
      token: record.token,
      version: 1,
      channel_id: channel.id,
      channel: partialChannel(world, channel, user),
      ...placeOf(world, channel, user),
      app_permissions: String(permissionsIn(world, channel, world.botId)),
      locale: user.locale,
      entitlements: [],
      authorizing_integration_owners: owners,
      context: guildId === undefined ? 1 : 0,
      attachment_size_limit: uploadLimitOf(world, channel, user),
      ...wish.more,
    },
  });
  return record;
}

function placeOf(world: World, channel: ChannelRecord, user: UserRecord): object {
  const guild = channel.guildId === undefined ? undefined : world.guilds.get(channel.guildId);
  if (guild === undefined) return { user: wireUser(user) };
  join(world, guild, user.id);
  const member = guild.members.get(user.id) ?? { roleIds: [], joinedAt: '' };
  const permissions = String(permissionsIn(world, channel, user.id));
  return {
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_locale: guild.locale,
    member: { ...memberFields(member), user: wireUser(user), permissions },
  };
}

function partialChannel(world: World, channel: ChannelRecord, user: UserRecord) {
  const whole: WireChannel & { permission_overwrites?: unknown } = toWireChannel(world, channel);
  const { permission_overwrites: _hidden, ...rest } = whole;
  const permissions = String(permissionsIn(world, channel, user.id));
  return channel.guildId === undefined || isThread(channel)
    ? { ...rest, permissions }
    : { ...rest, permissions, nsfw: false, topic: null, rate_limit_per_user: 0 };
}

/** Uploads that belong to an interaction and not to a message: they go away after a time. */
export function addEphemeralFiles(world: World, files: readonly AttachedFile[]): Attachment[] {
  const place = { channelId: world.applicationId, isEphemeral: true };
  return files.map((file) => addAttachment(world, file, place));
}

export const byId = <T extends { readonly id: string }>(items: readonly T[]) =>
  Object.fromEntries(items.map((item) => [item.id, item]));
