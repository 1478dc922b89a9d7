import { describe, expect, it } from 'vitest';
import { isSettled, toJobId } from '../../src/jobs/job.ts';
import { createLimits, dollarsFor, unitsFor } from '../../src/jobs/limits.ts';
import { aJob, aPerson, aRequest, NOON } from '../support/a-job.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';
import { createWorld, untilJob, type World, type WorldOptions } from '../support/world.ts';

const DAY_MS = 86_400_000;
const SETTINGS = { maxOpenPerPerson: 3, dailyUnitsPerPerson: 10, dailyUnitsTotal: 15 };

const bob = aPerson('bob');

describe('the price of a job', () => {
  it.each([
    ['std', 10, 4],
    ['pro', 10, 8],
    ['std', 7.4, 2.8],
    ['std', 7.5, 3.2],
    ['pro', 300, 240],
  ] as const)('in %s mode with %d s is %d units', (mode, seconds, units) => {
    expect(unitsFor(mode, seconds)).toBe(units);
  });

  it('is told in dollars at list price', () => {
    expect(dollarsFor(600)).toBeCloseTo(84);
  });
});

describe('the limits', () => {
  it('let a person have so many open jobs and no more', () => {
    const limits = createLimits(SETTINGS, createSteppedClock());
    for (const id of ['web-1', 'web-2', 'web-3']) limits.count(aJob(id, 'rendering'));
    expect(limits.againstOpening(aPerson('ada'))).toEqual({
      code: 'limit/open-jobs',
      open: 3,
      maxOpen: 3,
    });
    expect(limits.againstOpening(bob)).toBeUndefined();
    limits.count(aJob('web-2', 'done'));
    expect(limits.againstOpening(aPerson('ada'))).toBeUndefined();
  });

  it('know someone of the same id on another surface for somebody else', () => {
    const limits = createLimits({ ...SETTINGS, maxOpenPerPerson: 1 }, createSteppedClock());
    limits.count(aJob('web-1'));
    expect(limits.againstOpening({ surface: 'slack', id: 'ada' })).toBeUndefined();
  });

  it('let a person spend so many units a day, and say how many are left', () => {
    const limits = createLimits(SETTINGS, createSteppedClock());
    limits.count(aJob('web-1', 'done', { units: 7.9 }));
    expect(limits.againstSpending(aJob('web-2'), 2.1)).toBeUndefined();
    expect(limits.againstSpending(aJob('web-2'), 2.2)).toEqual({
      code: 'limit/person-units',
      units: 2.2,
      leftUnits: 2.1,
      maxUnits: 10,
      freeAt: NOON + DAY_MS / 2,
    });
  });

  it('let everybody together spend so many units a day', () => {
    const limits = createLimits(SETTINGS, createSteppedClock());
    limits.count(aJob('web-1', 'done', { units: 9 }));
    const problem = limits.againstSpending(aJob('web-2', 'received', { person: bob }), 7);
    expect(problem).toMatchObject({ code: 'limit/total-units', leftUnits: 6, maxUnits: 15 });
  });

  it('do not count a job against itself, nor lose tenths in sums', () => {
    const limits = createLimits({ ...SETTINGS, dailyUnitsPerPerson: 1 }, createSteppedClock());
    for (let tenth = 0; tenth < 9; tenth += 1) {
      limits.count(aJob(`web-${tenth}`, 'done', { units: 0.1 }));
    }
    limits.count(aJob('web-own', 'received', { units: 0.1 }));
    expect(limits.againstSpending(aJob('web-own'), 0.1)).toBeUndefined();
  });

  it('give the units of a free job back', () => {
    const limits = createLimits(SETTINGS, createSteppedClock());
    limits.count(aJob('web-1', 'rendering', { units: 10 }));
    expect(limits.againstSpending(aJob('web-2'), 1)).toBeDefined();
    limits.count(aJob('web-1', 'done', { units: 0 }));
    expect(limits.againstSpending(aJob('web-2'), 1)).toBeUndefined();
  });

  it('begin anew on the next UTC day', async () => {
    const clock = createSteppedClock();
    const limits = createLimits(SETTINGS, clock);
    limits.count(aJob('web-1', 'done', { units: 10 }));
    await clock.advance(DAY_MS / 2);
    const job = aJob('web-2', 'received', { acceptedAt: clock.now() });
    expect(limits.againstSpending(job, 10)).toBeUndefined();
  });

  it('count a job that waited over midnight for the day on which it was asked for', async () => {
    const clock = createSteppedClock();
    const limits = createLimits(SETTINGS, clock);
    for (const id of ['web-1', 'web-2']) limits.count(aJob(id, 'queued', { units: 5 }));
    await clock.advance(DAY_MS / 2 + 60_000);
    limits.count(aJob('web-1', 'done', { units: 5 }));
    expect(limits.againstSpending(aJob('web-3'), 5)).toBeDefined();
  });

  it('still count a job that is open after days', async () => {
    const clock = createSteppedClock();
    const limits = createLimits({ ...SETTINGS, maxOpenPerPerson: 1 }, clock);
    limits.count(aJob('web-1', 'rendering'));
    await clock.advance(3 * DAY_MS);
    limits.count(aJob('web-2', 'done'));
    expect(limits.againstOpening(aPerson('ada'))).toBeDefined();
  });

  it('tell who has spent how much today, the most first', async () => {
    const clock = createSteppedClock();
    const limits = createLimits(SETTINGS, clock);
    limits.count(aJob('web-1', 'done', { units: 0.1, person: aPerson('ada') }));
    limits.count(aJob('web-2', 'done', { units: 0.2, person: aPerson('ada') }));
    limits.count(aJob('web-3', 'done', { units: 4, person: aPerson('bob-2') }));
    limits.count(
      aJob('slack-1', 'queued', { units: 1, person: { surface: 'slack', id: 'T1-U1' } }),
    );
    limits.count(aJob('web-4', 'done', { units: 0, person: aPerson('cy') }));
    expect(limits.spentToday()).toMatchObject({
      units: 5.3,
      surfaces: [
        { surface: 'web', units: 4.3 },
        { surface: 'slack', units: 1 },
      ],
      people: [
        { person: aPerson('bob-2'), units: 4 },
        { person: { surface: 'slack', id: 'T1-U1' }, units: 1 },
        { person: aPerson('ada'), units: 0.3 },
      ],
    });
    await clock.advance(DAY_MS);
    expect(limits.spentToday()).toMatchObject({ units: 0, surfaces: [], people: [] });
  });

  it('forget a job that is removed', () => {
    const limits = createLimits(SETTINGS, createSteppedClock());
    limits.count(aJob('web-1', 'done', { units: 10 }));
    limits.forget(toJobId('web-1'));
    expect(limits.againstSpending(aJob('web-2'), 10)).toBeUndefined();
  });
});

const open = (options: WorldOptions['limits']) => createWorld({ limits: options ?? {} });
const ask = (id: string) => aRequest(id);

/** Lets every job that waits in the world come to its end. */
async function untilAllEnd(world: World, ids: readonly string[]): Promise<void> {
  for (const id of ids) await untilJob(world, toJobId(id), isSettled);
}

describe('a person who is over a limit', () => {
  it('is refused the job too many, even in a burst', async () => {
    const world = open({ maxOpenPerPerson: 3 });
    const bot = await world.start();
    const ids = Array.from({ length: 10 }, (_, index) => `web-${index}`);
    const answers = await Promise.allSettled(ids.map((id) => bot.desk.accept(ask(id))));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const [refused] = answers.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { problem: { open: 3, maxOpen: 3 } } });
  });

  it('does not spend more than allowed with jobs prepared side by side', async () => {
    const world = open({ dailyUnitsPerPerson: 10 });
    const { prepareClip } = world.media;
    // All are read in the same moment.
    world.media.prepareClip = async (...args) => {
      await world.clock.sleep(1_000);
      return prepareClip(...args);
    };
    const bot = await world.start();
    const ids = ['web-1', 'web-2', 'web-3', 'web-4', 'web-5'];
    await Promise.all(ids.map((id) => bot.desk.accept(ask(id))));
    await untilAllEnd(world, ids);
    expect(world.maker.charges.size).toBe(2);
    expect(world.thread.posts.filter(({ text }) => text.includes('units left'))).toHaveLength(3);
  });

  it('is still over it after a restart', async () => {
    const world = open({ dailyUnitsPerPerson: 4 });
    const first = await world.start();
    await first.desk.accept(ask('web-1'));
    await untilAllEnd(world, ['web-1']);
    await first.stop();
    const second = await world.start();
    await second.desk.accept(ask('web-2'));
    await untilAllEnd(world, ['web-2']);
    expect(world.job('web-2')?.state).toMatchObject({
      outcome: { kind: 'problem', problem: { code: 'limit/person-units', leftUnits: 0 } },
    });
  });

  it('may go on when a failed job gave its units back', async () => {
    const world = open({ dailyUnitsPerPerson: 4 });
    const bot = await world.start();
    world.maker.ending = 'failed';
    await bot.desk.accept(ask('web-1'));
    await untilAllEnd(world, ['web-1']);
    world.maker.ending = 'succeeded';
    await bot.desk.accept(ask('web-2'));
    await untilAllEnd(world, ['web-2']);
    expect(world.job('web-2')?.state).toMatchObject({ outcome: { kind: 'video' } });
  });
});

it('keeps no count of days that are over', async () => {
  const clock = createSteppedClock();
  const limits = createLimits({ ...SETTINGS, dailyUnitsPerPerson: 1e9 }, clock);
  limits.count(aJob('web-old', 'done', { units: 5 }));
  await clock.advance(3 * DAY_MS);
  limits.count(aJob('web-new', 'done', { acceptedAt: clock.now() }));
  // Nothing but a count that was kept could stand against this job of the old day.
  expect(limits.againstSpending(aJob('web-late'), 15)).toBeUndefined();
});
