import { historyScope } from './announce.ts';
import { ApiError } from './api-error.ts';
import {
  type Args,
  type Call,
  count,
  flag,
  type Method,
  needed,
  requireScope,
  text,
} from './call.ts';
import { addChannel, findChannel, imOf } from './conversations.ts';
import { presentChannel, presentMessage } from './present.ts';
import type { Message } from './wire.ts';
import { type ChannelRecord, findMessage, hasBot } from './world.ts';

const READ = { public: 'channels:read', private: 'groups:read', im: 'im:read', mpim: 'mpim:read' };
const RANGE = ['oldest', 'latest', 'inclusive', 'limit', 'cursor', 'include_all_metadata'];

export const conversationMethods: readonly Method[] = [
  {
    name: 'conversations.info',
    takes: ['channel', 'include_locale', 'include_num_members'],
    tier: 3,
    handle: ({ world, team, args }) => {
      const id = needed(args, 'channel', 'channel_not_found');
      const channel = findChannel(world, team, id);
      requireScope(team, READ[channel.kind]);
      return { channel: presentChannel(world, channel) };
    },
  },
  {
    name: 'conversations.open',
    takes: ['users', 'channel', 'return_im', 'prevent_creation'],
    tier: 3,
    handle: open,
  },
  {
    name: 'conversations.history',
    takes: ['channel', ...RANGE],
    tier: 3,
    handle: (call) => {
      const channel = readable(call);
      const all = channel.messages.filter(isTopLevel).toReversed();
      return { ...page(call, all, 100), pin_count: 0 };
    },
  },
  {
    name: 'conversations.replies',
    takes: ['channel', 'ts', ...RANGE],
    tier: 3,
    handle: (call) => {
      const channel = readable(call);
      const ts = needed(call.args, 'ts', 'thread_not_found');
      const message = findMessage(channel, ts);
      if (message === undefined) throw new ApiError('thread_not_found');
      const root = message.thread_ts ?? ts;
      const thread = channel.messages.filter((each) => each.ts === root || each.thread_ts === root);
      return page(call, thread, 1_000);
    },
  },
];

export const isTopLevel = ({ ts, thread_ts: root, subtype }: Message): boolean =>
  root === undefined || root === ts || subtype === 'thread_broadcast';

function open({ world, team, args }: Call): Record<string, unknown> {
  const resumed = text(args, 'channel');
  if (resumed !== undefined) {
    requireScope(team, 'im:write', 'mpim:write');
    return { channel: { id: findChannel(world, team, resumed).id }, already_open: true };
  }
  const users = (text(args, 'users') ?? '').split(',').filter((id) => id !== '');
  if (users.length === 0) throw new ApiError('users_list_not_supplied');
  if (users.length > 8) throw new ApiError('too_many_users');
  requireScope(team, users.length === 1 ? 'im:write' : 'mpim:write');
  if (users.some((id) => world.users.get(id)?.teamId !== team.id))
    throw new ApiError('user_not_found');
  const [user] = users;
  const channel =
    users.length === 1 && user !== undefined
      ? imOf(world, team, user)
      : addChannel(world, team, { kind: 'mpim', members: [...users, team.botUserId] });
  return {
    channel: flag(args, 'return_im') ? presentChannel(world, channel) : { id: channel.id },
  };
}

/** @throws ApiError where the app's scopes or membership do not reach */
function readable({ world, team, args }: Call): ChannelRecord {
  const channel = findChannel(world, team, needed(args, 'channel', 'channel_not_found'));
  requireScope(team, historyScope(channel));
  if (!hasBot(world, channel)) throw new ApiError('not_in_channel');
  return channel;
}

function page(
  { world, args }: Call,
  all: readonly Message[],
  usual: number,
): Record<string, unknown> {
  const inRange = all.filter((message) => isInRange(message, args));
  const from = offsetOf(args);
  const limit = Math.max(1, count(args, 'limit', usual));
  const withMetadata = flag(args, 'include_all_metadata');
  const messages = inRange
    .slice(from, from + limit)
    .map((message) => presentMessage(world, message, { withMetadata }));
  const hasMore = from + limit < inRange.length;
  return {
    messages,
    has_more: hasMore,
    ...(hasMore ? { response_metadata: { next_cursor: cursorAt(from + limit) } } : {}),
  };
}

function isInRange({ ts }: Message, args: Args): boolean {
  const oldest = timeOf(args, 'oldest');
  const latest = timeOf(args, 'latest');
  const time = Number(ts);
  if (flag(args, 'inclusive')) {
    return (oldest === undefined || time >= oldest) && (latest === undefined || time <= latest);
  }
  return (oldest === undefined || time > oldest) && (latest === undefined || time < latest);
}

function timeOf(args: Args, name: 'oldest' | 'latest'): number | undefined {
  const value = text(args, name);
  if (value === undefined) return undefined;
  if (!/^\d+(\.\d+)?$/.test(value)) throw new ApiError(`invalid_ts_${name}`);
  return Number(value);
}

const cursorAt = (offset: number): string => Buffer.from(`next_ts:${offset}`).toString('base64');

function offsetOf(args: Args): number {
  const cursor = text(args, 'cursor');
  if (cursor === undefined) return 0;
  const match = /^next_ts:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  if (match === null) throw new ApiError('invalid_cursor');
  return Number(match[1]);
}
