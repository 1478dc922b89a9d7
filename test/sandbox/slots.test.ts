import { describe, expect, it } from 'vitest';
import { sound } from './samples.ts';
import { aSandbox, TASKS } from './sandbox-under-test.ts';

describe('slots', () => {
  it('refuse one task too many with 429 and 1303, and without data', async () => {
    const { create, send } = await aSandbox({ settings: { slots: 2 } });
    await create();
    await create();
    const full = await create();
    expect(full).toMatchObject({
      status: 429,
      code: 1303,
      message: 'parallel task over resource pack limit',
    });
    expect(full.data).toBeUndefined();
    expect((await send(TASKS)).status).toBe(200);
  });

  it('let no more through when all ask at once', async () => {
    const { create, sandbox } = await aSandbox();
    const all = await Promise.all(Array.from({ length: 12 }, () => create()));
    expect(all.filter(({ code }) => code === 0)).toHaveLength(5);
    expect(all.filter(({ code }) => code === 1303)).toHaveLength(7);
    expect(sandbox.control.peakOpen()).toBe(5);
  });

  it('are held while a task waits and renders, and freed at its end', async () => {
    const { create, order, finished, clock } = await aSandbox({
      settings: { slots: 1, queueMs: 1_000, renderMs: 5_000 },
    });
    const { task_id } = await order();
    await clock.advance(2_000);
    expect((await create()).code).toBe(1303);
    await finished(task_id);
    expect((await create()).code).toBe(0);
  });

  it('are freed by a failure as well', async () => {
    const { create, order, finished } = await aSandbox({ settings: { slots: 1, failWith: 'no' } });
    await finished((await order()).task_id);
    expect((await create()).code).toBe(0);
  });

  it('are not taken by a task that is refused', async () => {
    const { create } = await aSandbox({ settings: { slots: 1 } });
    expect((await create({ mode: 'ultra' })).code).toBe(1201);
    expect((await create()).code).toBe(0);
  });
});

describe('the pack', () => {
  it('is used up with 429 and 1102', async () => {
    const { create } = await aSandbox({ settings: { unitsLeft: 2 } });
    // Three seconds at 0.4 units are 1.2.
    expect((await create()).code).toBe(0);
    const refused = await create();
    expect(refused).toMatchObject({
      status: 429,
      code: 1102,
      message: 'Account balance not enough',
    });
    expect(refused.data).toBeUndefined();
  });

  it('is not charged for what fails', async () => {
    const { order, finished, sandbox } = await aSandbox({
      settings: { unitsLeft: 10, failWith: 'no' },
    });
    await finished((await order()).task_id);
    expect(sandbox.control.change({}).unitsLeft).toBe(10);
  });

  it.each([
    ['std', 11.3, '4.4'],
    ['std', 2, '0.8'],
    ['pro', 11.3, '8.8'],
    ['pro', 299.6, '240'],
  ])('pays in %s for %d seconds %s units, told as text', async (mode, seconds, units) => {
    const { order, finished } = await aSandbox();
    const { task_id } = await order({ mode, sound_file: sound(seconds) });
    expect((await finished(task_id)).final_unit_deduction).toBe(units);
  });
});
