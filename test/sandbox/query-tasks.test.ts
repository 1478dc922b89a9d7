import { describe, expect, it } from 'vitest';
import { call, create, startSandbox, TASKS, taskIn, taskWhen } from './a-sandbox.ts';

// GET /v1/videos/avatar/image2video/:id
describe('a task is found', () => {
  it('by its own id and by the external one', async () => {
    const sandbox = await startSandbox();
    const { task_id } = taskIn(await create(sandbox, { external_task_id: 'slack-T1-C1-1.2' }));
    expect(taskIn(await call(sandbox, `${TASKS}/${task_id}`)).task_id).toBe(task_id);
    expect(taskIn(await call(sandbox, `${TASKS}/slack-T1-C1-1.2`)).task_id).toBe(task_id);
  });

  it('with its price as text and a video as long as the clip', async () => {
    const sandbox = await startSandbox();
    const { task_id } = taskIn(await create(sandbox, { mode: 'pro' }));
    const task = await taskWhen(sandbox, task_id, 'succeed');
    // 2.5 s are billed as 3 whole ones (0.8 units each).
    expect(task.final_unit_deduction).toBe('2.4');
    expect(task.task_result?.videos[0]?.duration).toBe('2.5');
    expect(task.task_result?.videos[0]).not.toHaveProperty('watermark_url');
    expect(task.updated_at).toBeGreaterThan(task.created_at);
  });

  it('with a second link where a watermark was asked for', async () => {
    const sandbox = await startSandbox();
    const { task_id } = taskIn(await create(sandbox, { watermark_info: { enabled: true } }));
    const task = await taskWhen(sandbox, task_id, 'succeed');
    expect(task.task_result?.videos[0]?.watermark_url).toContain('/watermarked.mp4');
  });

  it('or not, with 400 and 1201', async () => {
    const sandbox = await startSandbox();
    const { status, body } = await call(sandbox, `${TASKS}/nobody`);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 1201,
      message: 'Task not found by id/external id: nobody',
    });
  });
});

// GET /v1/videos/avatar/image2video
describe('the list of tasks', () => {
  it('is a bare array, newest first, in pages', async () => {
    const sandbox = await startSandbox();
    const ids: string[] = [];
    for (const external_task_id of ['a-1', 'a-2', 'a-3']) {
      ids.unshift(taskIn(await create(sandbox, { external_task_id })).task_id);
    }
    const page = async (query: string) => {
      const { data } = (await call(sandbox, `${TASKS}?${query}`)).body;
      return (data as { task_id: string }[]).map(({ task_id }) => task_id);
    };
    expect(await page('pageNum=1&pageSize=2')).toEqual(ids.slice(0, 2));
    expect(await page('pageNum=2&pageSize=2')).toEqual(ids.slice(2));
    expect(await page('pageNum=3&pageSize=2')).toEqual([]);
    expect(await page('')).toEqual(ids);
  });

  it.each(['pageNum=0', 'pageNum=1001', 'pageSize=0', 'pageSize=501', 'pageSize=ten'])(
    'refuses %s',
    async (query) => {
      const sandbox = await startSandbox();
      const { status, body } = await call(sandbox, `${TASKS}?${query}`);
      expect({ status, code: body.code }).toEqual({ status: 400, code: 1201 });
    },
  );
});
