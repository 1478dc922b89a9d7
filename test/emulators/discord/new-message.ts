import { changeThread } from './channels.ts';
import type { AllowedMentions } from './mentions.ts';
import { mentionsIn } from './mentions.ts';
import { componentsOf, type MessagePayload, toWireEmbeds } from './message-payload.ts';
import { tellMessage } from './present.ts';
import type { Attachment, Message } from './wire.ts';
import {
  type ChannelRecord,
  Flag,
  type StoredMessage,
  timeOf,
  userOf,
  type World,
  wireUser,
} from './world.ts';

export interface NewMessage {
  readonly authorId: string;
  readonly type: number;
  readonly flags: number;
  readonly payload: MessagePayload;
  readonly attachments: readonly Attachment[];
  readonly allowed: AllowedMentions;
  readonly repliesTo?: StoredMessage | undefined;
  /** Fields that only some messages have. */
  readonly more?: Partial<Message>;
  readonly ephemeralTo?: string | undefined;
  readonly interactionId?: string;
}

/** Puts a message into a channel and tells the bot of it. */
export function addMessage(world: World, channel: ChannelRecord, made: NewMessage): StoredMessage {
  const { payload, authorId, repliesTo, allowed, ephemeralTo, interactionId } = made;
  const content = (payload.content ?? '').trim();
  const repliedTo = repliesTo === undefined ? undefined : pingedBy(world, repliesTo);
  const { nonce } = payload;
  const wire: Message = {
    id: world.ids.next(),
    type: made.type,
    channel_id: channel.id,
    author: wireUser(userOf(world, authorId)),
    content,
    timestamp: timeOf(world),
    edited_timestamp: null,
    tts: payload.tts ?? false,
    pinned: false,
    flags: made.flags,
    ...mentionsIn(world, channel, content, { authorId, allowed, repliedTo }),
    attachments: [...made.attachments],
    embeds: toWireEmbeds(payload.embeds),
    components: componentsOf(payload, made.attachments),
    ...(nonce === undefined || nonce === null ? {} : { nonce }),
    ...(repliesTo === undefined ? {} : referenceTo(channel, repliesTo)),
    ...made.more,
  };
  const stored: StoredMessage = {
    wire,
    ...(ephemeralTo === undefined ? {} : { ephemeralTo }),
    ...(interactionId === undefined ? {} : { interactionId }),
  };
  channel.messages.push(stored);
  if (channel.thread?.archived === true && ephemeralTo === undefined) {
    changeThread(world, channel, { archived: false });
  }
  tellMessage(world, 'MESSAGE_CREATE', channel, stored);
  return stored;
}

/** Whom a reply to this message pings: a reply to an interaction's response pings nobody. */
function pingedBy(world: World, { wire }: StoredMessage): string | undefined {
  const isResponse = wire.interaction_metadata !== undefined && wire.author.id === world.botId;
  return isResponse ? undefined : wire.author.id;
}

function referenceTo(channel: ChannelRecord, { wire }: StoredMessage): Partial<Message> {
  // Discord nests one level only.
  const { referenced_message: _deeper, ...referenced } = structuredClone(wire);
  return {
    message_reference: {
      type: 0,
      channel_id: channel.id,
      message_id: wire.id,
      ...(channel.guildId === undefined ? {} : { guild_id: channel.guildId }),
    },
    referenced_message: referenced,
  };
}

export interface Edit {
  readonly payload: MessagePayload;
  readonly attachments: readonly Attachment[];
  readonly allowed: AllowedMentions;
}

const EDITABLE_FLAGS = Flag.suppressEmbeds | Flag.componentsV2;

/** Changes what an edit names and leaves the rest; the object stays the same. */
export function editMessage(
  world: World,
  channel: ChannelRecord,
  stored: StoredMessage,
  { payload, attachments, allowed }: Edit,
): void {
  const { wire } = stored;
  if (payload.content !== undefined) {
    wire.content = (payload.content ?? '').trim();
    const about = { authorId: wire.author.id, allowed };
    Object.assign(wire, mentionsIn(world, channel, wire.content, about));
  }
  if (payload.embeds !== undefined) wire.embeds = toWireEmbeds(payload.embeds);
  wire.attachments = [...attachments];
  if (payload.components !== undefined) wire.components = componentsOf(payload, attachments);
  wire.flags = editedFlags(wire.flags, payload.flags);
  wire.edited_timestamp = timeOf(world);
  tellMessage(world, 'MESSAGE_UPDATE', channel, stored);
}

function editedFlags(before: number, wanted: number | null | undefined): number {
  const kept = before & ~Flag.loading;
  if (wanted === undefined || wanted === null) return kept;
  // Components v2 can be switched on by an edit, never off.
  return (kept & ~Flag.suppressEmbeds) | (wanted & EDITABLE_FLAGS);
}
