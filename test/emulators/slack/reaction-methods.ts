import { ApiError } from './api-error.ts';
import { type Call, type Method, needed } from './call.ts';
import { findChannel } from './conversations.ts';
import { findMessage, hasBot } from './world.ts';

const shape = {
  scopes: ['reactions:write'],
  takes: ['channel', 'timestamp', 'name'],
} as const;

export const reactionMethods: readonly Method[] = [
  {
    ...shape,
    name: 'reactions.add',
    tier: 3,
    handle: (call) => {
      const { names, name } = reactionsOn(call);
      if (names.has(name)) throw new ApiError('already_reacted');
      names.add(name);
      return {};
    },
  },
  {
    ...shape,
    name: 'reactions.remove',
    tier: 2,
    handle: (call) => {
      const { names, name } = reactionsOn(call);
      if (!names.delete(name)) throw new ApiError('no_reaction');
      return {};
    },
  },
];

function reactionsOn({ world, team, args }: Call): { names: Set<string>; name: string } {
  const channel = findChannel(world, team, needed(args, 'channel', 'no_item_specified'));
  const name = needed(args, 'name', 'invalid_name');
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new ApiError('invalid_name');
  const ts = needed(args, 'timestamp', 'no_item_specified');
  if (!hasBot(world, channel)) throw new ApiError('not_in_channel');
  if (channel.isArchived) throw new ApiError('is_archived');
  if (findMessage(channel, ts) === undefined) throw new ApiError('message_not_found');
  const names = channel.reactions.get(ts) ?? new Set<string>();
  channel.reactions.set(ts, names);
  return { names, name };
}
