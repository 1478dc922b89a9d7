import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What came back on a line, read by hand. */
export interface RawAnswer {
  readonly status: number;
  /** The code and the sentence of a WireError, where the answer is one. */
  readonly code?: string;
  readonly message?: string;
  readonly retryAfter?: string;
}

/** A connection on which a test says what no library would. */
export interface RawLine {
  readonly socket: Socket;
  /** The answer as soon as it is there whole; undefined when the line was closed without one. */
  readonly answer: Promise<RawAnswer | undefined>;
  readonly isAnswered: () => boolean;
  /** Sends so much, as fast as the other side takes it and for as long as it is there. */
  pour(bytes: number): Promise<void>;
}

const POURED_AT_ONCE = Buffer.alloc(1_000_000, 'x');

export function openLine(url: string, localAddress?: string): RawLine {
  const { hostname, port } = new URL(url);
  const local = localAddress === undefined ? {} : { localAddress };
  const socket = connect({ host: hostname, port: Number(port), ...local });
  const closed = new AbortController();
  let isAnswered = false;
  // Whoever is cut off learns it by the end of the line.
  socket.on('error', () => undefined);
  socket.once('close', () => closed.abort());
  const answer = new Promise<RawAnswer | undefined>((resolve) => {
    let said = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = readAnswer(said);
      if (found !== undefined) resolve(found);
    });
    socket.once('close', () => resolve(undefined));
  }).finally(() => {
    isAnswered = true;
  });
  return {
    socket,
    answer,
    isAnswered: () => isAnswered,
    pour: async (bytes) => {
      for (let sent = 0; sent < bytes && !closed.signal.aborted; sent += POURED_AT_ONCE.length) {
        if (socket.write(POURED_AT_ONCE)) continue;
        await once(socket, 'drain', { signal: closed.signal }).catch(() => undefined);
      }
    },
  };
}

/** Undefined until the answer is there whole. */
function readAnswer(said: string): RawAnswer | undefined {
  const text = said.replace(/^HTTP\/1\.1 100 [^\r]*\r\n\r\n/, '');
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = text.slice(0, headEnd);
  const length = Number(headerOf(head, 'content-length') ?? 0);
  const body = Buffer.from(text.slice(headEnd + 4)).subarray(0, length);
  if (body.length < length) return undefined;
  const retryAfter = headerOf(head, 'retry-after');
  return {
    status: Number(head.split(' ')[1]),
    ...readWireError(body.toString()),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function headerOf(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim();
}

function readWireError(body: string): { code?: string; message?: string } {
  if (!/^\{"code":/.test(body)) return {};
  const { code, message } = JSON.parse(body) as { code: string; message: string };
  return { code, message };
}
