import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { PostError } from '../../src/jobs/contracts.ts';
import { type Figures, keepJournal } from '../../src/jobs/journal.ts';
import type { JobListener } from '../../src/jobs/store.ts';
import { aJob, aRequest, NOON, STATES } from '../support/a-job.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { createRecordedLog } from '../support/recorded-log.ts';
import { createWorld, untilJob } from '../support/world.ts';

/** Writes down what it is told. */
function createRecordedFigures() {
  const told: string[] = [];
  const phases: Record<string, number> = {};
  const figures: Figures = {
    onAccepted: ({ id }) => told.push(`accepted ${id}`),
    onPhase: (_job, phase, ms) => {
      phases[phase] = ms;
    },
    onEnded: ({ id }) => told.push(`ended ${id}`),
    onDeliveryFailed: ({ id }, code) => told.push(`not delivered ${id} ${code}`),
  };
  return { figures, told, phases };
}

const eventsOf = (world: ReturnType<typeof createWorld>, id: string) =>
  world.log.lines.filter(({ fields }) => fields['jobId'] === id).map(({ event }) => event);

describe('the journal', () => {
  it('has one line for each step of a job, from its request to its end', async () => {
    const world = createWorld();
    const bot = await world.start();
    const { job } = await bot.desk.accept(aRequest('web-1'));
    await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    expect(eventsOf(world, 'web-1')).toEqual([
      'job.received',
      'job.queued',
      'job.submitting',
      'job.rendering',
      'job.fetching',
      'job.delivering',
      'job.done',
    ]);
    await bot.stop();
  });

  it('says how it ended and what it cost, and nothing that the person wrote', async () => {
    const world = createWorld();
    const bot = await world.start();
    const { job } = await bot.desk.accept(aRequest('web-1', { prompt: 'a secret wish' }));
    await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    const last = world.log.lines.find(({ event }) => event === 'job.done');
    expect(last?.fields).toMatchObject({ surface: 'web', outcome: 'video', delivery: 'posted' });
    expect(last?.fields['units']).toBeGreaterThan(0);
    expect(JSON.stringify(world.log.lines)).not.toContain('a secret wish');
    await bot.stop();
  });

  it('tells the figures how long each phase took', async () => {
    const { figures, told, phases } = createRecordedFigures();
    const world = createWorld({ figures });
    const bot = await world.start();
    const { job } = await bot.desk.accept(aRequest('web-1'));
    await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    expect(told).toEqual(['accepted web-1', 'ended web-1']);
    expect(Object.keys(phases)).toEqual([
      'preparing',
      'queued',
      'submitting',
      'rendering',
      'fetching',
      'delivering',
    ]);
    expect(phases['rendering']).toBeGreaterThanOrEqual(world.maker.renderMs);
    await bot.stop();
  });

  it('tells of no second request and no phase of unknown length after a restart', async () => {
    const { figures, told, phases } = createRecordedFigures();
    const world = createWorld({ figures });
    const before = await world.start();
    const { job } = await before.desk.accept(aRequest('web-1'));
    await untilJob(world, job.id, ({ state }) => state.kind === 'rendering');
    await before.stop();
    delete phases['preparing'];
    const after = await world.start();
    await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    expect(told).toEqual(['accepted web-1', 'ended web-1']);
    expect(phases['rendering']).toBeUndefined();
    await after.stop();
  });

  it('says that a job was deleted', async () => {
    const world = createWorld();
    const bot = await world.start();
    const { job } = await bot.desk.accept(aRequest('web-1'));
    await bot.desk.delete(await untilJob(world, job.id, ({ state }) => state.kind === 'done'));
    expect(eventsOf(world, 'web-1').at(-1)).toBe('job.deleted');
    await bot.stop();
  });

  it('counts each try to post that failed', async () => {
    const { figures, told } = createRecordedFigures();
    const world = createWorld({ figures });
    let tries = 0;
    world.thread.trouble = (call) => {
      if (call !== 'postVideo') return;
      tries += 1;
      if (tries === 1) throw new PostError('The platform is busy', { meaning: 'busy' });
    };
    const bot = await world.start();
    const { job } = await bot.desk.accept(aRequest('web-1'));
    await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    expect(told).toContain('not delivered web-1 post/busy');
    await bot.stop();
  });

  it('counts no failed try to post where the video could not be fetched yet', async () => {
    const { figures, told } = createRecordedFigures();
    const world = createWorld({ figures });
    let downloads = 0;
    world.media.trouble = (work) => {
      if (work !== 'downloadVideo') return;
      downloads += 1;
      const reason = 'The file server does not answer';
      if (downloads === 1) throw new AppError('download/network', reason, { retryable: true });
    };
    const bot = await world.start();
    const { job } = await bot.desk.accept(aRequest('web-1'));
    await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    expect(downloads).toBe(2);
    expect(told).toEqual(['accepted web-1', 'ended web-1']);
    await bot.stop();
  });

  it('never tells a length below nothing, though the clock was put back', () => {
    const { listener, phases, clock } = keepAlone();
    listener(aJob('web-1', 'received'));
    clock.advance(-3_600_000);
    listener(aJob('web-1', 'queued'));
    expect(phases).toEqual({ preparing: 0 });
  });

  it('measures from the beginning of a state, though a restart has hidden it', () => {
    const { listener, phases, clock } = keepAlone();
    // The first that is heard of it since the start: its link was renewed.
    clock.advance(60_000);
    listener(aJob('web-1', 'fetching'));
    clock.advance(1_000);
    listener(aJob('web-1', 'delivering'));
    expect(phases['fetching']).toBe(NOON + 61_000 - STATES.fetching.since);
  });
});

/** The journal over a store that the test speaks for. */
function keepAlone() {
  const { figures, phases } = createRecordedFigures();
  const [clock, log] = [createManualClock(), createRecordedLog()];
  const listeners: JobListener[] = [];
  keepJournal({ store: { subscribe: (each) => void listeners.push(each) }, figures, clock, log });
  const listener: JobListener = (job) => {
    for (const each of listeners) each(job);
  };
  return { listener, phases, clock };
}
