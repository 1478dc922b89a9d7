import type { WebSocket } from 'ws';
import { createDeferred } from './deferred.ts';
import type { Sockets } from './handle.ts';

export interface Connections {
  readonly control: Sockets;
  add(socket: WebSocket): void;
  leave(socket: WebSocket): void;
  /** Each in turn; undefined when there is none and nobody waits for one. */
  next(isLossy: boolean): Promise<WebSocket | undefined>;
  shutDown(): void;
}

interface State {
  readonly open: WebSocket[];
  /** Who waits for a connection. */
  readonly queue: (() => void)[];
  readonly waits: { readonly count: number; readonly resolve: () => void }[];
  connections: number;
  turn: number;
  isHeld: boolean;
  isDown: boolean;
}

/** The open connections of the app, of which each payload needs one. */
export function createConnections(): Connections {
  const state: State = {
    open: [],
    queue: [],
    waits: [],
    connections: 0,
    turn: 0,
    isHeld: false,
    isDown: false,
  };
  return {
    control: controlOf(state),
    add: (socket) => {
      state.open.push(socket);
      state.connections += 1;
      for (const { count, resolve } of state.waits) if (state.connections >= count) resolve();
      flush(state);
    },
    leave: (socket) => leave(state, socket),
    next: (isLossy) => nextSocket(state, isLossy),
    shutDown: () => {
      state.isDown = true;
      for (const socket of state.open) socket.terminate();
      flush(state);
    },
  };
}

const isStuck = ({ isHeld, isDown, open }: State): boolean =>
  !isDown && (isHeld || open.length === 0);

function flush(state: State): void {
  if (isStuck(state)) return;
  for (const go of state.queue.splice(0)) go();
}

function leave({ open }: State, socket: WebSocket): void {
  const index = open.indexOf(socket);
  if (index >= 0) open.splice(index, 1);
}

async function nextSocket(state: State, isLossy: boolean): Promise<WebSocket | undefined> {
  while (isStuck(state)) {
    if (isLossy && !state.isHeld) return undefined;
    const { promise, resolve } = createDeferred();
    state.queue.push(() => resolve(undefined));
    await promise;
  }
  state.turn += 1;
  return state.isDown ? undefined : state.open[state.turn % state.open.length];
}

/** Takes them out of the turn at once, because their close is still to come. */
function endAll(state: State, end: (socket: WebSocket) => void): void {
  for (const socket of [...state.open]) {
    leave(state, socket);
    end(socket);
  }
}

const disconnect = (reason: string): string => JSON.stringify({ type: 'disconnect', reason });

function controlOf(state: State): Sockets {
  return {
    get open() {
      return state.open.length;
    },
    get connections() {
      return state.connections;
    },
    get hold() {
      return state.isHeld;
    },
    set hold(isHeld) {
      state.isHeld = isHeld;
      flush(state);
    },
    dropAll: () => endAll(state, (socket) => socket.terminate()),
    refresh: () => endAll(state, (socket) => socket.send(disconnect('refresh_requested'))),
    warn: () => {
      for (const socket of state.open) socket.send(disconnect('warning'));
    },
    waitForConnection: async (count = 1) => {
      if (state.connections >= count) return;
      const { promise, resolve } = createDeferred();
      state.waits.push({ count, resolve: () => resolve(undefined) });
      await promise;
    },
  };
}
