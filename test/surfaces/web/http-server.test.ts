import { EventEmitter, once } from 'node:events';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import fetch from 'node-fetch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import {
  callbackRoutes,
  type ReceivedCallback,
} from '../../../src/surfaces/web/callback-routes.ts';
import { healthRoutes } from '../../../src/surfaces/web/health-routes.ts';
import { startHttpServer } from '../../../src/surfaces/web/http-server.ts';
import { type LendByPath, videoRoutes } from '../../../src/surfaces/web/video-routes.ts';
import { tempFolder } from '../../media/temp-folder.ts';
import { quietLog } from '../../support/real-sandbox.ts';

async function start(
  onCallback: (request: ReceivedCallback) => Promise<number>,
  lendVideo: LendByPath = async () => false,
) {
  const server = await startHttpServer({
    ...{ host: '127.0.0.1', port: 0, trustedProxies: [], clock: systemClock, log: quietLog },
    routes: [
      healthRoutes({ readiness: async () => ({}) }),
      callbackRoutes(onCallback),
      videoRoutes(lendVideo),
    ],
  });
  onTestFinished(() => server.close());
  return server.url;
}

it('tells an orchestrator that the service is alive', async () => {
  const url = await start(async () => 200);
  const reply = await fetch(`${url}/healthz`);
  expect(reply.status).toBe(200);
  expect(await reply.json()).toEqual({ status: 'ok' });
});

it('hands a callback on with its bytes untouched, since the signature is over them', async () => {
  const seen: ReceivedCallback[] = [];
  const url = await start(async (request) => {
    seen.push(request);
    return 200;
  });
  const body = '{ "task_id" : "1",\n"task_status":"succeed" }';
  const headers = { 'content-type': 'application/json', 'webhook-id': '7' };
  const reply = await fetch(`${url}/kling/callback/job-1/token`, { method: 'POST', body, headers });
  expect(reply.status).toBe(200);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ jobId: 'job-1', token: 'token' });
  expect(seen[0]?.rawBody.toString()).toBe(body);
  expect(seen[0]?.headers['webhook-id']).toBe('7');
});

it('answers with the status that the check of the callback gave', async () => {
  const url = await start(async () => 401);
  const reply = await fetch(`${url}/kling/callback/job-1/token`, { method: 'POST' });
  expect(reply.status).toBe(401);
});

it('refuses a body that no callback has, without reading it whole', async () => {
  let calls = 0;
  const url = await start(async () => {
    calls += 1;
    return 200;
  });
  const body = Buffer.alloc(70_000);
  const reply = await fetch(`${url}/kling/callback/job-1/token`, { method: 'POST', body });
  expect(reply.status).toBe(413);
  expect(calls).toBe(0);
});

it('says nothing about what went wrong inside', async () => {
  const url = await start(async () => {
    throw new Error('the key is hunter2');
  });
  const reply = await fetch(`${url}/kling/callback/job-1/token`, { method: 'POST' });
  expect(reply.status).toBe(500);
  expect(await reply.text()).not.toContain('hunter2');
});

it('knows no other path', async () => {
  const url = await start(async () => 200);
  expect((await fetch(`${url}/`)).status).toBe(404);
});

/** A server that lends one file, what it was asked for, and whether it has the file back. */
async function startLending(file: string, before: () => Promise<void> = async () => undefined) {
  const asked: object[] = [];
  const returned = new EventEmitter();
  const loan = { over: once(returned, 'returned'), ended: false };
  const url = await start(
    async () => 200,
    async (steps, use) => {
      asked.push(steps);
      await before();
      await use(file);
      loan.ended = true;
      returned.emit('returned');
      return true;
    },
  );
  return { asked, loan, url, link: `${url}/videos/web-1/token.mp4` };
}

function aVideo(content = '0123456789'): string {
  const file = path.join(tempFolder(), 'video.mp4');
  writeFileSync(file, content);
  return file;
}

/** More than fits on the way to somebody who does not read. */
function aLongVideo(): string {
  const file = aVideo();
  truncateSync(file, 24_000_000);
  return file;
}

/** The answer as soon as it begins; nothing of the video is read yet. */
async function beginOf(link: string): Promise<IncomingMessage> {
  const [answer] = await once(get(link, { agent: false }), 'response');
  return answer;
}

describe('the video behind a link', () => {
  it('comes whole, to be played, and nobody on the way keeps it or learns the link', async () => {
    const { link, asked } = await startLending(aVideo());
    const reply = await fetch(link);
    expect(reply.status).toBe(200);
    expect(await reply.text()).toBe('0123456789');
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '10',
      'accept-ranges': 'bytes',
      'content-disposition': 'inline; filename="web-1.mp4"',
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'x-content-type-options': 'nosniff',
    });
    expect(asked).toEqual([{ jobId: 'web-1', token: 'token' }]);
  });

  it('comes in parts, as players ask for it', async () => {
    const { link } = await startLending(aVideo());
    const reply = await fetch(link, { headers: { range: 'bytes=2-4' } });
    expect(reply.status).toBe(206);
    expect(reply.headers.get('content-range')).toBe('bytes 2-4/10');
    expect(await reply.text()).toBe('234');
  });

  it('has no part behind its end, and says where that is', async () => {
    const { link } = await startLending(aVideo());
    const reply = await fetch(link, { headers: { range: 'bytes=10-' } });
    expect(reply.status).toBe(416);
    expect(reply.headers.get('content-range')).toBe('bytes */10');
    expect(await reply.json()).toEqual({ error: 'refused' });
  });

  it('tells its size without being sent', async () => {
    const { link, loan } = await startLending(aVideo());
    const reply = await fetch(link, { method: 'HEAD' });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-length')).toBe('10');
    expect(reply.headers.get('content-type')).toBe('video/mp4');
    expect(await reply.text()).toBe('');
    await loan.over;
  });

  it('is asked for under the longest job id that there is', async () => {
    const { url, asked } = await startLending(aVideo());
    const jobId = `w${'x'.repeat(120)}`;
    expect((await fetch(`${url}/videos/${jobId}/token.mp4`)).status).toBe(200);
    expect(asked).toEqual([{ jobId, token: 'token' }]);
  });

  it.each(['GET', 'HEAD'])('is not there when nobody lends it (%s)', async (method) => {
    const url = await start(async () => 200);
    const reply = await fetch(`${url}/videos/web-1/wrong.mp4`, { method });
    expect(reply.status).toBe(404);
    expect(await reply.text()).toBe(method === 'GET' ? '{"error":"not found"}' : '');
  });

  it('that went between the look and the answer is not there, with no word about where', async () => {
    const file = aVideo();
    const { link, loan } = await startLending(file, async () => rmSync(file));
    const reply = await fetch(link);
    expect(reply.status).toBe(404);
    expect(reply.headers.get('content-type')).toContain('json');
    expect(await reply.text()).toBe('{"error":"not found"}');
    expect([...reply.headers].join()).not.toContain(path.dirname(file));
    await loan.over;
  });

  it('that cannot be opened fails with no word about where, and is given back', async () => {
    const file = path.join(tempFolder(), 'video.mp4');
    // A socket has a size and a date like any file, and nobody can open it.
    const socket = createServer().listen(file);
    onTestFinished(() => void socket.close());
    await once(socket, 'listening');
    const { link, loan } = await startLending(file);
    const reply = await fetch(link);
    expect(reply.status).toBe(500);
    expect(reply.headers.get('content-type')).toContain('json');
    expect(await reply.text()).toBe('{"error":"failed"}');
    await loan.over;
  });
});

describe('the file of a video', () => {
  it('is needed until the last of it is on its way', async () => {
    const { link, loan } = await startLending(aLongVideo());
    const answer = await beginOf(link);
    expect(loan.ended).toBe(false);
    answer.resume();
    await once(answer, 'end');
    await loan.over;
  });

  it('is given back when the person leaves in the middle', async () => {
    const { link, loan } = await startLending(aLongVideo());
    const answer = await beginOf(link);
    expect(loan.ended).toBe(false);
    answer.destroy();
    await loan.over;
  });

  it('is given back when the person left before it was found', async () => {
    const leaving = new AbortController();
    const { link, url, loan } = await startLending(aLongVideo(), async () => {
      leaving.abort();
      // By the time that others are answered, the server has seen that this one left.
      for (let turn = 0; turn < 3; turn += 1) await fetch(`${url}/healthz`);
    });
    await expect(fetch(link, { signal: leaving.signal })).rejects.toThrow('abort');
    await loan.over;
  });
});
