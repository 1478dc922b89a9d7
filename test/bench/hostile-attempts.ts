import { setTimeout as wait } from 'node:timers/promises';
import type { Part } from '../../src/surfaces/web/thread/wire.ts';
import {
  foreignContents,
  type HostileContent,
  hostileClips,
  hostilePortraits,
} from '../surfaces/web/hostile-contents.ts';
import {
  CUT_UPLOADS,
  type Ending,
  HOSTILE_HEADS,
  type HostileRequest,
  put,
  STALLED_UPLOADS,
} from '../surfaces/web/hostile-requests.ts';

export interface Attempt {
  readonly part: Part;
  readonly request: HostileRequest;
}

const PARTS = ['portrait', 'clip'] as const;
const GIGABYTE = 1_000_000_000;
/** Longer than the service waits while nothing at all comes. */
const DRIPS = 20;
const DRIP_MS = 1_000;
const BURST = 50;

/** Names that want to be a path, a header or something else than what they are. */
const NAMES = [
  '../../etc/passwd',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  'face%00.jpg',
  'x'.repeat(10_000),
  'face.jpg%0d%0aSet-Cookie:%20avatar-bot=mine',
  '%E2%80%AEgpj.exe',
];

export async function quickAttempts(): Promise<Attempt[]> {
  const contents = [...foreignContents(), ...(await hostilePortraits()), ...hostileClips()];
  return [
    ...contents.map(attemptWith),
    ...[...HOSTILE_HEADS, ...CUT_UPLOADS, ...giants()].flatMap(forBothParts),
  ];
}

/** They hold a dozen of the service's sixteen places, until it loses patience or they leave. */
export function slowAttempts(): Attempt[] {
  const dripping = drips().map((request): Attempt => ({ part: 'portrait', request }));
  return [...STALLED_UPLOADS.flatMap(forBothParts), ...dripping];
}

export function burstAttempts(): Attempt[] {
  const contents = foreignContents();
  return Array.from({ length: BURST }, (_, index) => {
    const content = contents[index % contents.length];
    if (content === undefined) throw new RangeError('There are no contents');
    return attemptWith(content, index);
  });
}

function forBothParts(request: HostileRequest): Attempt[] {
  return PARTS.map((part) => ({ part, request }));
}

function attemptWith({ name, part, bytes, code, says }: HostileContent, index: number): Attempt {
  const end: Ending = { status: 422, code, ...(says === undefined ? {} : { says }) };
  const fileName = NAMES[index % NAMES.length];
  const head = put(`X-File-Name: ${fileName}`, `Content-Length: ${bytes.length}`);
  return { part, request: { name, head, send: ({ socket }) => void socket.write(bytes), end } };
}

/** They go on sending after they were refused, as some programs do. */
function giants(): HostileRequest[] {
  const end: Ending = { status: 413, code: '/too-heavy', says: /the limit is (25|50)\.0 MB/ };
  return [
    {
      name: 'a gigabyte that says so',
      head: put(`Content-Length: ${GIGABYTE}`),
      send: (line) => line.pour(GIGABYTE),
      end,
    },
    {
      name: 'a gigabyte that does not say so',
      head: put('Transfer-Encoding: chunked'),
      send: async (line) => {
        line.socket.write(`${GIGABYTE.toString(16)}\r\n`);
        await line.pour(GIGABYTE);
      },
      end,
    },
    {
      name: 'half of 90 MB',
      head: put('Content-Length: 90000000'),
      send: async (line) => {
        await line.pour(45_000_000);
        line.socket.destroy();
      },
      end: 'broken',
    },
  ];
}

/** Never silent, and hardly anything comes. */
function drips(): HostileRequest[] {
  const drip: HostileRequest['send'] = async ({ socket }) => {
    for (let sent = 0; sent < DRIPS; sent += 1) {
      socket.write('x');
      await wait(DRIP_MS);
    }
  };
  return [
    {
      name: 'a byte a second, for as long as it may',
      head: put(`Content-Length: ${DRIPS}`),
      send: drip,
      end: { status: 408, code: 'upload/too-slow', says: /for 15 s/ },
    },
    {
      name: 'a byte a second, until it is cut',
      head: put('Content-Length: 50000000'),
      send: async (line) => {
        await drip(line);
        line.socket.destroy();
      },
      end: 'broken',
    },
  ];
}
