import type { WebSocket } from 'ws';
import type { Dispatch } from './world.ts';

export interface Frame {
  readonly op: number;
  readonly d: unknown;
  readonly s?: number;
  readonly t?: string;
}

/** What was agreed on at IDENTIFY, and all that was said since, for a RESUME. */
export interface Session {
  readonly id: string;
  readonly shard: number;
  readonly shardCount: number;
  readonly intents: number;
  readonly frames: Frame[];
  socket: WebSocket | undefined;
}

export const send = (socket: WebSocket, frame: Frame) => socket.send(JSON.stringify(frame));

/** Numbers an event, keeps it, and sends it when somebody is there. */
export function dispatch(session: Session, event: string, data: unknown, times = 1): void {
  const frame: Frame = { op: 0, t: event, s: session.frames.length + 1, d: data };
  session.frames.push(frame);
  const { socket } = session;
  if (socket === undefined) return;
  for (let sent = 0; sent < times; sent += 1) send(socket, frame);
}

/** DD events/gateway, sharding; DMs go to shard 0. */
export function isFor(
  { shard, shardCount, intents }: Session,
  { guildId, intent }: Dispatch,
): boolean {
  if (intent !== undefined && (intents & intent) === 0) return false;
  const owner = guildId === undefined ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(shardCount));
  return owner === shard;
}
