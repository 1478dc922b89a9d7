import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { createConnections } from './connections.ts';
import { createDeferred } from './deferred.ts';
import type { Sockets } from './handle.ts';
import type { Attempt, Outcome, Transport } from './transport.ts';
import type { World } from './world.ts';

interface Envelope {
  readonly socket: WebSocket;
  readonly end: (outcome: Outcome) => void;
}

type Envelopes = Map<string, Envelope>;

export interface SocketMode extends Transport {
  readonly control: Sockets;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Slack's end of Socket Mode: each payload goes to one of the open connections. */
export function createSocketMode(world: World): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const connections = createConnections();
  const envelopes: Envelopes = new Map();

  const welcome = (socket: WebSocket) => {
    socket.on('message', (data) => acknowledge(envelopes, String(data)));
    socket.on('error', () => {});
    socket.on('close', () => {
      connections.leave(socket);
      endAll(envelopes, { type: 'failed', reason: 'socket_closed' }, socket);
    });
    socket.send(JSON.stringify(helloOf(world, connections.control.open + 1)));
    connections.add(socket);
  };
  return {
    isOneByOne: false,
    control: connections.control,
    upgrade: (request, socket, head) => {
      const { searchParams } = new URL(request.url ?? '', 'http://slack');
      // An address is good for one connection.
      if (!world.socketTickets.delete(searchParams.get('ticket') ?? '')) {
        socket.destroy();
        return;
      }
      server.handleUpgrade(request, socket, head, welcome);
    },
    attempt: async (attempt) => {
      const socket = await connections.next(world.events.lossy);
      if (socket === undefined) return { type: 'failed', reason: 'no_connection', isFinal: true };
      return carry(world, envelopes, socket, attempt);
    },
    shutDown: () => {
      connections.shutDown();
      endAll(envelopes, { type: 'failed', reason: 'shut_down', isFinal: true });
    },
  };
}

function endAll(envelopes: Envelopes, outcome: Outcome, carrier?: WebSocket): void {
  for (const { socket, end } of [...envelopes.values()]) {
    if (carrier === undefined || socket === carrier) end(outcome);
  }
}

const helloOf = ({ app }: World, connections: number) => ({
  type: 'hello',
  num_connections: connections,
  debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: 18_060 },
  connection_info: { app_id: app.id },
});

function acknowledge(envelopes: Envelopes, data: string): void {
  const { envelope_id: id, payload } = JSON.parse(data) as {
    envelope_id?: string;
    payload?: Record<string, unknown>;
  };
  const isEmpty = payload === undefined || Object.keys(payload).length === 0;
  envelopes.get(id ?? '')?.end({ type: 'acknowledged', body: isEmpty ? undefined : payload });
}

function carry(
  world: World,
  envelopes: Envelopes,
  socket: WebSocket,
  { kind, payload, retry, reason, patienceMs, onSent }: Attempt,
): Promise<Outcome> {
  const id = world.ids.make('E');
  const { promise, resolve } = createDeferred<Outcome>();
  const timer = setTimeout(() => end({ type: 'failed', reason: 'timeout' }), patienceMs);
  timer.unref();
  const end = (outcome: Outcome) => {
    clearTimeout(timer);
    envelopes.delete(id);
    resolve(outcome);
  };
  envelopes.set(id, { socket, end });
  const attempts = kind === 'events_api' ? { retry_attempt: retry, retry_reason: reason } : {};
  const accepts = { accepts_response_payload: kind !== 'events_api' };
  onSent();
  socket.send(JSON.stringify({ envelope_id: id, type: kind, payload, ...accepts, ...attempts }));
  return promise;
}
