import { freshLink } from './attachments.ts';
import { botSees } from './channels.ts';
import type { Message, SnapshotMessage } from './wire.ts';
import { attachmentsOf, type ChannelRecord, type StoredMessage, type World } from './world.ts';

const GUILD_MESSAGES = 1 << 9;
const DIRECT_MESSAGES = 1 << 12;

/** The whole message with links of now, as interactions carry it. */
export function wholeMessage(world: World, { wire }: StoredMessage): Message {
  const copy = structuredClone(wire);
  for (const attachment of attachmentsOf(copy)) freshLink(world, attachment);
  const { referenced_message: referenced } = copy;
  for (const attachment of referenced?.attachments ?? []) freshLink(world, attachment);
  return copy;
}

/**
 * What the bot may read without the intent for message content: DMs, its own messages and what
 * mentions it (DD gateway, message content intent). All else comes with its content emptied.
 */
export function messageForBot(world: World, stored: StoredMessage): Message {
  const copy = wholeMessage(world, stored);
  const channel = world.channels.get(copy.channel_id);
  if (channel?.recipientId !== undefined) return copy;
  if (!mayRead(world, copy)) hideContent(copy);
  if (copy.referenced_message && !mayRead(world, copy.referenced_message)) {
    hideContent(copy.referenced_message);
  }
  return copy;
}

const mayRead = ({ botId }: World, { author, mentions }: Message) =>
  author.id === botId || mentions.some(({ id }) => id === botId);

function hideContent(message: SnapshotMessage & Pick<Message, 'message_snapshots'>): void {
  message.content = '';
  message.attachments = [];
  message.embeds = [];
  message.components = [];
  for (const snapshot of message.message_snapshots ?? []) hideContent(snapshot.message);
}

export function tellMessage(
  world: World,
  event: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE',
  channel: ChannelRecord,
  stored: StoredMessage,
): void {
  // Ephemeral messages go to one person's client and never through the bot's gateway.
  if (stored.ephemeralTo !== undefined || !botSees(world, channel)) return;
  const message = messageForBot(world, stored);
  const { guildId } = channel;
  const place =
    guildId === undefined
      ? { channel_type: channel.type }
      : { guild_id: guildId, channel_type: channel.type, ...memberPart(world, guildId, message) };
  world.tell({
    event,
    data: { ...message, ...place },
    guildId,
    intent: guildId === undefined ? DIRECT_MESSAGES : GUILD_MESSAGES,
  });
}

function memberPart(world: World, guildId: string, { author }: Message) {
  const member = world.guilds.get(guildId)?.members.get(author.id);
  return member === undefined ? {} : { member: memberFields(member) };
}

/** A member without its user. */
export const memberFields = (member: { roleIds: readonly string[]; joinedAt: string }) => ({
  avatar: null,
  banner: null,
  communication_disabled_until: null,
  flags: 0,
  joined_at: member.joinedAt,
  nick: null,
  pending: false,
  premium_since: null,
  roles: [...member.roleIds],
  mute: false,
  deaf: false,
});

function tellDeletion(world: World, channel: ChannelRecord, stored: StoredMessage): void {
  if (stored.ephemeralTo !== undefined || !botSees(world, channel)) return;
  const { guildId } = channel;
  world.tell({
    event: 'MESSAGE_DELETE',
    data: { id: stored.wire.id, channel_id: channel.id, ...(guildId ? { guild_id: guildId } : {}) },
    guildId,
    intent: guildId === undefined ? DIRECT_MESSAGES : GUILD_MESSAGES,
  });
}

export function removeMessage(world: World, channel: ChannelRecord, stored: StoredMessage): void {
  const index = channel.messages.indexOf(stored);
  if (index < 0) return;
  channel.messages.splice(index, 1);
  tellDeletion(world, channel, stored);
}
