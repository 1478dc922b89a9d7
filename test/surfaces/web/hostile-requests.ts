import type { Part } from '../../../src/surfaces/web/thread/wire.ts';
import type { RawLine } from './raw-line.ts';

/** How an upload has to end. */
export type Ending =
  | {
      readonly status: number;
      /** Of the WireError; `/empty` is of the part that was uploaded. */
      readonly code: string;
      /** In its sentence: the value and the limit, where there are any. */
      readonly says?: RegExp;
    }
  /** The client has broken HTTP: a bare refusal of this kind, or a closed line. */
  | 'broken';

/** One abuse of an upload. */
export interface HostileRequest {
  readonly name: string;
  /** All of the head, from its first line. */
  readonly head: (target: Target) => string;
  /** What follows the head. */
  readonly send?: (line: RawLine) => void | Promise<void>;
  readonly end: Ending;
}

interface Target {
  readonly part: Part;
  readonly host: string;
  /** `name=value` */
  readonly cookie: string;
}

/** The head of an upload with these lines more. */
export function put(...lines: readonly string[]) {
  return ({ part, host, cookie }: Target): string =>
    head(`PUT /api/draft/${part} HTTP/1.1`, `Host: ${host}`, `Cookie: ${cookie}`, ...lines);
}

function head(...lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** What is refused by the head alone, or by how little follows it. None of it takes any time. */
export const HOSTILE_HEADS: readonly HostileRequest[] = [
  ...brokenHeads(),
  ...typesThatAreNone(),
  ...strangers(),
  ...otherSites(),
  ...tooLarge(),
  ...empty(),
];

function brokenHeads(): HostileRequest[] {
  const lines: Readonly<Record<string, readonly string[]>> = {
    'a length below zero': ['Content-Length: -1'],
    'a length that is no number': ['Content-Length: ten'],
    'a length with a sign': ['Content-Length: +10'],
    'a length in hexadecimal': ['Content-Length: 0x10'],
    'a length that no computer counts to': [`Content-Length: ${'9'.repeat(30)}`],
    'two lengths': ['Content-Length: 5', 'Content-Length: 6'],
    'a length and chunks': ['Content-Length: 5', 'Transfer-Encoding: chunked'],
    'chunks twice': ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked'],
    'an encoding without chunks': ['Transfer-Encoding: identity'],
    'an expectation that nobody knows': ['Expect: the-impossible', 'Content-Length: 5'],
    'chunks that are not the last encoding': ['Transfer-Encoding: chunked, gzip'],
    'a NUL in its name': ['X-File-Name: me\0.jpg', 'Content-Length: 5'],
    'a bare line feed in its name': ['X-File-Name: me\nX: y', 'Content-Length: 5', 'Bad Name: z'],
    'a name of 20 kB': [`X-File-Name: ${'x'.repeat(20_000)}`, 'Content-Length: 5'],
  };
  const heads = Object.entries(lines).map(([name, more]): HostileRequest => {
    return {
      name,
      head: put(...more),
      send: ({ socket }) => void socket.write('hello'),
      end: 'broken',
    };
  });
  const bodies: Readonly<Record<string, string>> = {
    'chunks that are none': 'what is this',
    'a chunk longer than it says': '3\r\nhello\r\n0\r\n\r\n',
    'a chunk of a negative size': '-5\r\nhello\r\n0\r\n\r\n',
    'a chunk of more than there are numbers': `${'f'.repeat(20)}\r\nhello`,
    'a chunk with 20 kB beside its size': `5;${'x'.repeat(20_000)}\r\nhello\r\n0\r\n\r\n`,
  };
  const chunks = Object.entries(bodies).map(([name, body]): HostileRequest => {
    return {
      name,
      head: put('Transfer-Encoding: chunked'),
      send: ({ socket }) => void socket.write(body),
      end: 'broken',
    };
  });
  const nameless: HostileRequest = {
    name: 'no word about whom it asks',
    head: ({ part }) => head(`PUT /api/draft/${part} HTTP/1.1`, 'Content-Length: 0'),
    end: 'broken',
  };
  return [...heads, ...chunks, nameless];
}

function typesThatAreNone(): HostileRequest[] {
  const types = {
    'a type that is none': 'garbage',
    'a type of nothing but signs': ';;;',
    'a type of 10 kB': 'a/'.repeat(5_000),
  };
  return Object.entries(types).map(([name, type]) => ({
    name,
    head: put(`Content-Type: ${type}`, 'Content-Length: 5'),
    send: ({ socket }) => void socket.write('hello'),
    end: { status: 415, code: 'request/malformed' },
  }));
}

function strangers(): HostileRequest[] {
  const unknown = { status: 401, code: 'person/unknown', says: /reload the page/ } as const;
  const cookies = {
    'no cookie': [],
    'a cookie that is too short': ['Cookie: avatar-bot=me'],
    'a cookie that is a path': [`Cookie: avatar-bot=${'../'.repeat(14)}x`],
    'a cookie of another service': [`Cookie: session=${'a'.repeat(43)}`],
  };
  return Object.entries(cookies).map(([name, lines]) => ({
    name,
    head: ({ part, host }) =>
      head(`PUT /api/draft/${part} HTTP/1.1`, `Host: ${host}`, ...lines, 'Content-Length: 5'),
    send: ({ socket }) => void socket.write('hello'),
    end: unknown,
  }));
}

function otherSites(): HostileRequest[] {
  const crossSite = { status: 403, code: 'request/cross-site' } as const;
  const local = { status: 403, code: 'page/local-only' } as const;
  const lines = {
    'the origin of another site': ['Origin: https://evil.example'],
    'the origin of nobody': ['Origin: null'],
    'an origin on another port': ['Origin: http://localhost:1'],
    'the word of the browser that another site asks': ['Sec-Fetch-Site: cross-site'],
    'the word of the browser that a neighbour asks': ['Sec-Fetch-Site: same-site'],
  };
  const sites = Object.entries(lines).map(
    ([name, more]): HostileRequest => ({
      name,
      head: put(...more, 'Content-Length: 5'),
      send: ({ socket }) => void socket.write('hello'),
      end: crossSite,
    }),
  );
  return [
    ...sites,
    {
      name: 'a foreign name that points here',
      head: (target) => put('Content-Length: 0')({ ...target, host: 'evil.example' }),
      end: local,
    },
    {
      name: 'the word of a proxy',
      head: put('X-Forwarded-For: 127.0.0.1', 'Content-Length: 0'),
      end: local,
    },
  ];
}

function tooLarge(): HostileRequest[] {
  const sizes: Readonly<Record<string, readonly [lines: readonly string[], says: RegExp]>> = {
    'a byte more than may come': [
      ['Content-Length: 50000001'],
      /50\.0 MB; the limit is (25|50)\.0 MB/,
    ],
    'a gigabyte, by its own word': [
      ['Content-Length: 1000000000'],
      /1000\.0 MB; the limit is (25|50)/,
    ],
    'a gigabyte, when it has been asked for it': [
      ['Content-Length: 1000000000', 'Expect: 100-continue'],
      /1000\.0 MB; the limit is (25|50)/,
    ],
    'eight petabytes': [['Content-Length: 9007199254740993'], /the limit is (25|50)\.0 MB/],
  };
  return Object.entries(sizes).map(([name, [lines, says]]) => ({
    name,
    head: put(...lines),
    end: { status: 413, code: '/too-heavy', says },
  }));
}

function empty(): HostileRequest[] {
  const end = { status: 422, code: '/empty', says: /empty/ } as const;
  return [
    { name: 'no body at all', head: put(), end },
    { name: 'a body of no bytes', head: put('Content-Length: 0'), end },
    {
      name: 'no chunk but the last',
      head: put('Transfer-Encoding: chunked'),
      send: ({ socket }) => void socket.write('0\r\n\r\n'),
      end,
    },
  ];
}

/** Ends that the client makes itself: nobody is there any more to hear an answer. */
export const CUT_UPLOADS: readonly HostileRequest[] = [
  cut('after its head', 'Content-Length: 1000', ''),
  cut('at its first byte', 'Content-Length: 1000', 'x'),
  cut('in its middle', 'Content-Length: 100000', 'x'.repeat(50_000)),
  cut('before its last byte', 'Content-Length: 1000', 'x'.repeat(999)),
  cut('before a chunk', 'Transfer-Encoding: chunked', ''),
  cut('in the size of a chunk', 'Transfer-Encoding: chunked', '1'),
  cut('in a chunk', 'Transfer-Encoding: chunked', '3e8\r\nhello'),
  cut('before the last chunk', 'Transfer-Encoding: chunked', '5\r\nhello\r\n'),
];

function cut(where: string, line: string, sent: string): HostileRequest {
  return {
    name: `a line that is cut ${where}`,
    head: put(line),
    // Half of it, so that an answer could still be heard.
    send: ({ socket }) => void socket.end(sent),
    end: 'broken',
  };
}

/** Of these nothing more comes, until the time is over that anybody waits. */
export const STALLED_UPLOADS: readonly HostileRequest[] = [
  stalled('before its first byte', 'Content-Length: 1000', ''),
  stalled('in its middle', 'Content-Length: 1000', 'a beginning'),
  stalled('before its last byte', 'Content-Length: 1000', 'x'.repeat(999)),
  stalled('before a chunk', 'Transfer-Encoding: chunked', ''),
  stalled('before the last chunk', 'Transfer-Encoding: chunked', '5\r\nhello\r\n'),
];

function stalled(where: string, line: string, sent: string): HostileRequest {
  return {
    name: `silence ${where}`,
    head: put(line),
    send: ({ socket }) => void socket.write(sent),
    end: { status: 408, code: 'upload/too-slow', says: /for 15 s/ },
  };
}

/** What is wrong with how it ended, in words; undefined when nothing is. */
export function judge(end: Ending, part: Part, answer: Awaited<RawLine['answer']>) {
  const heard = answer === undefined ? 'no answer' : JSON.stringify(answer);
  if (end === 'broken') {
    const isFine = answer === undefined || (answer.status >= 400 && answer.status < 500);
    return isFine ? undefined : heard;
  }
  const code = end.code.startsWith('/') ? `${part}${end.code}` : end.code;
  const isFine =
    answer?.status === end.status &&
    answer.code === code &&
    (end.says?.test(answer.message ?? '') ?? (answer.message ?? '').length > 0);
  return isFine ? undefined : heard;
}
