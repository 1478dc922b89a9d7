import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Frame, send } from './gateway-session.ts';
import { createSessions, type Identify, type Resume, type Sessions } from './gateway-sessions.ts';
import type { GatewayControl } from './handle.ts';
import type { Dispatch, World } from './world.ts';

export interface Gateway extends GatewayControl {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  tell(dispatch: Dispatch): void;
  shutDown(): void;
}

export interface GatewayOptions {
  readonly heartbeatMs: number;
  readonly url: () => string;
}

/** Presence, voice state, members and sounds: what a client may say once it is known. */
const OTHER_OPCODES = [3, 4, 8, 31];
/** Not one of those with which a client ends its session. */
const LOST = 1_006;

/** Discord's gateway: HELLO, IDENTIFY or RESUME, heartbeats and numbered events. */
export function createGateway(world: World, { heartbeatMs, url }: GatewayOptions): Gateway {
  const server = new WebSocketServer({ noServer: true });
  const sockets = new Set<WebSocket>();
  const sessions = createSessions(world, url);
  const settings = { deliverTwice: false, missEvents: false };
  const leave = (socket: WebSocket, code: number): void => {
    sockets.delete(socket);
    // A client that says goodbye ends its session (DD events/gateway, disconnecting).
    sessions.leave(socket, code === 1_000 || code === 1_001);
  };
  const enter = (socket: WebSocket): void => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', (code) => leave(socket, code));
    socket.on('message', (raw) => hear(sessions, socket, parse(String(raw))));
    send(socket, { op: 10, d: { heartbeat_interval: heartbeatMs, _trace: [] } });
  };
  const loseAll = (end: (socket: WebSocket) => void): void => {
    for (const socket of [...sockets]) {
      leave(socket, LOST);
      end(socket);
    }
  };
  const sendAll = (frame: Frame): void => {
    for (const socket of sockets) send(socket, frame);
  };
  return {
    get connections() {
      return sessions.open;
    },
    get sessions() {
      return sessions.size;
    },
    get identifies() {
      return sessions.counts.identifies;
    },
    get resumes() {
      return sessions.counts.resumes;
    },
    get deliverTwice() {
      return settings.deliverTwice;
    },
    set deliverTwice(is) {
      settings.deliverTwice = is;
    },
    get missEvents() {
      return settings.missEvents;
    },
    set missEvents(is) {
      settings.missEvents = is;
    },
    dropAll: () => loseAll((socket) => socket.terminate()),
    close: (code) => loseAll((socket) => socket.close(code)),
    askReconnect: () => sendAll({ op: 7, d: null }),
    invalidateSession: (resumable) => {
      sendAll({ op: 9, d: resumable });
      if (!resumable) sessions.forgetAll();
    },
    waitForReady: (count = 1) => sessions.waitForReady(count),
    upgrade: (request, socket, head) => server.handleUpgrade(request, socket, head, enter),
    tell: (one) => {
      const guild = one.guildId === undefined ? undefined : world.guilds.get(one.guildId);
      const isStranger = guild?.hasBot === false && one.event !== 'GUILD_DELETE';
      if (!settings.missEvents && !isStranger) sessions.tell(one, settings.deliverTwice ? 2 : 1);
    },
    shutDown: () => {
      for (const socket of sockets) socket.terminate();
      server.close();
    },
  };
}

/** One frame of a client (DD topics/opcodes-and-status-codes, gateway). */
function hear(sessions: Sessions, socket: WebSocket, frame: Frame | undefined): void {
  const isKnown = sessions.has(socket);
  if (frame === undefined) socket.close(4002, 'Error while decoding payload.');
  else if (frame.op === 1) send(socket, { op: 11, d: null });
  else if (isKnown && frame.op === 2) socket.close(4005, 'Already authenticated.');
  else if (frame.op === 2) sessions.identify(socket, frame.d as Identify);
  else if (frame.op === 6) sessions.resume(socket, frame.d as Resume);
  else if (!isKnown) socket.close(4003, 'Not authenticated.');
  else if (!OTHER_OPCODES.includes(frame.op)) socket.close(4001, 'Unknown opcode.');
}

function parse(text: string): Frame | undefined {
  try {
    return JSON.parse(text) as Frame;
  } catch {
    return undefined;
  }
}
