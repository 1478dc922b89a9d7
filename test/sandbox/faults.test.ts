import fetch from 'node-fetch';
import { describe, expect, it } from 'vitest';
import { call, create, startSandbox, TASKS, taskIn, taskWhen } from './a-sandbox.ts';

describe('an order that meets a fault', () => {
  it.each([
    ['1302', 429, 1302],
    ['1303', 429, 1303],
    ['5000-before', 500, 5000],
    ['5001', 503, 5001],
    ['5002', 504, 5002],
  ] as const)('%s makes no task', async (kind, status, code) => {
    const sandbox = await startSandbox();
    sandbox.control.fail({ call: 'createTask', kind, times: 1 });
    const answer = await create(sandbox);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.body).not.toHaveProperty('data');
    expect(sandbox.control.tasks()).toEqual([]);
    expect((await create(sandbox)).body.code).toBe(0);
  });

  it.each(['5000-after', 'reset-after', 'cut-body'] as const)(
    '%s has made a task all the same',
    async (kind) => {
      const sandbox = await startSandbox();
      sandbox.control.fail({ call: 'createTask', kind, times: 1 });
      await create(sandbox, { external_task_id: 'discord-9' }).catch(() => undefined);
      expect(sandbox.control.tasks()).toHaveLength(1);
      expect((await call(sandbox, `${TASKS}/discord-9`)).body.code).toBe(0);
    },
  );

  it.each(['hang-before', 'hang-after'] as const)('%s is never answered', async (kind) => {
    const sandbox = await startSandbox();
    sandbox.control.fail({ call: 'listTasks', kind, times: 1 });
    const signal = AbortSignal.timeout(50);
    const headers = { authorization: `Bearer ${sandbox.apiKey}` };
    await expect(fetch(`${sandbox.url}${TASKS}`, { signal, headers })).rejects.toThrow('abort');
  });

  it('reset-before breaks the connection', async () => {
    const sandbox = await startSandbox();
    sandbox.control.fail({ call: 'createTask', kind: 'reset-before', times: 1 });
    await expect(create(sandbox)).rejects.toThrow(/ECONNRESET|hang up/);
    expect(sandbox.control.tasks()).toEqual([]);
  });

  it('html-502 and malformed are no envelope', async () => {
    const sandbox = await startSandbox();
    sandbox.control.fail({ call: 'listTasks', kind: 'html-502', times: 1 });
    sandbox.control.fail({ call: 'listTasks', kind: 'malformed', times: 1 });
    const headers = { authorization: `Bearer ${sandbox.apiKey}` };
    const page = await fetch(`${sandbox.url}${TASKS}`, { headers });
    expect(page.status).toBe(502);
    expect(await page.text()).toContain('<html>');
    const broken = await fetch(`${sandbox.url}${TASKS}`, { headers });
    await expect(broken.json()).rejects.toThrow();
  });

  it('tells how long to wait where that was ordered', async () => {
    const sandbox = await startSandbox();
    sandbox.control.fail({ call: 'listTasks', kind: '1302', times: 1, retryAfterSeconds: 7 });
    const headers = { authorization: `Bearer ${sandbox.apiKey}` };
    const reply = await fetch(`${sandbox.url}${TASKS}`, { headers });
    expect(reply.headers.get('retry-after')).toBe('7');
  });
});

it('cuts a video off in the middle', async () => {
  const sandbox = await startSandbox();
  const { task_id } = taskIn(await create(sandbox));
  const task = await taskWhen(sandbox, task_id, 'succeed');
  sandbox.control.fail({ call: 'video', kind: 'cut-body', times: 1 });
  const reply = await fetch(task.task_result?.videos[0]?.url ?? '');
  await expect(reply.arrayBuffer()).rejects.toThrow();
});
