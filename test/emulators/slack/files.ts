import { extname } from 'node:path';
import type { AttachedFile } from './handle.ts';
import type { SlackFile } from './wire.ts';
import type { ChannelRecord, FileRecord, World } from './world.ts';

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  webm: 'video/webm',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  txt: 'text/plain',
  pdf: 'application/pdf',
};

const extensionOf = (name: string): string => extname(name).slice(1).toLowerCase();
export const mimetypeOf = (name: string): string =>
  TYPES[extensionOf(name)] ?? 'application/octet-stream';

interface NewFile {
  readonly teamId: string;
  readonly userId: string;
  readonly file: AttachedFile;
}

/** A person's file, whole from the start. */
export function addFile(world: World, { teamId, userId, file }: NewFile): FileRecord {
  const record = addTicket(world, {
    teamId,
    userId,
    file,
    length: file.bytes.length,
  });
  record.bytes = file.bytes;
  record.state = 'complete';
  return record;
}

interface Ticket {
  readonly teamId: string;
  readonly userId: string;
  readonly file: Omit<AttachedFile, 'bytes'>;
  readonly length: number;
}

/** A file that is announced and has no bytes yet. */
export function addTicket(world: World, { teamId, userId, file, length }: Ticket): FileRecord {
  const id = world.ids.make('F');
  const record: FileRecord = {
    id,
    teamId,
    userId,
    wire: wireOf(world, { id, teamId, userId, file, length }),
    expectedBytes: length,
    isExternal: file.isExternal ?? false,
    isHidden: file.isHidden,
    bytes: undefined,
    state: 'ticket',
  };
  world.files.set(id, record);
  return record;
}

function wireOf(
  world: World,
  { id, teamId, userId, file, length }: Ticket & { id: string },
): SlackFile {
  const created = Math.floor(world.now() / 1_000);
  const extension = extensionOf(file.name);
  const path = `http://${world.fileHost}/files-pri/${teamId}-${id}`;
  const name = encodeURIComponent(file.name.toLowerCase().replaceAll(' ', '_'));
  return {
    id,
    created,
    timestamp: created,
    name: file.name,
    title: file.name,
    mimetype: file.mimetype ?? mimetypeOf(file.name),
    filetype: extension === '' ? 'binary' : extension,
    pretty_type: extension.toUpperCase(),
    user: userId,
    user_team: teamId,
    mode: file.mode ?? 'hosted',
    ...(file.subtype === undefined ? {} : { subtype: file.subtype }),
    ...(file.durationMs === undefined ? {} : { duration_ms: file.durationMs }),
    size: length,
    is_external: false,
    is_public: false,
    url_private: `${path}/${name}`,
    url_private_download: `${path}/download/${name}`,
    permalink: `https://example.slack.com/files/${userId}/${id}/${name}`,
    channels: [],
    groups: [],
    ims: [],
    shares: {},
  };
}

/** How a message tells of a file; only `files.info` tells where it is shared. */
export function fileInMessage({ id, wire, isExternal, state }: FileRecord): SlackFile {
  if (state === 'deleted') return { id, mode: 'tombstone' };
  if (isExternal) return { id, mode: 'file_access', file_access: 'check_file_info' };
  const { shares: _shares, channels: _channels, groups: _groups, ims: _ims, ...told } = wire;
  return { ...told };
}

/** Writes down that a message shows the file. */
export function noteShare(
  file: FileRecord,
  channel: ChannelRecord,
  { ts, threadTs }: { ts: string; threadTs: string | undefined },
): void {
  const { wire } = file;
  const side = channel.kind === 'public' ? 'public' : 'private';
  const shares = wire.shares ?? {};
  const here = shares[side]?.[channel.id] ?? [];
  const share = {
    ts,
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    channel_name: channel.name,
    team_id: channel.teamId,
    share_user_id: file.userId,
  };
  wire.shares = { ...shares, [side]: { ...shares[side], [channel.id]: [...here, share] } };
  const list = channel.kind === 'public' ? 'channels' : channel.kind === 'im' ? 'ims' : 'groups';
  wire[list] = [...new Set([...(wire[list] ?? []), channel.id])];
  if (side === 'public') wire.is_public = true;
}

/** A message that is gone shows nothing any more. */
export function dropShares(file: FileRecord, channel: ChannelRecord, ts: string): void {
  for (const side of ['public', 'private'] as const) {
    const here = file.wire.shares?.[side]?.[channel.id];
    if (here === undefined) continue;
    const left = here.filter((share) => share.ts !== ts);
    const { [channel.id]: _gone, ...others } = file.wire.shares?.[side] ?? {};
    const kept = left.length > 0 ? { ...others, [channel.id]: left } : others;
    file.wire.shares = { ...file.wire.shares, [side]: kept };
  }
}
