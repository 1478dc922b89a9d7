import { refusal } from './api-error.ts';
import type { Interaction, InteractionAnswer } from './handle.ts';
import type { Message } from './wire.ts';
import { findMessage, type InteractionRecord, type StoredMessage, type World } from './world.ts';

/** DD interactions/receiving-and-responding. */
export const ACK_MS = 3_000;
const TOKEN_MS = 15 * 60_000;
const LOOK_MS = 50;

/** By the token alone, as the webhook endpoints know it. @throws ApiError 10015, 50027 */
export function interactionByToken(world: World, token: string): InteractionRecord {
  const record = [...world.interactions.values()].find((each) => each.token === token);
  if (record?.answer === undefined || record.answer.type === 'failed')
    throw refusal('unknownWebhook');
  if (world.now() - record.createdAt > TOKEN_MS) throw refusal('invalidToken');
  return record;
}

/** @throws ApiError 10008 */
export function originalOf(world: World, record: InteractionRecord): StoredMessage {
  const { originalId } = record;
  const found =
    originalId === undefined ? undefined : findMessage(world, record.channelId, originalId);
  if (found === undefined) throw refusal('unknownMessage');
  return found;
}

/** @original or one of the messages that this interaction made. @throws ApiError 10008 */
export function ownMessage(world: World, record: InteractionRecord, id: string): StoredMessage {
  if (id === '@original') return originalOf(world, record);
  const isOwn = record.originalId === id || record.followUpIds.includes(id);
  const found = isOwn ? findMessage(world, record.channelId, id) : undefined;
  if (found === undefined) throw refusal('unknownMessage');
  return found;
}

export function toHandle(world: World, record: InteractionRecord): Interaction {
  const find = (id: string | undefined): Message[] => {
    const stored = id === undefined ? undefined : findMessage(world, record.channelId, id);
    return stored === undefined ? [] : [stored.wire];
  };
  return {
    id: record.id,
    token: record.token,
    response: () => answerTo(world, record),
    message: () => find(record.originalId)[0],
    followUps: () => record.followUpIds.flatMap(find),
  };
}

/** Looks at both clocks, because the one of the test may stand still. */
function answerTo(world: World, record: InteractionRecord): Promise<InteractionAnswer> {
  const { answer } = record;
  if (answer !== undefined) return Promise.resolve(answer);
  const since = performance.now();
  return new Promise((resolve) => {
    const look = setInterval(() => {
      const waited = Math.max(world.now() - record.createdAt, performance.now() - since);
      if (waited > ACK_MS) settle({ type: 'failed', ackedAfterMs: waited });
    }, LOOK_MS);
    const settle = (given: InteractionAnswer) => {
      clearInterval(look);
      resolve(given);
    };
    record.waiting.push(() => {
      if (record.answer !== undefined) settle(record.answer);
    });
  });
}
