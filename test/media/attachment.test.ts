import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FileLink } from '../../src/jobs/contracts.ts';
import { ProblemError } from '../../src/jobs/problem.ts';
import { createFetchLink } from '../../src/media/attachment.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';
import { noSignal, tempFolder } from './temp-folder.ts';

async function serve(answer: RequestListener) {
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

const serveBytes = (bytes: string) => serve((_, response) => response.end(bytes));
const serveRedirect = (location: string) =>
  serve((_, response) => response.writeHead(302, { location }).end());

/** What comes of a link where these hosts are added to the surface's own. */
function copy(
  extraHosts: readonly string[],
  link: Pick<FileLink, 'url'> & Partial<FileLink>,
  part: 'portrait' | 'clip' = 'clip',
) {
  const output = path.join(tempFolder(), 'file');
  const fetchLink = createFetchLink({ extraHosts, clock: createSteppedClock() });
  const copied = fetchLink(part, { hosts: [], ...link }, output, noSignal());
  return { output, copied };
}

/** The problem that the person is told of; nothing is left of the file. */
async function problemOf({ copied, output }: ReturnType<typeof copy>) {
  const failure = await copied.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ProblemError);
  expect(existsSync(output)).toBe(false);
  return (failure as ProblemError).problem;
}

const NOT_ALLOWED = { code: 'source/not-allowed', part: 'clip' };

describe('an attachment', () => {
  it('comes from a host that the operator has added, without TLS and on a private network', async () => {
    const { host } = await serveBytes('voice');
    const { output, copied } = copy([host], { url: `http://${host}/voice.ogg?sig=1` });
    await copied;
    expect(readFileSync(output, 'utf8')).toBe('voice');
  });

  it('comes from the surface’s own hosts with TLS only', async () => {
    const hosts = ['files.example'];
    // That it would be dialled shows in the guard of the tests, which lets nobody off this machine.
    const dialled = copy([], { url: 'https://files.example/voice.ogg', hosts }).copied;
    await expect(dialled).rejects.toMatchObject({ code: 'download/failed', retryable: true });
    for (const url of ['http://files.example/voice.ogg', 'https://files.example:8443/voice.ogg']) {
      expect(await problemOf(copy([], { url, hosts }))).toEqual(NOT_ALLOWED);
    }
  });

  it('never comes from a private network, although the host is the surface’s own', async () => {
    const { host, requests } = await serveBytes('secret');
    const link = { url: `https://${host}/`, hosts: [host] };
    expect(await problemOf(copy([], link))).toEqual(NOT_ALLOWED);
    expect(requests).toEqual([]);
  });

  it('never comes from another port of a host that was added', async () => {
    const { host, requests } = await serveBytes('secret');
    for (const added of ['127.0.0.1', '127.0.0.1:1']) {
      expect(await problemOf(copy([added], { url: `http://${host}/` }))).toEqual(NOT_ALLOWED);
    }
    expect(requests).toEqual([]);
  });

  it.each(['http', 'https'])(
    'may come over %s from a host that was added without a port',
    async (scheme) => {
      const { copied } = copy(['files.example'], {
        url: `${scheme}://files.example/voice.ogg`,
      });
      // Allowed, hence dialled, which the guard of the tests forbids.
      await expect(copied).rejects.toMatchObject({ code: 'download/failed', retryable: true });
    },
  );

  it.each(['portrait', 'clip'] as const)(
    'from anywhere else is refused as the %s',
    async (part) => {
      const { host, requests } = await serveBytes('secret');
      const refused = copy([], { url: `http://${host}/`, hosts: ['files.example'] }, part);
      expect(await problemOf(refused)).toEqual({ code: 'source/not-allowed', part });
      expect(requests).toEqual([]);
    },
  );

  it('is refused where a redirect leads anywhere else', async () => {
    const elsewhere = await serveBytes('secret');
    const { host } = await serveRedirect(`http://${elsewhere.host}/`);
    expect(await problemOf(copy([host], { url: `http://${host}/` }))).toEqual(NOT_ALLOWED);
    expect(elsewhere.requests).toEqual([]);
  });

  it('takes the token to the host that it is for, and not along a redirect', async () => {
    const end = await serveBytes('voice');
    const start = await serveRedirect(`http://${end.host}/`);
    const { copied } = copy([start.host, end.host], {
      url: `http://${start.host}/`,
      headers: ({ host }) => (host === start.host ? { authorization: 'Bearer sesame' } : undefined),
    });
    await copied;
    expect(start.requests[0]?.headers.authorization).toBe('Bearer sesame');
    expect(end.requests[0]?.headers.authorization).toBeUndefined();
  });
});

describe('an attachment that cannot be had', () => {
  it.each([
    ['portrait', 25_000_000],
    ['clip', 50_000_000],
  ] as const)('as a %s that is too large tells both sizes', async (part, maxBytes) => {
    const { host } = await serve((_, response) =>
      response.writeHead(200, { 'content-length': `${maxBytes + 1}` }).write('some'),
    );
    const problem = await problemOf(copy([host], { url: `http://${host}/` }, part));
    expect(problem).toEqual({ code: `${part}/too-heavy`, bytes: maxBytes + 1, maxBytes });
  });

  it.each([401, 403, 404, 410, 400])(
    'because its link is answered %i is a word to the person',
    async (status) => {
      const { host } = await serve((_, response) => response.writeHead(status).end());
      const problem = await problemOf(copy([host], { url: `http://${host}/` }));
      expect(problem).toEqual({ code: 'source/unreachable' });
    },
  );

  it.each([429, 500, 503])(
    'because of a %i may be had later, so nobody is told yet',
    async (status) => {
      const { host } = await serve((_, response) => response.writeHead(status).end());
      const { copied } = copy([host], { url: `http://${host}/` });
      await expect(copied).rejects.toMatchObject({ code: 'download/failed', retryable: true });
    },
  );

  it('because the program stops is nobody’s problem', async () => {
    const stop = new AbortController();
    const { host } = await serve(() => stop.abort());
    const fetchLink = createFetchLink({ extraHosts: [host], clock: createSteppedClock() });
    const output = path.join(tempFolder(), 'file');
    const copied = fetchLink('clip', { url: `http://${host}/`, hosts: [] }, output, stop.signal);
    await expect(copied).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('keeps the secret part of its link out of the error', async () => {
    const { host } = await serve((_, response) => response.writeHead(404).end());
    const failure = await copy([host], { url: `http://${host}/?sig=sesame` }).copied.catch(
      (error: Error) => error,
    );
    const told = [failure, (failure as Error).cause].map((error) => (error as Error).stack);
    expect(told.join()).not.toContain('sesame');
  });
});
