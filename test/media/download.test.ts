import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type DownloadOptions, download } from '../../src/media/download.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { noSignal, tempFolder } from './temp-folder.ts';

interface TestServer {
  readonly host: string;
  readonly requests: IncomingMessage[];
}

async function serve(answer: RequestListener): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function serveBytes(bytes: Buffer | string, headers: Record<string, string> = {}) {
  return serve((_, response) => response.writeHead(200, headers).end(bytes));
}

function serveRedirect(location: string) {
  return serve((_, response) => response.writeHead(302, { location }).end('elsewhere'));
}

/** Options under which the test servers may be asked. */
function options(servers: readonly TestServer[], more: Partial<DownloadOptions> = {}) {
  return {
    output: path.join(tempFolder(), 'file'),
    maxBytes: 1_000,
    timeoutMs: 10_000,
    allow: () => true,
    signal: noSignal(),
    privateHosts: new Set(servers.map(({ host }) => host)),
    ...more,
  };
}

async function failureOf(address: string, given: DownloadOptions): Promise<unknown> {
  const failure = await download(address, given).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(existsSync(given.output)).toBe(false);
  return failure;
}

describe('a download', () => {
  it('is what the server sends', async () => {
    const server = await serveBytes('hello');
    const given = options([server]);
    await download(`http://${server.host}/a?token=1`, given);
    expect(readFileSync(given.output, 'utf8')).toBe('hello');
  });

  it('is not inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000));
    const server = await serveBytes(bomb, { 'content-encoding': 'gzip' });
    const given = options([server]);
    await download(`http://${server.host}/`, given);
    expect(readFileSync(given.output)).toEqual(bomb);
    expect(server.requests[0]?.headers['accept-encoding']).toBeUndefined();
  });

  it('follows a redirect, and takes the token only to the host that it is for', async () => {
    const end = await serveBytes('hello');
    const start = await serveRedirect(`http://${end.host}/there`);
    const given = options([start, end], {
      headers: (url) => (url.host === start.host ? { authorization: 'Bearer secret' } : undefined),
    });
    await download(`http://${start.host}/here`, given);
    expect(readFileSync(given.output, 'utf8')).toBe('hello');
    expect(start.requests[0]?.headers.authorization).toBe('Bearer secret');
    expect(end.requests[0]?.headers.authorization).toBeUndefined();
  });

  it('follows a redirect without a host', async () => {
    const server = await serve((request, response) =>
      request.url === '/b' ? response.end('b') : response.writeHead(307, { location: 'b' }).end(),
    );
    const given = options([server]);
    await download(`http://${server.host}/a`, given);
    expect(readFileSync(given.output, 'utf8')).toBe('b');
  });

  it('gives up on a circle of redirects', async () => {
    const server = await serve((_, response) =>
      response.writeHead(302, { location: '/again' }).end(),
    );
    const failure = await failureOf(`http://${server.host}/`, options([server]));
    expect(failure).toMatchObject({ code: 'download/failed', retryable: false });
    expect(server.requests).toHaveLength(6);
  });

  it.each([
    [401, 'download/gone', false],
    [403, 'download/gone', false],
    [404, 'download/gone', false],
    [410, 'download/gone', false],
    [400, 'download/failed', false],
    [204, 'download/failed', false],
    [429, 'download/failed', true],
    [500, 'download/failed', true],
    [503, 'download/failed', true],
  ])('that is answered %i fails as %s', async (status, code, retryable) => {
    const server = await serve((_, response) => response.writeHead(status).end());
    const failure = await failureOf(`http://${server.host}/`, options([server]));
    expect(failure).toMatchObject({ code, retryable });
  });

  it('that breaks off half-way may be tried again', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => response.destroy());
    });
    const failure = await failureOf(`http://${server.host}/`, options([server]));
    expect(failure).toMatchObject({ code: 'download/failed', retryable: true });
  });

  it('from a server that is not there may be tried again', async () => {
    const failure = await failureOf('http://127.0.0.1:1/', {
      ...options([]),
      privateHosts: new Set(['127.0.0.1:1']),
    });
    expect(failure).toMatchObject({ code: 'download/failed', retryable: true });
  });

  it('that was called off leaves nothing behind', async () => {
    const stop = new AbortController();
    const server = await serve((_, response) => {
      response.writeHead(200).write('some');
      stop.abort('SIGTERM');
    });
    const given = options([server], { signal: stop.signal });
    const failure = await failureOf(`http://${server.host}/`, given);
    expect(failure).toMatchObject({ name: 'AbortError' });
  });
});

describe('the limits of a download', () => {
  it.each([
    ['is announced to be', { 'content-length': '1001' }, 1_001],
    ['turns out to be', {}, undefined],
  ])('refuse what %s too large', async (_, headers, bytes) => {
    const server = await serve((_request, response) => {
      response.writeHead(200, headers);
      for (let part = 0; part < 91; part += 1) response.write('eleven byte');
      response.end();
    });
    const failure = await failureOf(`http://${server.host}/`, options([server]));
    expect(failure).toMatchObject({ code: 'download/too-large', retryable: false });
    expect(failure).toHaveProperty('bytes', bytes ?? expect.any(Number));
  });

  it('let exactly as much through as is allowed', async () => {
    const server = await serveBytes(Buffer.alloc(1_000, 1));
    const given = options([server]);
    await download(`http://${server.host}/`, given);
    expect(readFileSync(given.output)).toHaveLength(1_000);
  });

  it('end the wait for a server that says nothing', async () => {
    const server = await serve(() => {});
    const given = options([server], { clock: createManualClock() });
    const failure = await failureOf(`http://${server.host}/`, given);
    expect(failure).toMatchObject({ code: 'download/timeout', retryable: true });
  });
});

describe('a forbidden address', () => {
  const FORBIDDEN = { code: 'download/forbidden-host', retryable: false };

  it('is one that is not on the list, also behind a redirect', async () => {
    const secret = await serveBytes('secret');
    const start = await serveRedirect(`http://${secret.host}/`);
    const given = options([start, secret], { allow: ({ host }) => host === start.host });
    expect(await failureOf(`http://${start.host}/`, given)).toMatchObject(FORBIDDEN);
    expect(secret.requests).toHaveLength(0);
  });

  it('is this machine, unless the very port is allowed', async () => {
    const server = await serveBytes('secret');
    const { port } = new URL(`http://${server.host}`);
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1']) {
      const given = { ...options([]), privateHosts: new Set(['127.0.0.1:1']) };
      expect(await failureOf(`http://${host}:${port}/`, given)).toMatchObject(FORBIDDEN);
    }
    expect(server.requests).toHaveLength(0);
  });

  it('is a name that leads to a private address', async () => {
    const server = await serveBytes('secret');
    const lookup: LookupFunction = (_name, _options, callback) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    const { port } = new URL(`http://${server.host}`);
    const failure = await failureOf(`http://files.example:${port}/`, options([], { lookup }));
    expect(failure).toMatchObject(FORBIDDEN);
    expect(server.requests).toHaveLength(0);
  });

  it.each([
    'file:///etc/passwd',
    'ftp://files.example/voice.ogg',
    'data:audio/ogg;base64,T2dnUw==',
    'http://user:pass@files.example/',
    'http://169.254.169.254/latest/meta-data/',
    'https://[fd00::1]/',
    'not an address',
    '',
  ])('is %j', async (address) => {
    expect(await failureOf(address, options([]))).toMatchObject(FORBIDDEN);
  });
});

it('never tells the secret part of an address', async () => {
  const server = await serve((request, response) => {
    if (request.url?.startsWith('/cut')) response.destroy();
    else response.writeHead(request.url?.startsWith('/gone') ? 404 : 500).end();
  });
  const given = options([server], { headers: () => ({ authorization: 'Bearer sesame' }) });
  for (const start of ['/cut', '/gone', '/broken']) {
    const failure = await failureOf(`http://${server.host}${start}?sig=sesame`, given);
    const { message, stack, cause } = failure as Error;
    expect(`${message} ${stack} ${JSON.stringify(cause)}`).not.toContain('sesame');
  }
});
