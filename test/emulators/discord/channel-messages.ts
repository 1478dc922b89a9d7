import { ApiError, invalidForm, problemAt, refusal } from './api-error.ts';
import { uploadLimitOf } from './attachments.ts';
import { channelForBot, demand, visibleMessages } from './channels.ts';
import { EVERYTHING } from './mentions.ts';
import {
  checkNotEmpty,
  checkPayload,
  isV2,
  keptAttachments,
  type MessagePayload,
  takeUploads,
  type UploadedFile,
} from './message-payload.ts';
import { addMessage, editMessage } from './new-message.ts';
import { Bits, includes, permissionsIn } from './permissions.ts';
import { removeMessage } from './present.ts';
import { type ChannelRecord, ChannelType, Flag, type StoredMessage, type World } from './world.ts';

const NONCE_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
/** Discord publishes no number; 30046 comes after some edits of old messages in a channel. */
const OLD_EDITS_PER_HOUR = 5;
const SENDABLE_FLAGS = Flag.suppressEmbeds | Flag.componentsV2 | Flag.voice | (1 << 12);

/** POST /channels/{}/messages. @throws ApiError */
export function postAsBot(
  world: World,
  channelId: string,
  payload: MessagePayload,
  uploads: readonly UploadedFile[],
): StoredMessage {
  const channel = channelForBot(world, channelId);
  checkMaySend(world, channel, uploads.length > 0);
  const flags = (payload.flags ?? 0) & SENDABLE_FLAGS;
  checkPayload(payload, isV2(flags));
  checkNotEmpty(payload, uploads.length);
  const earlier = earlierWith(world, payload);
  if (earlier !== undefined) return earlier;
  const repliesTo = findReplied(world, channel, payload);
  const limit = uploadLimitOf(world, channel);
  const place = { channelId, limit, isEphemeral: false };
  const attachments = takeUploads(world, uploads, payload, place);
  const stored = addMessage(world, channel, {
    authorId: world.botId,
    type: repliesTo === undefined ? 0 : 19,
    flags,
    payload,
    attachments,
    allowed: allowedIn(payload),
    repliesTo,
  });
  const { nonce } = stored.wire;
  if (nonce !== undefined) {
    world.nonces.set(String(nonce), { message: stored.wire, at: world.now() });
  }
  return stored;
}

const allowedIn = ({ allowed_mentions: allowed }: MessagePayload) => allowed ?? EVERYTHING;

function checkMaySend(world: World, channel: ChannelRecord, hasFiles: boolean): void {
  const { type, recipientId, thread } = channel;
  if (type === ChannelType.forum) throw refusal('notATextChannel');
  if (recipientId !== undefined) {
    if (world.users.get(recipientId)?.acceptsDms !== true) throw refusal('cannotDm');
    return;
  }
  const bits = permissionsIn(world, channel, world.botId);
  demand(world, channel, thread === undefined ? Bits.SEND_MESSAGES : Bits.SEND_MESSAGES_IN_THREADS);
  if (hasFiles) demand(world, channel, Bits.ATTACH_FILES);
  if (thread?.locked === true && !includes(bits, Bits.MANAGE_THREADS)) {
    throw refusal('threadLocked');
  }
}

/** With `enforce_nonce` the message of a few minutes ago comes again (DD resources/message). */
function earlierWith(world: World, payload: MessagePayload): StoredMessage | undefined {
  const { nonce, enforce_nonce: isEnforced } = payload;
  if (isEnforced !== true || nonce === undefined || nonce === null) return undefined;
  const known = world.nonces.get(String(nonce));
  if (known === undefined || world.now() - known.at > NONCE_MS) return undefined;
  const channel = world.channels.get(known.message.channel_id);
  return channel?.messages.find(({ wire }) => wire === known.message);
}

function findReplied(
  world: World,
  channel: ChannelRecord,
  { message_reference: reference }: MessagePayload,
): StoredMessage | undefined {
  if (!reference) return undefined;
  if (!includes(permissionsIn(world, channel, world.botId), Bits.READ_MESSAGE_HISTORY)) {
    throw refusal('noHistory');
  }
  const isHere = !reference.channel_id || reference.channel_id === channel.id;
  const found = isHere
    ? visibleMessages(channel).find(({ wire }) => wire.id === reference.message_id)
    : undefined;
  if (found === undefined && reference.fail_if_not_exists !== false) {
    throw invalidForm(problemAt('message_reference', 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message'));
  }
  return found;
}

/** @throws ApiError 10008 for what is not there, or is meant for one person only */
export function messageIn(channel: ChannelRecord, id: string): StoredMessage {
  const found = visibleMessages(channel).find(({ wire }) => wire.id === id);
  if (found === undefined) throw refusal('unknownMessage');
  return found;
}

/** PATCH /channels/{}/messages/{}. @throws ApiError */
export function editAsBot(
  world: World,
  ids: { readonly channelId: string; readonly messageId: string },
  payload: MessagePayload,
  uploads: readonly UploadedFile[],
): StoredMessage {
  const channel = channelForBot(world, ids.channelId);
  const stored = messageIn(channel, ids.messageId);
  if (stored.wire.author.id !== world.botId) throw refusal('notTheAuthor');
  if (channel.thread?.archived === true) throw refusal('archived');
  checkAge(world, channel, stored);
  const limit = uploadLimitOf(world, channel);
  applyEdit(world, channel, stored, { payload, uploads, limit });
  return stored;
}

function checkAge(world: World, channel: ChannelRecord, { wire }: StoredMessage): void {
  const now = world.now();
  if (now - Date.parse(wire.timestamp) <= HOUR_MS) return;
  const recent = channel.oldEdits.filter((at) => now - at < HOUR_MS);
  if (recent.length >= OLD_EDITS_PER_HOUR) {
    const text = 'Maximum number of edits to messages older than 1 hour reached. Try again later.';
    throw new ApiError(429, 30046, text, { retryAfterSeconds: 60 });
  }
  channel.oldEdits.push(now);
}

export interface EditRequest {
  readonly payload: MessagePayload;
  readonly uploads: readonly UploadedFile[];
  readonly limit: number;
}

/** The edit itself, whoever asked for it. @throws ApiError */
export function applyEdit(
  world: World,
  channel: ChannelRecord,
  stored: StoredMessage,
  { payload, uploads, limit }: EditRequest,
): void {
  const { wire } = stored;
  const kept = keptAttachments(wire.attachments, payload);
  checkPayload(payload, isV2(wire.flags | (payload.flags ?? 0)));
  const after = { content: wire.content, embeds: wire.embeds, components: wire.components };
  checkNotEmpty({ ...after, ...payload } as MessagePayload, kept.length + uploads.length);
  const place = { channelId: channel.id, limit, isEphemeral: stored.ephemeralTo !== undefined };
  const attachments = [...kept, ...takeUploads(world, uploads, payload, place)];
  editMessage(world, channel, stored, { payload, attachments, allowed: allowedIn(payload) });
}

/** DELETE /channels/{}/messages/{}. @throws ApiError */
export function deleteAsBot(world: World, channelId: string, messageId: string): void {
  const channel = channelForBot(world, channelId);
  const stored = messageIn(channel, messageId);
  if (channel.thread?.archived === true) throw refusal('archived');
  if (stored.wire.author.id !== world.botId) demand(world, channel, Bits.MANAGE_MESSAGES);
  removeMessage(world, channel, stored);
}

export interface HistoryQuery {
  readonly before?: string;
  readonly after?: string;
  readonly around?: string;
  readonly limit?: string;
}

/** Newest first; without READ_MESSAGE_HISTORY there is none (DD resources/message). */
export function history(
  world: World,
  channel: ChannelRecord,
  query: HistoryQuery,
): StoredMessage[] {
  const limit = Number(query.limit ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    const text = 'int value should be between 1 and 100.';
    throw invalidForm(problemAt('limit', 'NUMBER_TYPE_MAX', text));
  }
  if (!includes(permissionsIn(world, channel, world.botId), Bits.READ_MESSAGE_HISTORY)) return [];
  const all = visibleMessages(channel);
  const older = (id: bigint) => all.filter(({ wire }) => BigInt(wire.id) < id);
  const newer = (id: bigint) => all.filter(({ wire }) => BigInt(wire.id) > id);
  if (query.around !== undefined) {
    const middle = BigInt(query.around);
    const half = Math.floor(limit / 2);
    const page = [...older(middle).slice(-half), ...newer(middle - 1n).slice(0, half + 1)];
    return page.slice(0, limit).reverse();
  }
  if (query.after !== undefined) return newer(BigInt(query.after)).slice(0, limit).reverse();
  const upTo = query.before === undefined ? all : older(BigInt(query.before));
  return upTo.slice(-limit).reverse();
}
