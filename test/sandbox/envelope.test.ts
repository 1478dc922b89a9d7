import { describe, expect, it } from 'vitest';
import { aSandbox, TASKS } from './sandbox-under-test.ts';

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

describe('the envelope', () => {
  it('has code, message, request id and data on success', async () => {
    const { send } = await aSandbox();
    const body = await (await send(TASKS)).json();
    expect(body).toEqual({
      code: 0,
      message: 'SUCCEED',
      request_id: expect.stringMatching(UUID),
      data: [],
    });
  });

  it('has no data on a refusal', async () => {
    const { send } = await aSandbox();
    const response = await send(`${TASKS}/nobody`);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code: 1201,
      message: 'Task not found by id/external id: nobody',
      request_id: expect.stringMatching(UUID),
    });
  });

  it('numbers every request anew', async () => {
    const { call } = await aSandbox();
    const [first, second] = [await call(TASKS), await call(TASKS)];
    expect(first.request_id).not.toBe(second.request_id);
  });

  it.each([
    ['PUT', TASKS],
    ['DELETE', `${TASKS}/1`],
    ['GET', '/v1/audio/tts'],
  ])('answers the wrong method %s %s with 404 and 1202', async (method, path) => {
    const { call } = await aSandbox();
    expect(await call(path, { method })).toMatchObject({ status: 404, code: 1202 });
  });

  it.each(['/', '/v1/videos/avatar', '/v1/videos/avatar/image2video/a/b', '/v1/%zz'])(
    'answers the unknown path %s with 404 and 1203',
    async (path) => {
      const { call } = await aSandbox();
      expect(await call(path)).toMatchObject({ status: 404, code: 1203 });
    },
  );

  it('answers a body that is not JSON with 400 and 1200', async () => {
    const { call } = await aSandbox();
    expect(await call(TASKS, { body: '{' })).toMatchObject({ status: 400, code: 1200 });
  });

  it('reads JSON under any content type, and under none', async () => {
    const { call } = await aSandbox();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await call(TASKS, { headers, body: '{}' })).message).toContain('image is required');
  });

  it('refuses a body beyond all limits', async () => {
    const { call } = await aSandbox();
    const body = { image: 'A'.repeat(27_000_000) };
    expect(await call(TASKS, { body })).toMatchObject({ status: 400, code: 1200 });
  });
});
