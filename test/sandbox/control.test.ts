import fetch from 'node-fetch';

import { expect, it } from 'vitest';
import { isLoopback } from '../../src/sandbox/control-routes.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { create, startSandbox, taskIn, taskWhen } from './a-sandbox.ts';

function post({ url }: Sandbox, route: string, json: object = {}) {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}${route}`, { method: 'POST', headers, body: JSON.stringify(json) });
}

// GET /_sandbox/state
it('shows its tasks, its peak and the calls, and no key', async () => {
  const sandbox = await startSandbox();
  const { task_id } = taskIn(await create(sandbox, { external_task_id: 'discord-5' }));
  await taskWhen(sandbox, task_id, 'succeed');
  const text = await (await fetch(`${sandbox.url}/_sandbox/state`)).text();
  expect(JSON.parse(text)).toMatchObject({
    open: 0,
    peakOpen: 1,
    tasks: [{ taskId: task_id, externalId: 'discord-5', status: 'succeed' }],
    requests: { counts: { createTask: 1 } },
  });
  for (const key of [sandbox.apiKey, sandbox.secretKey]) expect(text).not.toContain(key);
});

// POST /_sandbox/faults
it('fails the calls that it is told to fail', async () => {
  const sandbox = await startSandbox();
  await post(sandbox, '/_sandbox/faults', { call: 'createTask', kind: '5001', times: 2 });
  expect((await create(sandbox)).body.code).toBe(5001);
  expect((await create(sandbox)).body.code).toBe(5001);
  expect((await create(sandbox)).body.code).toBe(0);
});

// POST /_sandbox/settings and POST /_sandbox/finish-all
it('changes how it behaves while it runs', async () => {
  const sandbox = await startSandbox();
  const changed = await post(sandbox, '/_sandbox/settings', { neverEnd: true, slots: 9 });
  expect(await changed.json()).toMatchObject({ neverEnd: true, slots: 9, smallImages: 'refuse' });
  const { task_id } = taskIn(await create(sandbox));
  await taskWhen(sandbox, task_id, 'processing');
  await post(sandbox, '/_sandbox/finish-all');
  await taskWhen(sandbox, task_id, 'succeed');
});

// POST /_sandbox/reset
it('forgets everything', async () => {
  const sandbox = await startSandbox({ settings: { neverEnd: true } });
  await create(sandbox, { external_task_id: 'discord-5' });
  expect((await post(sandbox, '/_sandbox/reset')).status).toBe(200);
  expect(sandbox.control.tasks()).toEqual([]);
  expect((await create(sandbox, { external_task_id: 'discord-5' })).body.code).toBe(0);
});

it.each([
  ['/_sandbox/faults', { call: 'createTask', kind: 'explode' }],
  ['/_sandbox/settings', { slots: 0 }],
  ['/_sandbox/settings', { unknown: 1 }],
])('refuses what it does not understand at %s', async (route, json) => {
  const reply = await post(await startSandbox(), route, json);
  expect(reply.status).toBe(400);
});

it('is steered from this machine only', () => {
  expect(isLoopback('127.0.0.1')).toBe(true);
  expect(isLoopback('::ffff:127.0.0.1')).toBe(true);
  expect(isLoopback('::1')).toBe(true);
  expect(isLoopback('192.0.2.1')).toBe(false);
});
