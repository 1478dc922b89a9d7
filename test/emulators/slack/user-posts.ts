import { type Actor, enter, see } from './actor.ts';
import { ClientRefusal } from './api-error.ts';
import { addFile } from './files.ts';
import type { Post } from './handle.ts';
import { addMessage, changeMessage, type Posted, removeMessage } from './messages.ts';
import type { Message } from './wire.ts';
import { type FileRecord, findMessage } from './world.ts';

const MAX_TYPED = 12_000;
const MAX_FILES = 10;

/** A message as a person's client sends it. @throws ClientRefusal */
export function postAsUser(actor: Actor, channelId: string, post: Post): Posted {
  const files = (post.files ?? []).map((file) => addFile(actor.world, { ...idsOf(actor), file }));
  return showAsUser(actor, channelId, { ...post, files });
}

const idsOf = ({ team, user }: Actor) => ({ teamId: team.id, userId: user.id });

interface Shown extends Omit<Post, 'files'> {
  readonly files: readonly FileRecord[];
}

/** @throws ClientRefusal */
export function showAsUser(
  actor: Actor,
  channelId: string,
  { text = '', files, threadTs, isBroadcast = false }: Shown,
): Posted {
  const channel = enter(actor, channelId);
  if (channel.isArchived) throw new ClientRefusal('the channel is archived');
  if (text.trim() === '' && files.length === 0) throw new ClientRefusal('the message is empty');
  if (text.length > MAX_TYPED) throw new ClientRefusal('the message is too long');
  if (files.length > MAX_FILES) throw new ClientRefusal('a message has ten files at most');
  const root = threadTs === undefined ? undefined : findMessage(channel, threadTs);
  if (threadTs !== undefined && root === undefined)
    throw new ClientRefusal('that message is not here');
  return addMessage(actor.world, channel, {
    text,
    userId: actor.user.id,
    // A client answers in the thread, whichever message of it was picked.
    threadTs: root?.thread_ts ?? threadTs,
    isBroadcast,
    files,
  });
}

/** @throws ClientRefusal */
export function editAsUser(
  actor: Actor,
  target: Pick<Message, 'channel' | 'ts'>,
  text: string,
): Promise<void> {
  const { channel, message } = ownMessage(actor, target);
  return changeMessage(actor.world, channel, message, { text, editor: actor.user.id });
}

export function deleteAsUser(actor: Actor, target: Pick<Message, 'channel' | 'ts'>): Promise<void> {
  const { channel, message } = ownMessage(actor, target);
  return removeMessage(actor.world, channel, message);
}

function ownMessage(actor: Actor, target: Pick<Message, 'channel' | 'ts'>) {
  const seen = see(actor, target);
  if (seen.message.user !== actor.user.id) throw new ClientRefusal('that is not your message');
  return seen;
}
