import { describe, expect, it } from 'vitest';
import { createManualClock } from '../support/manual-clock.ts';
import { aClient, calm, failureOf } from './a-client.ts';
import {
  type Answer,
  cutBody,
  html,
  raw,
  refusal,
  reset,
  startKling,
  success,
  TASK_ID,
  task,
} from './scripted-kling.ts';

const NOON = Date.UTC(2026, 10, 22, 12);

describe('a read that fails', () => {
  it.each<[string, Answer]>([
    ['1302', refusal(429, 1302)],
    ['1303', refusal(429, 1303)],
    ['5000', refusal(500, 5000)],
    ['5001', refusal(503, 5001)],
    ['5002', refusal(504, 5002)],
    ['a gateway’s page', html(502)],
    ['an empty body', raw(200, 'application/json', '')],
    ['a reset connection', reset],
    ['a body cut in the middle', cutBody],
    ['a number as id', success(task({ task_id: 1 }))],
  ])('with %s is asked again', async (_, answer) => {
    const clock = createManualClock();
    const kling = await startKling(answer, success(task()));
    const view = await aClient(kling.url, { clock }).find(TASK_ID, calm);
    expect(view).toMatchObject({ taskId: TASK_ID });
    expect(clock.sleeps).toEqual([1_000]);
  });

  it.each([1000, 1002, 1100, 1101, 1102, 1103, 1200, 1202, 1300, 1301, 1304])(
    'with %i is not asked again',
    async (code) => {
      const clock = createManualClock();
      const kling = await startKling(refusal(code < 1100 ? 401 : 429, code));
      const error = await failureOf(aClient(kling.url, { clock }).find(TASK_ID, calm));
      expect(error.klingCode).toBe(code);
      expect(kling.seen).toHaveLength(1);
      expect(clock.sleeps).toEqual([]);
    },
  );

  it('is asked three times and then given up, with longer waits', async () => {
    const clock = createManualClock();
    const kling = await startKling(html(502), html(502), refusal(500, 5000), success([]));
    const error = await failureOf(aClient(kling.url, { clock }).list(1, 30, calm));
    expect(error.klingCode).toBe(5000);
    expect(kling.seen).toHaveLength(3);
    expect(clock.sleeps).toEqual([1_000, 2_000]);
  });

  it('comes back a little later than others, never earlier than advised', async () => {
    const clock = createManualClock();
    const kling = await startKling(html(502), html(502), success([]));
    await aClient(kling.url, { clock, random: () => 0.9999 }).list(1, 30, calm);
    expect(clock.sleeps).toEqual([1_250, 2_500]);
  });

  it.each([
    ['seconds', '7', 7_000],
    ['a date', new Date(NOON + 9_000).toUTCString(), 9_000],
    ['a date in the past', new Date(NOON - 9_000).toUTCString(), 0],
    ['nonsense', 'soon', 1_000],
    ['nothing', '', 1_000],
  ])('waits as long as Retry-After says in %s', async (_, header, waitMs) => {
    const clock = createManualClock(NOON);
    const busy = refusal(429, 1302, 'slow down', { 'retry-after': header });
    const kling = await startKling(busy, success([]));
    await aClient(kling.url, { clock }).list(1, 30, calm);
    expect(clock.sleeps).toEqual([waitMs]);
  });

  it('is given up at once when the wait would pass the total limit, and says how long it is', async () => {
    const clock = createManualClock();
    const busy = refusal(429, 1302, 'slow down', { 'retry-after': '90' });
    const kling = await startKling(busy, success([]));
    const error = await failureOf(aClient(kling.url, { clock }).list(1, 30, calm));
    expect(error).toMatchObject({ meaning: 'full', retryAfterMs: 90_000 });
    expect(kling.seen).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  it('never asks for more than an hour of patience', async () => {
    const busy = refusal(429, 1302, 'slow down', { 'retry-after': '99999999' });
    const kling = await startKling(busy);
    const error = await failureOf(aClient(kling.url).list(1, 30, calm));
    expect(error.retryAfterMs).toBe(3_600_000);
  });

  it('stops while it waits, as soon as it is called off', async () => {
    const clock = createManualClock();
    const startedAt = clock.now();
    const stop = new AbortController();
    clock.onSleep(() => stop.abort());
    const kling = await startKling(html(502), success([]));
    await expect(aClient(kling.url, { clock }).list(1, 30, stop.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(kling.seen).toHaveLength(1);
    expect(clock.now()).toBe(startedAt);
  });
});
