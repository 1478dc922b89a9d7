import { describe, expect, it } from 'vitest';
import { PostError } from '../../src/jobs/contracts.ts';
import type { Figures } from '../../src/jobs/journal.ts';
import { aRequest } from '../support/a-job.ts';
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
});
