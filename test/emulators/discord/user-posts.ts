import { addAttachment, uploadLimitOf, voiceOf } from './attachments.ts';
import type { Post } from './handle.ts';
import { EVERYTHING } from './mentions.ts';
import { addMessage } from './new-message.ts';
import { Bits, includes, permissionsIn } from './permissions.ts';
import { type Actor, ClientRefusal, checkMayAct } from './user-commands.ts';
import type { Message, SnapshotMessage } from './wire.ts';
import { ChannelType, Flag, findMessage, type StoredMessage } from './world.ts';

/** A message as a person's client sends it. @throws ClientRefusal */
export function postAsUser(actor: Actor, post: Post): StoredMessage {
  const { world, user, channel } = actor;
  checkPost(actor, post);
  const limit = uploadLimitOf(world, channel, user);
  const files = [...(post.files ?? []), ...(post.voice ? [voiceOf(post.voice)] : [])];
  if (files.some(({ bytes }) => bytes.length > limit))
    throw new ClientRefusal('a file is too large');
  const repliesTo = post.replyTo && findMessage(world, channel.id, post.replyTo.id);
  if (post.replyTo && repliesTo === undefined) throw new ClientRefusal('that message is not here');
  return addMessage(world, channel, {
    authorId: user.id,
    type: repliesTo === undefined ? 0 : 19,
    flags: (post.voice ? Flag.voice : 0) | (post.forward ? Flag.snapshot : 0),
    payload: { content: post.content ?? '' },
    attachments: files.map((file) => addAttachment(world, file, { channelId: channel.id })),
    allowed: { ...EVERYTHING, replied_user: post.ping ?? true },
    repliesTo,
    ...(post.forward ? { more: forwarded(actor, post.forward) } : {}),
  });
}

function checkPost(actor: Actor, post: Post): void {
  const { channel } = actor;
  const hasText = (post.content ?? '').trim() !== '';
  const fileCount = (post.files?.length ?? 0) + (post.voice ? 1 : 0);
  if (post.voice && (hasText || fileCount > 1)) {
    throw new ClientRefusal('a voice message has one recording and no text');
  }
  if (post.forward && (hasText || fileCount > 0))
    throw new ClientRefusal('a forward has nothing of its own');
  if (!hasText && fileCount === 0 && !post.forward) throw new ClientRefusal('the message is empty');
  const needed = channel.thread === undefined ? Bits.SEND_MESSAGES : Bits.SEND_MESSAGES_IN_THREADS;
  checkMayAct(actor, needed | (fileCount > 0 ? Bits.ATTACH_FILES : 0n));
  const { world, user } = actor;
  if (channel.type === ChannelType.forum) throw new ClientRefusal('a forum has threads only');
  const bits = permissionsIn(world, channel, user.id);
  if (channel.thread?.locked === true && !includes(bits, Bits.MANAGE_THREADS)) {
    throw new ClientRefusal('the thread is locked');
  }
}

function forwarded({ world }: Actor, source: Message): Partial<Message> {
  const guildId = world.channels.get(source.channel_id)?.guildId;
  const snapshot: SnapshotMessage = structuredClone({
    type: source.type,
    content: source.content,
    mentions: source.mentions,
    mention_roles: source.mention_roles,
    attachments: source.attachments,
    embeds: source.embeds,
    timestamp: source.timestamp,
    edited_timestamp: source.edited_timestamp,
    flags: source.flags,
    components: source.components,
  });
  return {
    message_reference: {
      type: 1,
      channel_id: source.channel_id,
      message_id: source.id,
      ...(guildId === undefined ? {} : { guild_id: guildId }),
    },
    message_snapshots: [{ message: snapshot }],
  };
}
