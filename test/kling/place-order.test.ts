import { describe, expect, it } from 'vitest';
import { createManualClock } from '../support/manual-clock.ts';
import { aClient, anOrder, calm, failureOf } from './a-client.ts';
import {
  type Answer,
  cutBody,
  html,
  JOB_ID,
  notFound,
  raw,
  refusal,
  reset,
  startKling,
  success,
  TASK_ID,
  task,
} from './scripted-kling.ts';

const exists = refusal(400, 1201, `External_task_id ${JOB_ID} already exists`);

const UNCLEAR: [string, Answer][] = [
  ['a reset connection', reset],
  ['a body cut in the middle', cutBody],
  ['5000', refusal(500, 5000)],
  ['5001', refusal(503, 5001)],
  ['5002', refusal(504, 5002)],
  ['a gateway’s page with 502', html(502)],
  ['a gateway’s page with 200', html(200)],
  ['an empty body', raw(200, 'application/json', '')],
  ['a task without an id', success({})],
];

describe('an order', () => {
  it('is one call when all goes well', async () => {
    const kling = await startKling(success(task({ task_info: {} })));
    expect(await aClient(kling.url).order(anOrder, calm)).toEqual({
      taskId: TASK_ID,
      jobId: JOB_ID,
      status: 'waiting',
    });
    expect(kling.methods()).toEqual(['POST']);
  });

  it.each(UNCLEAR)(
    'adopts the task that was made although the answer was %s',
    async (_, answer) => {
      const clock = createManualClock();
      const kling = await startKling(answer, success(task({ task_status: 'processing' })));
      const view = await aClient(kling.url, { clock }).order(anOrder, calm);
      expect(view).toEqual({ taskId: TASK_ID, jobId: JOB_ID, status: 'rendering' });
      expect(kling.methods()).toEqual(['POST', 'GET']);
      expect(kling.seen[1]?.path).toBe(`/v1/videos/avatar/image2video/${JOB_ID}`);
      expect(clock.sleeps).toEqual([3_000]);
    },
  );

  it.each(UNCLEAR)('is sent again with the same id when %s left no task', async (_, answer) => {
    const kling = await startKling(answer, notFound, success(task()));
    expect(await aClient(kling.url).order(anOrder, calm)).toMatchObject({ taskId: TASK_ID });
    expect(kling.methods()).toEqual(['POST', 'GET', 'POST']);
    const [first, second] = kling.orders();
    expect(second).toEqual(first);
    expect(second?.external_task_id).toBe(JOB_ID);
  });

  it('adopts the task of an earlier try when Kling refuses the id as taken', async () => {
    const clock = createManualClock();
    const kling = await startKling(exists, success(task({ task_status: 'failed' })));
    const view = await aClient(kling.url, { clock }).order(anOrder, calm);
    expect(view).toMatchObject({ status: 'failed' });
    expect(kling.methods()).toEqual(['POST', 'GET']);
    expect(clock.sleeps).toEqual([]);
  });

  it('adopts a task that appears only after the second try was refused', async () => {
    const clock = createManualClock();
    const kling = await startKling(reset, notFound, exists, success(task()));
    const view = await aClient(kling.url, { clock }).order(anOrder, calm);
    expect(view).toMatchObject({ taskId: TASK_ID });
    expect(kling.methods()).toEqual(['POST', 'GET', 'POST', 'GET']);
    expect(clock.sleeps).toEqual([3_000, 6_000]);
  });

  it('is refused for a bad value when no task has its id', async () => {
    const kling = await startKling(refusal(400, 1201, 'File is not in base64'), notFound);
    const error = await failureOf(aClient(kling.url).order(anOrder, calm));
    expect(error).toMatchObject({ code: 'kling/bad-value', meaning: 'input' });
    expect(error.message).toContain('File is not in base64');
    expect(kling.methods()).toEqual(['POST', 'GET']);
  });

  it.each([
    [401, 1000],
    [401, 1002],
    [429, 1100],
    [429, 1101],
    [429, 1102],
    [403, 1103],
    [400, 1200],
    [400, 1300],
    [400, 1301],
    [429, 1302],
    [429, 1303],
    [429, 1304],
  ])('that is refused with %i/%i is not sent again', async (http, code) => {
    const clock = createManualClock();
    const kling = await startKling(refusal(http, code), success(task()));
    const error = await failureOf(aClient(kling.url, { clock }).order(anOrder, calm));
    expect(error.klingCode).toBe(code);
    expect(kling.methods()).toEqual(['POST']);
    expect(clock.sleeps).toEqual([]);
  });

  it('tells how long Kling wants to be left alone', async () => {
    const kling = await startKling(refusal(429, 1303, 'full', { 'retry-after': '12' }));
    const error = await failureOf(aClient(kling.url).order(anOrder, calm));
    expect(error).toMatchObject({ meaning: 'full', retryAfterMs: 12_000 });
  });

  it('believes an empty balance only after a look, when an earlier try may have been paid', async () => {
    const kling = await startKling(html(504), notFound, refusal(429, 1102), success(task()));
    expect(await aClient(kling.url).order(anOrder, calm)).toMatchObject({ taskId: TASK_ID });
    expect(kling.methods()).toEqual(['POST', 'GET', 'POST', 'GET']);
  });

  it('believes a full house after a look that finds nothing', async () => {
    const kling = await startKling(html(504), notFound, refusal(429, 1303), notFound);
    const error = await failureOf(aClient(kling.url).order(anOrder, calm));
    expect(error).toMatchObject({ meaning: 'full' });
  });

  it('stays unclear after three rounds, each with a longer wait before the look', async () => {
    const clock = createManualClock();
    const kling = await startKling(reset, notFound, html(502), notFound, html(504), notFound);
    const error = await failureOf(aClient(kling.url, { clock }).order(anOrder, calm));
    expect(error).toMatchObject({ meaning: 'unclear', httpStatus: 504, retryable: true });
    expect(kling.methods()).toEqual(['POST', 'GET', 'POST', 'GET', 'POST', 'GET']);
    expect(new Set(kling.orders().map((order) => order.external_task_id))).toEqual(
      new Set([JOB_ID]),
    );
    expect(clock.sleeps).toEqual([3_000, 6_000, 9_000]);
  });

  it('waits before the look as long as Kling asks, within reason', async () => {
    const clock = createManualClock();
    const down = (seconds: string) => refusal(503, 5001, 'down', { 'retry-after': seconds });
    const kling = await startKling(down('10'), notFound, down('600'), success(task()));
    await aClient(kling.url, { clock }).order(anOrder, calm);
    expect(clock.sleeps).toEqual([10_000, 30_000]);
  });

  it.each<[string, Answer[]]>([
    ['breaks', [html(502), html(502), html(502)]],
    ['is refused', [refusal(429, 1102)]],
  ])('is not sent again when the look itself %s', async (_, look) => {
    const kling = await startKling(reset, ...look, success(task()));
    const error = await failureOf(aClient(kling.url).order(anOrder, calm));
    expect(error).toMatchObject({ meaning: 'unclear', code: 'kling/no-answer' });
    expect(kling.methods().filter((method) => method === 'POST')).toHaveLength(1);
  });

  it('does not call an id refused while nobody could look it up', async () => {
    const kling = await startKling(exists, refusal(401, 1002));
    const error = await failureOf(aClient(kling.url).order(anOrder, calm));
    expect(error).toMatchObject({ meaning: 'unclear', klingCode: 1201 });
    expect(error.cause).toMatchObject({ code: 'kling/auth-invalid' });
  });

  it('is called off between the rounds, without another call', async () => {
    const clock = createManualClock();
    const startedAt = clock.now();
    const stop = new AbortController();
    clock.onSleep(() => stop.abort('SIGTERM'));
    const kling = await startKling(reset, success(task()));
    await expect(aClient(kling.url, { clock }).order(anOrder, stop.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(kling.methods()).toEqual(['POST']);
    expect(clock.now()).toBe(startedAt);
  });
});
