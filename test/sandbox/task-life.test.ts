import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { call, create, startSandbox, TASKS, taskIn, taskWhen } from './a-sandbox.ts';

describe('a slot', () => {
  it('is used from the order to the end of the task, and the next order gets 429 and 1303', async () => {
    const sandbox = await startSandbox({ settings: { slots: 2, neverEnd: true } });
    await create(sandbox);
    await create(sandbox);
    const { status, body } = await create(sandbox);
    expect(status).toBe(429);
    expect(body).toMatchObject({ code: 1303, message: 'parallel task over resource pack limit' });
    expect(body).not.toHaveProperty('data');
    expect(sandbox.control.peakOpen()).toBe(2);
  });

  it('is free as soon as a task has ended', async () => {
    const sandbox = await startSandbox({ settings: { slots: 1 } });
    const { task_id } = taskIn(await create(sandbox));
    await taskWhen(sandbox, task_id, 'succeed');
    expect((await create(sandbox)).body.code).toBe(0);
  });

  it('is not taken twice by orders that come at once', async () => {
    const sandbox = await startSandbox({ settings: { slots: 3, neverEnd: true } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(sandbox)));
    expect(answers.filter(({ body }) => body.code === 0)).toHaveLength(3);
    expect(sandbox.control.peakOpen()).toBe(3);
  });
});

describe('a task', () => {
  it('fails with the text that was ordered, and costs nothing', async () => {
    const failWith = 'Failure to pass the risk control system';
    const sandbox = await startSandbox({ settings: { failWith } });
    const { task_id } = taskIn(await create(sandbox));
    const task = await taskWhen(sandbox, task_id, 'failed');
    expect(task).toMatchObject({ task_status_msg: failWith, final_unit_deduction: '0' });
    expect(task).not.toHaveProperty('task_result');
  });

  it('that never ends does end when it is told to', async () => {
    const sandbox = await startSandbox({ settings: { neverEnd: true } });
    const { task_id } = taskIn(await create(sandbox));
    await taskWhen(sandbox, task_id, 'processing');
    sandbox.control.finishAll();
    await taskWhen(sandbox, task_id, 'succeed');
  });

  it('is refused with 429 and 1102 when the pack is used up', async () => {
    const sandbox = await startSandbox({ settings: { unitsLeft: 1.5 } });
    expect((await create(sandbox)).body.code).toBe(0);
    const { status, body } = await create(sandbox);
    expect(status).toBe(429);
    expect(body).toMatchObject({ code: 1102, message: 'Account balance not enough' });
  });

  it('survives the process that made it, and goes on', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'sandbox-life-'));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const before = await startSandbox({ dataDir, settings: { neverEnd: true } });
    const { task_id } = taskIn(await create(before, { external_task_id: 'discord-7' }));
    await taskWhen(before, task_id, 'processing');
    await before.close();

    const after = await startSandbox({ dataDir });
    expect(taskIn(await call(after, `${TASKS}/discord-7`)).task_id).toBe(task_id);
    after.control.finishAll();
    await taskWhen(after, task_id, 'succeed');
    const again = await create(after, { external_task_id: 'discord-7' });
    expect(again.body.code).toBe(1201);
  });
});
