import { refusal } from './api-error.ts';
import { uploadLimitOf } from './attachments.ts';
import { applyEdit } from './channel-messages.ts';
import type { InteractionAnswer } from './handle.ts';
import { ACK_MS } from './interaction-records.ts';
import { USERS_ONLY } from './mentions.ts';
import {
  checkNotEmpty,
  checkPayload,
  isV2,
  type MessagePayload,
  takeUploads,
  type UploadedFile,
} from './message-payload.ts';
import { addMessage } from './new-message.ts';
import type { Choice, Message, Modal } from './wire.ts';
import {
  type ChannelRecord,
  Flag,
  findMessage,
  type InteractionRecord,
  type StoredMessage,
  userOf,
  type World,
} from './world.ts';

export interface Callback {
  readonly type: 1 | 4 | 5 | 6 | 7 | 8 | 9;
  readonly data?: unknown;
}

/** Which kinds of interaction may be answered how; a modal never answers a modal. */
const ALLOWED: Record<number, readonly number[]> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
};

/** POST /interactions/{}/{}/callback. @throws ApiError */
export function answerInteraction(
  world: World,
  ids: { readonly id: string; readonly token: string },
  callback: Callback,
  uploads: readonly UploadedFile[],
): InteractionRecord {
  const record = world.interactions.get(ids.id);
  if (record === undefined || record.token !== ids.token) throw refusal('unknownInteraction');
  if (record.answer !== undefined) throw refusal('alreadyAcknowledged');
  const ackedAfterMs = world.now() - record.createdAt;
  if (ackedAfterMs > ACK_MS) throw refusal('unknownInteraction');
  if (ALLOWED[record.type]?.includes(callback.type) !== true) throw refusal('wrongCallback');
  const content = effectOf(world, record, callback, uploads);
  record.answer = { type: callback.type, ackedAfterMs, ...content };
  for (const wake of record.waiting.splice(0)) wake();
  if (content.modal !== undefined) record.modal = content.modal;
  return record;
}

type Content = Pick<InteractionAnswer, 'message' | 'modal' | 'choices'>;

function effectOf(
  world: World,
  record: InteractionRecord,
  { type, data }: Callback,
  uploads: readonly UploadedFile[],
): Content {
  const payload = (data ?? {}) as MessagePayload;
  switch (type) {
    case 4:
      return { message: respond(world, record, payload, uploads).wire };
    case 5:
      return { message: defer(world, record, payload).wire };
    case 6:
      record.originalId = componentMessage(world, record).wire.id;
      return {};
    case 7:
      return { message: update(world, record, payload, uploads).wire };
    case 8:
      return { choices: (data as { choices?: Choice[] }).choices ?? [] };
    case 9:
      return { modal: data as Modal };
    default:
      return {};
  }
}

const channelOf = (world: World, { channelId }: InteractionRecord): ChannelRecord => {
  const channel = world.channels.get(channelId);
  if (channel === undefined) throw refusal('unknownChannel');
  return channel;
};

const limitFor = (world: World, record: InteractionRecord) =>
  uploadLimitOf(world, channelOf(world, record), userOf(world, record.userId));

function respond(
  world: World,
  record: InteractionRecord,
  payload: MessagePayload,
  uploads: readonly UploadedFile[],
): StoredMessage {
  const stored = sendFor(world, record, { payload, uploads, type: record.messageType });
  record.originalId = stored.wire.id;
  return stored;
}

interface Sending {
  readonly payload: MessagePayload;
  readonly uploads: readonly UploadedFile[];
  readonly type: number;
}

/** A message of an interaction; it needs no permission of the channel. @throws ApiError */
function sendFor(
  world: World,
  record: InteractionRecord,
  { payload, uploads, type }: Sending,
  more: Partial<Message> = {},
): StoredMessage {
  const channel = channelOf(world, record);
  const flags = (payload.flags ?? 0) & (Flag.ephemeral | Flag.suppressEmbeds | Flag.componentsV2);
  checkPayload(payload, isV2(flags));
  checkNotEmpty(payload, uploads.length);
  const isEphemeral = (flags & Flag.ephemeral) !== 0;
  const limit = limitFor(world, record);
  const attachments = takeUploads(world, uploads, payload, {
    channelId: channel.id,
    limit,
    isEphemeral,
  });
  return add(world, record, { payload, attachments, flags, type, more });
}

function defer(world: World, record: InteractionRecord, payload: MessagePayload): StoredMessage {
  // Only the flag for ephemeral counts in a deferral.
  const flags = ((payload.flags ?? 0) & Flag.ephemeral) | Flag.loading;
  const { messageType: type } = record;
  const stored = add(world, record, { payload: {}, attachments: [], flags, type, more: {} });
  record.originalId = stored.wire.id;
  return stored;
}

function add(
  world: World,
  record: InteractionRecord,
  made: Pick<Parameters<typeof addMessage>[2], 'payload' | 'attachments' | 'flags' | 'type'> & {
    more: Partial<Message>;
  },
): StoredMessage {
  const { applicationId } = world;
  const channel = channelOf(world, record);
  const target = record.messageType === 19 ? findTarget(world, record) : undefined;
  return addMessage(world, channel, {
    ...made,
    authorId: world.botId,
    // A component's answer refers to its message, but pings nobody by that.
    allowed: { ...(made.payload.allowed_mentions ?? USERS_ONLY), replied_user: false },
    repliesTo: target,
    more: {
      application_id: applicationId,
      webhook_id: applicationId,
      interaction_metadata: record.metadata,
      ...made.more,
    },
    ephemeralTo: (made.flags & Flag.ephemeral) === 0 ? undefined : record.userId,
    interactionId: record.id,
  });
}

const findTarget = (world: World, { channelId, targetId }: InteractionRecord) =>
  targetId === undefined ? undefined : findMessage(world, channelId, targetId);

/** The message whose component was used, also behind a modal. @throws ApiError */
function componentMessage(world: World, record: InteractionRecord): StoredMessage {
  const target = findTarget(world, record);
  if (target === undefined) throw refusal('wrongCallback');
  return target;
}

function update(
  world: World,
  record: InteractionRecord,
  payload: MessagePayload,
  uploads: readonly UploadedFile[],
): StoredMessage {
  const stored = componentMessage(world, record);
  const limit = limitFor(world, record);
  applyEdit(world, channelOf(world, record), stored, { payload, uploads, limit });
  record.originalId = stored.wire.id;
  return stored;
}

/** POST /webhooks/{}/{}: right after a deferral this edits the loading message (DD interactions). */
export function followUp(
  world: World,
  record: InteractionRecord,
  payload: MessagePayload,
  uploads: readonly UploadedFile[],
): StoredMessage {
  const { originalId } = record;
  const original =
    originalId === undefined ? undefined : findMessage(world, record.channelId, originalId);
  if (original !== undefined && (original.wire.flags & Flag.loading) !== 0) {
    return editFor(world, record, original, { payload, uploads });
  }
  const reference = originalId === undefined ? {} : { original_response_message_id: originalId };
  const stored = sendFor(
    world,
    record,
    { payload, uploads, type: 0 },
    { interaction_metadata: { ...record.metadata, ...reference } },
  );
  record.followUpIds.push(stored.wire.id);
  return stored;
}

/** PATCH /webhooks/{}/{}/messages/{}: needs no permission either. @throws ApiError */
export function editFor(
  world: World,
  record: InteractionRecord,
  stored: StoredMessage,
  { payload, uploads }: Pick<Sending, 'payload' | 'uploads'>,
): StoredMessage {
  const channel = channelOf(world, record);
  const limit = limitFor(world, record);
  const allowed = { allowed_mentions: payload.allowed_mentions ?? USERS_ONLY };
  applyEdit(world, channel, stored, { payload: { ...payload, ...allowed }, uploads, limit });
  return stored;
}
