import { announceChange } from './announce.ts';
import { ApiError } from './api-error.ts';
import { type Args, type Call, type Method, needed, nested, text } from './call.ts';
import { threadOf } from './chat-methods.ts';
import { readBlocks } from './content.ts';
import { findChannel } from './conversations.ts';
import { addTicket, mimetypeOf } from './files.ts';
import { removeMessage } from './messages.ts';
import { settleShares } from './shares.ts';
import {
  type ChannelRecord,
  type FileRecord,
  hasBot,
  type TeamRecord,
  type World,
} from './world.ts';

const MAX_BYTES = 1_073_741_824;

export const fileMethods: readonly Method[] = [
  {
    name: 'files.getUploadURLExternal',
    scopes: ['files:write'],
    // Slack documents `alt_txt`; its own library sends `alt_text`.
    takes: ['filename', 'length', 'alt_txt', 'alt_text', 'snippet_type'],
    tier: 4,
    handle: ticketForUpload,
  },
  {
    name: 'files.completeUploadExternal',
    scopes: ['files:write'],
    takes: [
      ...['files', 'channel_id', 'channels', 'thread_ts', 'initial_comment', 'blocks'],
      ...['username', 'icon_url', 'icon_emoji', 'highlight_type'],
    ],
    tier: 4,
    handle: completeUpload,
  },
  {
    name: 'files.info',
    scopes: ['files:read'],
    takes: ['file', 'count', 'cursor', 'limit', 'page'],
    tier: 4,
    handle: (call) => {
      const file = findFile(call);
      return {
        file: { ...file.wire },
        comments: [],
        response_metadata: { next_cursor: '' },
      };
    },
  },
  {
    name: 'files.delete',
    scopes: ['files:write'],
    takes: ['file'],
    tier: 3,
    handle: (call) => {
      const file = findFile(call);
      if (file.userId !== call.team.botUserId) throw new ApiError('cant_delete_file');
      deleteFile(call.world, file);
      return {};
    },
  },
];

function ticketForUpload({ world, team, args }: Call): Record<string, unknown> {
  const name = needed(args, 'filename');
  const length = Number(needed(args, 'length', 'missing_argument'));
  if (!Number.isInteger(length) || length < 0) throw new ApiError('invalid_arguments');
  if (length === 0) throw new ApiError('missing_argument');
  checkUploadPolicy(team, name, length);
  const file = addTicket(world, {
    teamId: team.id,
    userId: team.botUserId,
    file: { name },
    length,
  });
  return { upload_url: `http://${world.fileHost}/upload/v1/${file.id}`, file_id: file.id };
}

function checkUploadPolicy(team: TeamRecord, name: string, length: number): void {
  if (team.uploads === 'disabled') throw new ApiError('file_uploads_disabled');
  if (team.uploads === 'images-only' && !mimetypeOf(name).startsWith('image/'))
    throw new ApiError('file_uploads_except_images_disabled');
  if (length > (team.maxUploadBytes ?? MAX_BYTES))
    throw new ApiError('file_upload_size_restricted');
}

function completeUpload({ world, team, args }: Call): Record<string, unknown> {
  const files = filesToComplete(world, team, args);
  const channel = destinationOf(world, team, args);
  const comment = text(args, 'initial_comment');
  const blocks = comment === undefined ? readBlocks(args) : undefined;
  const threadTs =
    channel === undefined ? undefined : threadOf(world, channel, args, 'invalid_thread_ts');
  for (const { file, title } of files) {
    file.state = 'complete';
    if (title !== undefined) file.wire.title = title;
  }
  if (channel !== undefined) {
    if (world.sharesToLose > 0) world.sharesToLose -= 1;
    else {
      world.pendingShares.push({
        channelId: channel.id,
        fileIds: files.map(({ file }) => file.id),
        threadTs,
        comment: comment ?? '',
        blocks,
        dueAt: world.now() + world.shareDelayMs,
      });
    }
  }
  // The answer is made before the file is anywhere, as Slack makes it.
  const told = files.map(({ file }) => ({ id: file.id, title: file.wire.title }));
  settleShares(world);
  return { files: told };
}

interface ToComplete {
  readonly file: FileRecord;
  readonly title: string | undefined;
}

function filesToComplete(world: World, team: TeamRecord, args: Args): ToComplete[] {
  const wanted = nested(args, 'files', 'invalid_arguments');
  if (!Array.isArray(wanted) || wanted.length === 0) throw new ApiError('invalid_arguments');
  return wanted.map(({ id, title }: { id?: string; title?: string }) => {
    const file = world.files.get(String(id));
    // A ticket is good once; the finished file is not found by it again.
    if (file === undefined || file.teamId !== team.id || isSettled(file))
      throw new ApiError('file_not_found');
    if (file.state === 'ticket') throw new ApiError('file_update_failed');
    return { file, title };
  });
}

const isSettled = ({ state }: FileRecord): boolean => state === 'complete' || state === 'deleted';

function destinationOf(world: World, team: TeamRecord, args: Args): ChannelRecord | undefined {
  const id = text(args, 'channel_id') ?? text(args, 'channels');
  if (id === undefined) return undefined;
  const channel = findChannel(world, team, id);
  // Unlike a message, a file needs the app to be in the channel, chat:write.public or not.
  if (!hasBot(world, channel)) throw new ApiError('not_in_channel');
  if (channel.isArchived) throw new ApiError('is_archived');
  if (team.posting === 'restricted') throw new ApiError('posting_to_channel_denied');
  return channel;
}

function findFile({ world, team, args }: Call): FileRecord {
  const file = world.files.get(needed(args, 'file', 'file_not_found'));
  if (file === undefined || file.teamId !== team.id) throw new ApiError('file_not_found');
  if (file.state === 'deleted') throw new ApiError('file_deleted');
  if (file.isHidden !== undefined) throw new ApiError(file.isHidden);
  if (file.state !== 'complete') throw new ApiError('file_not_found');
  return file;
}

/** Its message goes too, unless it says something of its own. */
function deleteFile(world: World, file: FileRecord): void {
  file.state = 'deleted';
  for (const channel of world.channels.values()) {
    for (const message of [...channel.messages]) {
      if (message.files?.some(({ id }) => id === file.id) !== true) continue;
      const before = structuredClone(message);
      message.files = message.files.map((shown) =>
        shown.id === file.id ? { id: file.id, mode: 'tombstone' } : shown,
      );
      const isEmpty = message.files.every(({ mode }) => mode === 'tombstone');
      const told =
        isEmpty && message.text === '' && message.blocks === undefined
          ? removeMessage(world, channel, message)
          : announceChange(world, channel, { before, after: message });
      told.catch(() => {});
    }
  }
}
