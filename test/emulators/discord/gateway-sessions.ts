import type { WebSocket } from 'ws';
import { GUILDS_INTENT } from './channels.ts';
import { createDeferred } from './deferred.ts';
import { dispatch, isFor, type Session, send } from './gateway-session.ts';
import { toGuildCreate } from './guilds.ts';
import { type Dispatch, randomText, userOf, type World, wireUser } from './world.ts';

/** Members, presences and message content: this app has been granted none of them. */
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);
/** DD events/gateway, list of intents: bits 0–16, 20, 21, 24 and 25. */
const KNOWN_INTENTS = 0x1_ffff | (0b11 << 20) | (0b11 << 24);

export interface Identify {
  readonly token: string;
  readonly intents: number;
  readonly shard?: readonly [number, number];
}

export interface Resume {
  readonly token: string;
  readonly session_id: string;
  readonly seq: number;
}

/** Who has been greeted, and what each of them has been told. */
export interface Sessions {
  readonly counts: { readonly identifies: number; readonly resumes: number };
  readonly size: number;
  readonly open: number;
  has(socket: WebSocket): boolean;
  identify(socket: WebSocket, wish: Identify): void;
  resume(socket: WebSocket, wish: Resume): void;
  /** A socket is gone; whether its session goes with it depends on who closed it. */
  leave(socket: WebSocket, isForGood: boolean): void;
  tell(one: Dispatch, times: number): void;
  forgetAll(): void;
  waitForReady(count: number): Promise<void>;
}

export function createSessions(world: World, url: () => string): Sessions {
  const sessions = new Map<string, Session>();
  const counts = { identifies: 0, resumes: 0 };
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const ready = () => counts.identifies + counts.resumes;
  const noteReady = () => {
    for (const { count, resolve } of waiting) if (count <= ready()) resolve();
    waiting = waiting.filter(({ count }) => count > ready());
  };
  const of = (socket: WebSocket) => [...sessions.values()].filter((each) => each.socket === socket);
  return {
    counts,
    get size() {
      return sessions.size;
    },
    get open() {
      return [...sessions.values()].filter(({ socket }) => socket !== undefined).length;
    },
    has: (socket) => of(socket).length > 0,
    identify: (socket, wish) => {
      const refused = reasonToRefuse(world, wish);
      if (refused !== undefined) {
        socket.close(...refused);
        return;
      }
      const session = newSession(socket, wish);
      for (const [id, old] of sessions) {
        if (old.socket === undefined && old.shard === session.shard) sessions.delete(id);
      }
      sessions.set(session.id, session);
      greet(world, session, url());
      counts.identifies += 1;
      noteReady();
    },
    resume: (socket, { token, session_id: id, seq }) => {
      const session = sessions.get(id);
      if (token !== world.token) socket.close(4004, 'Authentication failed.');
      else if (session === undefined) send(socket, { op: 9, d: false });
      else if (seq > session.frames.length) socket.close(4007, 'Invalid seq.');
      else {
        session.socket = socket;
        for (const frame of session.frames.slice(seq)) send(socket, frame);
        dispatch(session, 'RESUMED', { _trace: [] });
        counts.resumes += 1;
        noteReady();
      }
    },
    leave: (socket, isForGood) => {
      for (const session of of(socket)) {
        session.socket = undefined;
        if (isForGood) sessions.delete(session.id);
      }
    },
    tell: (one, times) => {
      for (const session of sessions.values()) {
        if (isFor(session, one)) dispatch(session, one.event, one.data, times);
      }
    },
    forgetAll: () => sessions.clear(),
    waitForReady: async (count) => {
      if (ready() >= count) return;
      const { promise, resolve } = createDeferred();
      waiting.push({ count, resolve });
      await promise;
    },
  };
}

function newSession(
  socket: WebSocket,
  { intents, shard: [shard, shardCount] = [0, 1] }: Identify,
): Session {
  return { id: randomText(16), shard, shardCount, intents, frames: [], socket };
}

function reasonToRefuse(
  world: World,
  { token, intents, shard: [id, count] = [0, 1] }: Identify,
): [number, string] | undefined {
  if (token !== world.token) return [4004, 'Authentication failed.'];
  if (!(id >= 0 && id < count)) return [4010, 'Invalid shard.'];
  const isKnown = Number.isInteger(intents) && (intents & ~KNOWN_INTENTS) === 0;
  if (!isKnown) return [4013, 'Invalid intent(s).'];
  if ((intents & PRIVILEGED) !== 0) return [4014, 'Disallowed intent(s).'];
  return undefined;
}

/** READY with the guilds as unavailable, then each of them (DD events/gateway-events). */
function greet(world: World, session: Session, url: string): void {
  const mine = [...world.guilds.values()].filter(
    ({ id, hasBot }) => hasBot && isFor(session, { event: '', data: {}, guildId: id }),
  );
  dispatch(session, 'READY', {
    v: 10,
    user: {
      ...wireUser(userOf(world, world.botId)),
      mfa_enabled: true,
      verified: true,
      email: null,
    },
    guilds: mine.map(({ id }) => ({ id, unavailable: true })),
    session_id: session.id,
    resume_gateway_url: url,
    session_type: 'normal',
    shard: [session.shard, session.shardCount],
    application: { id: world.applicationId, flags: 0 },
    private_channels: [],
    relationships: [],
    _trace: [],
  });
  if ((session.intents & GUILDS_INTENT) === 0) return;
  for (const guild of mine) dispatch(session, 'GUILD_CREATE', toGuildCreate(world, guild));
}
