import type { NewThreadOptions } from './handle.ts';
import { Bits } from './permissions.ts';
import { openThread, THREAD_TYPES } from './threads.ts';
import { type Actor, ClientRefusal, checkMayAct } from './user-commands.ts';
import { postAsUser } from './user-posts.ts';
import { type ChannelRecord, ChannelType, Flag, findMessage } from './world.ts';

/** A thread as a person starts it: from a message, on its own, or as the post of a forum. @throws ClientRefusal */
export function startThreadAsUser(actor: Actor, options: NewThreadOptions): ChannelRecord {
  const { world, user, channel } = actor;
  const isForum = channel.type === ChannelType.forum;
  const type = isForum ? ChannelType.publicThread : THREAD_TYPES.get(channel.type);
  if (type === undefined) throw new ClientRefusal('there are no threads here');
  checkMayAct(actor, isForum ? Bits.SEND_MESSAGES : Bits.CREATE_PUBLIC_THREADS);
  if (isForum && options.post === undefined) throw new ClientRefusal('a forum wants a first post');
  const { name, from } = options;
  const started = from === undefined ? undefined : findMessage(world, channel.id, from.id);
  if (from !== undefined && started === undefined)
    throw new ClientRefusal('that message is not here');
  if (from !== undefined && world.channels.has(from.id)) throw new ClientRefusal('it has a thread');
  if (started !== undefined) started.wire.flags |= Flag.hasThread;
  const id = started === undefined ? {} : { id: started.wire.id };
  const thread = openThread(world, channel, { ...id, type, name, ownerId: user.id });
  if (options.post !== undefined) postAsUser({ ...actor, channel: thread }, options.post);
  return thread;
}
