import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import jwt from 'jsonwebtoken';
import { FetchError } from 'node-fetch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../src/secret.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { aClient, anOrder, calm, failureOf } from './a-client.ts';
import {
  type Answer,
  cutBody,
  hang,
  notFound,
  raw,
  refusal,
  reset,
  startKling,
  success,
  TASK_ID,
  task,
} from './scripted-kling.ts';

const SECRET_KEY = 'made-up-secret-key';
const pair = { accessKey: new Secret('made-up-access-key'), secretKey: new Secret(SECRET_KEY) };
const request = { image: anOrder.portrait, sound: { file: anOrder.clip } };

/** Sends the head of an answer and never ends it. */
const stall: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"code":0,');
};

/** Accepts connections and says nothing at all, not even a TLS greeting. */
async function startMute(): Promise<string> {
  const server: Server = createServer((socket) => {
    onTestFinished(() => {
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a call that gets no answer', () => {
  it('never arrived when nobody listens, so it may be made again', async () => {
    const kling = await startKling();
    kling.stop();
    const error = await failureOf(aClient(kling.url).order(anOrder, calm));
    expect(error).toMatchObject({ code: 'kling/unreachable', meaning: 'unreachable' });
    expect(error.message).toBe('Kling cannot be reached (ECONNREFUSED)');
  });

  it('never arrived when the connection does not stand in time', async () => {
    const address = await startMute();
    const client = aClient(`https://${address}`, { timeouts: { connectMs: 40 } });
    const error = await failureOf(client.createTask(request, calm));
    expect(error).toMatchObject({ code: 'kling/unreachable', meaning: 'unreachable' });
  });

  it('never arrived when the handshake breaks', async () => {
    const kling = await startKling();
    const client = aClient(kling.url.replace('http:', 'https:'));
    const error = await failureOf(client.createTask(request, calm));
    expect(error).toMatchObject({ code: 'kling/unreachable', meaning: 'unreachable' });
    expect(kling.seen).toEqual([]);
  });

  it.each(['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
    'never arrived when the system says %s',
    async (code) => {
      const fetch = async () => {
        const system = { message: code, code, syscall: 'getaddrinfo' };
        throw new FetchError('request to http://kling.example failed', 'system', system);
      };
      const client = aClient('http://kling.example', { fetch });
      const error = await failureOf(client.createTask(request, calm));
      expect(error).toMatchObject({ code: 'kling/unreachable', meaning: 'unreachable' });
    },
  );

  it('is unclear when the connection is reset after sending', async () => {
    const kling = await startKling(reset);
    const error = await failureOf(aClient(kling.url).createTask(request, calm));
    expect(error).toMatchObject({ code: 'kling/no-answer', meaning: 'unclear' });
  });

  it('is unclear when the body is cut in the middle', async () => {
    const kling = await startKling(cutBody);
    const error = await failureOf(aClient(kling.url).createTask(request, calm));
    expect(error).toMatchObject({ code: 'kling/no-answer', meaning: 'unclear' });
  });

  it('is unclear when what came is not HTTP', async () => {
    const kling = await startKling((response) => response.socket?.end('what?\r\n\r\n'));
    const error = await failureOf(aClient(kling.url).createTask(request, calm));
    expect(error).toMatchObject({ code: 'kling/no-answer', meaning: 'unclear' });
  });

  it.each([
    ['nothing comes', hang],
    ['the body never ends', stall],
  ])('is unclear when %s within the limit', async (_, answer) => {
    const kling = await startKling(answer);
    const client = aClient(kling.url, { timeouts: { createMs: 40 } });
    const error = await failureOf(client.createTask(request, calm));
    expect(error).toMatchObject({ code: 'kling/timeout', meaning: 'unclear' });
  });

  it('has limits of its own for reads and asks again', async () => {
    const kling = await startKling(hang, stall, success(task()));
    const client = aClient(kling.url, { timeouts: { readAttemptMs: 40 } });
    expect(await client.find(TASK_ID, calm)).toMatchObject({ taskId: TASK_ID });
  });

  it('is unclear when the answer is larger than any answer of Kling', async () => {
    const page = Buffer.alloc(8_000_001, 0x20);
    const kling = await startKling(raw(200, 'application/json', page));
    const error = await failureOf(aClient(kling.url).createTask(request, calm));
    expect(error).toMatchObject({ code: 'kling/no-answer', meaning: 'unclear' });
  });

  it('is looked up when an order was the one that hung', async () => {
    const kling = await startKling(hang, success(task()));
    const client = aClient(kling.url, { timeouts: { createMs: 40 } });
    expect(await client.order(anOrder, calm)).toMatchObject({ taskId: TASK_ID });
  });
});

describe('a call that is called off', () => {
  it.each([
    ['it waits for an answer', hang],
    ['it reads the body', stall],
  ])('ends as called off while %s, not as a failure', async (_, answer) => {
    const stop = new AbortController();
    const kling = await startKling((response, seen) => {
      answer(response, seen);
      setImmediate(() => stop.abort('SIGTERM'));
    });
    const call = aClient(kling.url).createTask(request, stop.signal);
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(kling.methods()).toEqual(['POST']);
  });

  it('is not even sent when it was called off before', async () => {
    const kling = await startKling();
    const client = aClient(kling.url);
    const off = AbortSignal.abort();
    await expect(client.order(anOrder, off)).rejects.toMatchObject({ name: 'AbortError' });
    await expect(client.find(TASK_ID, off)).rejects.toMatchObject({ name: 'AbortError' });
    await expect(client.list(1, 30, off)).rejects.toMatchObject({ name: 'AbortError' });
    expect(kling.seen).toEqual([]);
  });

  it('fails when the client is closed meanwhile', async () => {
    const kling = await startKling(() => client.close());
    const client = aClient(kling.url);
    const error = await failureOf(client.createTask(request, calm));
    expect(error).toMatchObject({ meaning: 'unclear' });
  });
});

describe('the token of a call', () => {
  it.each([1003, 1004])('is made anew once after %i, also for a paid call', async (code) => {
    const kling = await startKling(
      refusal(401, code, 'token', { date: new Date(Date.UTC(2026, 10, 22, 11)).toUTCString() }),
      success(task()),
    );
    const client = aClient(kling.url, { credentials: pair });
    expect(await client.order(anOrder, calm)).toMatchObject({ taskId: TASK_ID });
    const [first, second] = kling.seen.map(({ headers }) => headers.authorization);
    expect(second).not.toBe(first);
    const claims = jwt.decode(second?.replace('Bearer ', '') ?? '');
    expect(claims).toMatchObject({ exp: Date.UTC(2026, 10, 22, 11, 30) / 1_000 });
  });

  it('is not made anew twice', async () => {
    const late = refusal(401, 1004);
    const kling = await startKling(late, late, success(task()));
    const client = aClient(kling.url, { credentials: pair });
    const error = await failureOf(client.order(anOrder, calm));
    expect(error).toMatchObject({ code: 'kling/token-expired', meaning: 'account' });
    expect(kling.seen).toHaveLength(2);
  });

  it.each([1000, 1001, 1002])('is not made anew after %i', async (code) => {
    const kling = await startKling(refusal(401, code), success(task()));
    const client = aClient(kling.url, { credentials: pair });
    expect(await failureOf(client.find(TASK_ID, calm))).toMatchObject({ klingCode: code });
    expect(kling.seen).toHaveLength(1);
  });

  it('cannot be made anew when it is a static key', async () => {
    const kling = await startKling(refusal(401, 1004), success(task()));
    const error = await failureOf(aClient(kling.url).find(TASK_ID, calm));
    expect(error.klingCode).toBe(1004);
    expect(kling.seen).toHaveLength(1);
  });

  it('outlives many calls and is renewed in time', async () => {
    const clock = createManualClock();
    const kling = await startKling(notFound, notFound, notFound);
    const client = aClient(kling.url, { credentials: pair, clock });
    await client.find('discord-1', calm);
    await client.find('discord-2', calm);
    clock.advance(1_500_000);
    await client.find('discord-3', calm);
    const [first, second, third] = kling.seen.map(({ headers }) => headers.authorization);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
});
