import fetch from 'node-fetch';
import { expect, it, onTestFinished } from 'vitest';
import { type ReceivedCallback, startHttpServer } from '../../../src/surfaces/web/http-server.ts';
import { quietLog } from '../../support/real-sandbox.ts';

async function start(onCallback: (request: ReceivedCallback) => Promise<number>) {
  const server = await startHttpServer({ host: '127.0.0.1', port: 0, log: quietLog, onCallback });
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
