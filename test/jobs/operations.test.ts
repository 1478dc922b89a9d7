import { describe, expect, it } from 'vitest';
import { aJob, aPerson, aRequest } from '../support/a-job.ts';
import { createWorld, untilJob, type World, type WorldOptions } from '../support/world.ts';

async function open(options: WorldOptions = {}) {
  const world = createWorld(options);
  const bot = await world.start();
  const ask = (id: string, person: string) =>
    bot.desk.accept(aRequest(id, { person: aPerson(person) }));
  return { world, bot, ask, operations: bot.operations };
}

const isDone = (world: World, id: string) => {
  const job = world.job(id);
  return job?.state.kind === 'done';
};

describe('the operator sees', () => {
  it('each open job with its phase, its age and its place, and the slots in use', async () => {
    const { world, bot, ask, operations } = await open({ slots: 1 });
    for (const id of ['web-1', 'web-2', 'web-3']) await ask(id, 'ada');
    await world.clock.advanceUntil(() => world.job('web-1')?.state.kind === 'rendering');
    await world.clock.advance(2_000);
    const overview = await operations.overview();
    expect(overview.slots).toEqual({ used: 1, total: 1 });
    expect(overview.open.map(({ id, phase, position }) => [id, phase, position])).toEqual([
      ['web-1', 'rendering', undefined],
      ['web-2', 'queued', 1],
      ['web-3', 'queued', 2],
    ]);
    expect(overview.open[0]?.ageMs).toBeGreaterThanOrEqual(2_000);
    expect(overview.openTotal).toBe(3);
    expect(overview.queues).toContainEqual({ name: 'render', running: 1, waiting: 2, delayed: 0 });
    await bot.stop();
  });

  it('who has how many jobs open and waiting, the most first', async () => {
    const { world, bot, ask, operations } = await open({ slots: 1 });
    await ask('web-1', 'ada');
    for (const id of ['web-2', 'web-3']) await ask(id, 'bob');
    await world.clock.advanceUntil(() => world.job('web-1')?.state.kind === 'rendering');
    expect((await operations.overview()).people).toEqual([
      { person: aPerson('bob'), open: 2, waiting: 2 },
      { person: aPerson('ada'), open: 1, waiting: 0 },
    ]);
    await bot.stop();
  });

  it('nothing of a job that has ended but what it cost and how long it took', async () => {
    const { world, bot, ask, operations } = await open();
    await ask('web-1', 'ada');
    await world.clock.advanceUntil(() => isDone(world, 'web-1'));
    const { open: jobs, openTotal, people, spent, renders } = await operations.overview();
    expect({ jobs, openTotal, people }).toEqual({ jobs: [], openTotal: 0, people: [] });
    expect(spent.people).toEqual([{ person: aPerson('ada'), units: spent.units }]);
    expect(spent.units).toBeGreaterThan(0);
    expect(renders.std).toHaveLength(1);
    await bot.stop();
  });

  it('the jobs of an earlier run as well', async () => {
    const { world, bot, ask } = await open();
    await ask('web-1', 'ada');
    await world.clock.advanceUntil(() => world.job('web-1')?.state.kind === 'rendering');
    await bot.stop();
    const after = await world.start();
    expect((await after.operations.overview()).open).toMatchObject([{ id: 'web-1' }]);
    await after.stop();
  });

  it('what Kling refused, with what to do about it', async () => {
    const { world, bot, ask, operations } = await open();
    world.maker.troubles.push('account');
    await ask('web-1', 'ada');
    await world.clock.advanceUntil(() => isDone(world, 'web-1'));
    expect((await operations.overview()).failures).toMatchObject([
      { jobId: 'web-1', surface: 'web', final: true, times: 1 },
    ]);
    await bot.stop();
  });

  it('no more people who have spent than a page shows, and what all have spent', async () => {
    const { bot, operations } = await open();
    for (let index = 0; index < 105; index += 1) {
      await bot.store.create(aJob(`web-${index}`, 'done', { person: aPerson(`visitor-${index}`) }));
    }
    const { spent } = await operations.overview();
    expect(spent.people).toHaveLength(100);
    expect(spent.units).toBe(105 * 4);
    await bot.stop();
  });

  it('no more jobs than a page shows, and how many there are', async () => {
    const { bot, ask, operations } = await open({ slots: 1 });
    await Promise.all(Array.from({ length: 205 }, (_, index) => ask(`web-${index}`, 'ada')));
    const overview = await operations.overview();
    expect(overview.open).toHaveLength(200);
    expect(overview.openTotal).toBe(205);
    await bot.stop();
  });
});

describe('the operator can', () => {
  it('cancel the job of anybody', async () => {
    const { world, bot, ask, operations } = await open();
    await ask('web-1', 'ada');
    await world.clock.advanceUntil(() => world.job('web-1')?.state.kind === 'rendering');
    expect(await operations.cancel('web-1')).toBe('charged');
    const job = await untilJob(world, (await ask('web-1', 'ada')).job.id, ({ state }) => {
      return state.kind === 'done';
    });
    expect(job.state).toMatchObject({ outcome: { kind: 'cancelled' } });
    expect(await operations.cancel('web-1')).toBe('already-ended');
    await bot.stop();
  });

  it('try a job again for whoever asked for it, once for one press', async () => {
    const { world, bot, ask, operations } = await open();
    await ask('web-1', 'ada');
    await world.clock.advanceUntil(() => isDone(world, 'web-1'));
    const first = await operations.retry('web-1', 'press-1');
    const again = await operations.retry('web-1', 'press-1');
    expect(first).toMatchObject({ fresh: true, job: { id: 'web-1.2', person: aPerson('ada') } });
    expect(again).toMatchObject({ fresh: false, job: { id: 'web-1.2' } });
    await bot.stop();
  });

  it('not try again what still runs, was deleted or never was', async () => {
    const { world, bot, ask, operations } = await open();
    const { job } = await ask('web-1', 'ada');
    expect(await operations.retry('web-1', 'press-1')).toBeUndefined();
    await bot.desk.delete(await untilJob(world, job.id, ({ state }) => state.kind === 'done'));
    expect(await operations.retry('web-1', 'press-2')).toBeUndefined();
    expect(await operations.retry('web-9', 'press-3')).toBeUndefined();
    expect(await operations.cancel('web-9')).toBeUndefined();
    await bot.stop();
  });

  it('close the intake, and sees that it is closed', async () => {
    const { bot, ask, operations } = await open();
    await operations.setIntake(false);
    expect((await operations.overview()).takesRequests).toBe(false);
    await expect(ask('web-1', 'ada')).rejects.toMatchObject({
      problem: { code: 'intake/closed' },
    });
    await bot.stop();
  });
});
