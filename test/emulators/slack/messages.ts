import { announceChange, announceDeletion, announceMessage } from './announce.ts';
import { dropShares, fileInMessage, noteShare } from './files.ts';
import type { Block, Message, Metadata } from './wire.ts';
import {
  type ChannelRecord,
  type FileRecord,
  findMessage,
  type TeamRecord,
  type World,
} from './world.ts';

export interface NewMessage {
  readonly text: string;
  readonly userId: string;
  readonly bot?: TeamRecord;
  readonly threadTs?: string | undefined;
  readonly isBroadcast?: boolean;
  readonly blocks?: Block[] | undefined;
  readonly files?: readonly FileRecord[];
  readonly metadata?: Metadata | undefined;
  readonly username?: string | undefined;
}

export interface Posted {
  readonly message: Message;
  /** When the app has heard of it, or never will. */
  readonly told: Promise<void>;
}

export function addMessage(world: World, channel: ChannelRecord, wish: NewMessage): Posted {
  const message = newMessage(world, channel, wish);
  channel.messages.push(message);
  const root = wish.threadTs === undefined ? undefined : findMessage(channel, wish.threadTs);
  if (root !== undefined) joinThread(message, root);
  for (const file of wish.files ?? []) {
    noteShare(file, channel, { ts: message.ts, threadTs: message.thread_ts });
  }
  return { message, told: announceMessage(world, channel, message) };
}

export function newMessage(world: World, channel: ChannelRecord, wish: NewMessage): Message {
  const { files = [], bot, blocks, metadata, username } = wish;
  return {
    type: 'message',
    ts: world.ids.ts(),
    channel: channel.id,
    team: channel.teamId,
    user: wish.userId,
    text: wish.text,
    ...(files.length > 0 ? { subtype: 'file_share', upload: false } : {}),
    ...(wish.isBroadcast === true ? { subtype: 'thread_broadcast' } : {}),
    ...(bot === undefined ? {} : { bot_id: bot.botId, app_id: world.app.id }),
    ...(wish.threadTs === undefined ? {} : { thread_ts: wish.threadTs }),
    ...(blocks === undefined ? {} : { blocks: nameBlocks(world, blocks) }),
    ...(files.length > 0 ? { files: files.map(fileInMessage) } : {}),
    ...(metadata === undefined ? {} : { metadata }),
    ...(username === undefined ? {} : { username }),
  };
}

function joinThread(reply: Message, root: Message): void {
  root.thread_ts = root.ts;
  root.reply_count = (root.reply_count ?? 0) + 1;
  if (root.user !== undefined) reply.parent_user_id = root.user;
}

/** Slack names what the app left without a name. */
export function nameBlocks(world: World, blocks: readonly Block[]): Block[] {
  return blocks.map((block) => ({
    block_id: world.ids.make('b'),
    ...block,
    ...(block.element === undefined
      ? {}
      : { element: { action_id: world.ids.make('a'), ...block.element } }),
    ...(block.elements === undefined || block.type !== 'actions'
      ? {}
      : {
          elements: block.elements.map((element) => ({
            action_id: world.ids.make('a'),
            ...element,
          })),
        }),
  }));
}

export interface Change {
  readonly text?: string | undefined;
  readonly blocks?: Block[] | undefined;
  readonly metadata?: Metadata | undefined;
  /** Who is shown as the editor; nobody where blocks were replaced. */
  readonly editor?: string | undefined;
}

/** Changes the message itself, because whoever holds it looks at the live one. */
export function changeMessage(
  world: World,
  channel: ChannelRecord,
  message: Message,
  { text, blocks, metadata, editor }: Change,
): Promise<void> {
  const before = structuredClone(message);
  if (text !== undefined) message.text = text;
  if (blocks !== undefined) message.blocks = nameBlocks(world, blocks);
  else if (text !== undefined) delete message.blocks;
  if (metadata !== undefined) message.metadata = metadata;
  if (editor !== undefined) message.edited = { user: editor, ts: world.ids.ts() };
  return announceChange(world, channel, { before, after: message });
}

/** A root with replies stays as a tombstone, so that the thread has a head. */
export function removeMessage(
  world: World,
  channel: ChannelRecord,
  message: Message,
): Promise<void> {
  const before = structuredClone(message);
  for (const { id } of message.files ?? []) {
    const file = world.files.get(id);
    if (file !== undefined) dropShares(file, channel, message.ts);
  }
  const hasReplies = channel.messages.some(
    ({ thread_ts: root, ts }) => root === message.ts && ts !== message.ts,
  );
  if (hasReplies) entomb(message);
  else channel.messages.splice(channel.messages.indexOf(message), 1);
  const root =
    message.thread_ts === undefined ? undefined : findMessage(channel, message.thread_ts);
  if (root !== undefined && root !== message) root.reply_count = (root.reply_count ?? 1) - 1;
  return announceDeletion(world, channel, before);
}

function entomb(message: Message): void {
  for (const name of ['blocks', 'files', 'metadata', 'bot_id', 'app_id', 'edited'] as const)
    delete message[name];
  message.subtype = 'tombstone';
  message.user = 'USLACKBOT';
  message.text = 'This message was deleted.';
}
