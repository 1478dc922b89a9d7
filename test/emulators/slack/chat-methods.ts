import { ApiError } from './api-error.ts';
import { type Args, type Call, flag, type Method, needed, text } from './call.ts';
import { type Content, readContent } from './content.ts';
import { checkMayPost, findChannel, findDestination } from './conversations.ts';
import { addMessage, changeMessage, newMessage, removeMessage } from './messages.ts';
import { presentMessage } from './present.ts';
import type { Message } from './wire.ts';
import { type ChannelRecord, findMessage, teamOf, type World } from './world.ts';

const SAID = ['text', 'blocks', 'attachments', 'markdown_text', 'parse', 'link_names', 'as_user'];
const AUTHOR = ['username', 'icon_emoji', 'icon_url'];
const UNFURL = ['unfurl_links', 'unfurl_media', 'unfurl_app_links', 'mrkdwn'];

export const chatMethods: readonly Method[] = [
  {
    name: 'chat.postMessage',
    scopes: ['chat:write'],
    takes: ['channel', 'thread_ts', 'reply_broadcast', 'metadata', ...SAID, ...AUTHOR, ...UNFURL],
    tier: 'special',
    handle: postMessage,
  },
  {
    name: 'chat.update',
    scopes: ['chat:write'],
    takes: ['channel', 'ts', 'metadata', 'reply_broadcast', 'file_ids', ...SAID],
    tier: 3,
    handle: updateMessage,
  },
  {
    name: 'chat.delete',
    scopes: ['chat:write'],
    takes: ['channel', 'ts', 'as_user'],
    tier: 3,
    handle: deleteMessage,
  },
  {
    name: 'chat.postEphemeral',
    scopes: ['chat:write'],
    takes: ['channel', 'user', 'thread_ts', 'metadata', ...SAID, ...AUTHOR],
    tier: 4,
    handle: postEphemeral,
  },
  {
    name: 'chat.getPermalink',
    takes: ['channel', 'message_ts'],
    tier: 'special',
    handle: getPermalink,
  },
];

/** The root of the thread that is asked for, even by one of its replies. @throws ApiError */
export function threadOf(
  world: World,
  channel: ChannelRecord,
  args: Args,
  error: string,
): string | undefined {
  const ts = text(args, 'thread_ts');
  if (ts === undefined) return undefined;
  const root = findMessage(channel, ts);
  if (root === undefined) throw new ApiError(error);
  if (root.thread_ts === undefined || root.thread_ts === ts) return ts;
  world.report('thread_ts is the time of a reply, where that of its root belongs');
  return root.thread_ts;
}

function postMessage(call: Call): Record<string, unknown> {
  const { world, team, args } = call;
  const channel = findDestination(world, team, needed(args, 'channel', 'channel_not_found'));
  const content = readContent(call, 'chat.postMessage');
  checkMayPost(world, team, channel);
  const { message } = addMessage(world, channel, {
    ...shown(content),
    userId: team.botUserId,
    bot: team,
    threadTs: threadOf(world, channel, args, 'thread_not_found'),
    isBroadcast: flag(args, 'reply_broadcast'),
    username: text(args, 'username'),
  });
  return answerWith(world, channel, message);
}

const shown = ({ text: words = '', blocks, metadata }: Content) => ({
  text: words,
  blocks,
  metadata,
});

function answerWith(
  world: World,
  channel: ChannelRecord,
  message: Message,
): Record<string, unknown> {
  const told = presentMessage(world, message, { withMetadata: true });
  return { channel: channel.id, ts: message.ts, message: told };
}

/** @throws ApiError if it is not there, or somebody else's. */
function ownMessage(
  { world, team, args }: Call,
  error: string,
): { channel: ChannelRecord; message: Message } {
  const channel = findChannel(world, team, needed(args, 'channel', 'channel_not_found'));
  const message = findMessage(channel, needed(args, 'ts', 'message_not_found'));
  if (message === undefined || message.subtype === 'tombstone')
    throw new ApiError('message_not_found');
  if (message.bot_id !== team.botId) throw new ApiError(error);
  return { channel, message };
}

function updateMessage(call: Call): Record<string, unknown> {
  const { world, team } = call;
  const { channel, message } = ownMessage(call, 'cant_update_message');
  const content = readContent(call, 'chat.update');
  if (channel.isArchived) throw new ApiError('is_inactive');
  const age = world.now() - Number(message.ts) * 1_000;
  if (team.editWindowMs !== undefined && age > team.editWindowMs)
    throw new ApiError('edit_window_closed');
  const editor = content.blocks === undefined ? team.botUserId : undefined;
  changeMessage(world, channel, message, { ...content, editor }).catch(() => {});
  return { ...answerWith(world, channel, message), text: message.text };
}

function deleteMessage(call: Call): Record<string, unknown> {
  const { channel, message } = ownMessage(call, 'cant_delete_message');
  const { ts } = message;
  removeMessage(call.world, channel, message).catch(() => {});
  return { channel: channel.id, ts };
}

function postEphemeral(call: Call): Record<string, unknown> {
  const { world, team, args } = call;
  const channel = findChannel(world, team, needed(args, 'channel', 'channel_not_found'));
  const content = readContent(call, 'chat.postEphemeral');
  checkMayPost(world, team, channel);
  const userId = needed(args, 'user', 'user_not_in_channel');
  if (!channel.members.has(userId)) {
    world.report(`chat.postEphemeral: ${userId} is not in ${channel.id} and sees nothing`);
    throw new ApiError('user_not_in_channel');
  }
  const message = newMessage(world, channel, {
    ...shown(content),
    userId: team.botUserId,
    bot: team,
    threadTs: threadOf(world, channel, args, 'thread_not_found'),
  });
  channel.ephemerals.push({ userId, message });
  return { message_ts: message.ts };
}

function getPermalink({ world, team, args }: Call): Record<string, unknown> {
  const channel = findChannel(world, team, needed(args, 'channel', 'channel_not_found'));
  const ts = needed(args, 'message_ts', 'message_not_found');
  const message = findMessage(channel, ts);
  if (message === undefined) throw new ApiError('message_not_found');
  const { domain } = teamOf(world, channel.teamId);
  const place = `https://${domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}`;
  const { thread_ts: root } = message;
  const isReply = root !== undefined && root !== ts;
  const permalink = isReply ? `${place}?thread_ts=${root}&cid=${channel.id}` : place;
  return { channel: channel.id, permalink };
}
