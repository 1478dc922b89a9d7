import { describe, expect, it } from 'vitest';
import { isSettled, toJobId } from '../../src/jobs/job.ts';
import { aJob, aRequest } from '../support/a-job.ts';
import type { OrderTrouble } from '../support/fake-maker.ts';
import { type Bot, createWorld, untilJob, type World } from '../support/world.ts';

const ID = toJobId('web-1');
const HOUR_MS = 3_600_000;

async function ask(world: World): Promise<Bot> {
  const bot = await world.start();
  await bot.desk.accept(aRequest(ID));
  return bot;
}

/** A job of an earlier run that stopped somewhere around the paid call. */
async function leaveSubmitting(world: World): Promise<void> {
  await world.records.create(aJob(ID, 'submitting'));
  for (const name of ['portrait.jpg', 'clip']) await world.blobs.save(`${ID}/${name}`, '');
}

const isDone = ({ state }: { state: { kind: string } }) => state.kind === 'done';

describe('the paid call', () => {
  it('carries what the person asked for under the id of the job', async () => {
    const world = createWorld();
    await ask(world);
    await untilJob(world, ID, isDone);
    expect(world.maker.orders).toHaveLength(1);
    const [order] = world.maker.orders;
    expect(order).toMatchObject({ jobId: ID, prompt: 'smiles', mode: 'std' });
    expect(order?.portrait.length).toBeGreaterThan(0);
    expect(order?.clip.length).toBeGreaterThan(0);
  });

  it.each<readonly [OrderTrouble[], number]>([
    [['unclear-before'], 1],
    [['unclear-after'], 1],
    [['unclear-before', 'unclear-after'], 1],
    [['unreachable', 'unreachable', 'unclear-after'], 1],
    [['unclear-before', 'full', 'unreachable', 'unclear-after'], 1],
    [['full', 'full', 'unclear-after'], 1],
  ])('is charged once through %s', async (troubles, charged) => {
    const world = createWorld();
    world.maker.troubles.push(...troubles);
    await ask(world);
    await untilJob(world, ID, isDone);
    expect(world.maker.charges.get(ID)).toBe(charged);
    expect(world.thread.videosOf(ID)).toHaveLength(1);
  });

  it.each([
    ['content', 'maker/content-refused'],
    ['input', 'maker/input-refused'],
    ['account', 'maker/account'],
  ] as const)('refused for %s ends the job for free with a word', async (trouble, code) => {
    const world = createWorld();
    world.maker.troubles.push(trouble);
    await ask(world);
    const job = await untilJob(world, ID, isDone);
    expect(job.state).toMatchObject({ outcome: { problem: { code } } });
    expect(job.units).toBe(0);
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });

  it('refused for lack of room is made again some seconds later, not in a rush', async () => {
    const world = createWorld();
    world.maker.troubles.push(...Array<OrderTrouble>(10).fill('full'));
    await ask(world);
    await world.clock.advance(50_000);
    expect(world.maker.requests.order).toBeGreaterThan(4);
    expect(world.maker.requests.order).toBeLessThan(12);
    await untilJob(world, ID, isDone);
    expect(world.thread.videosOf(ID)).toHaveLength(1);
  });

  it('whose answer is lost is looked up, also when the maker is too busy to say', async () => {
    const world = createWorld();
    world.maker.troubles.push('unclear-after');
    world.maker.questionTrouble = 'full';
    await ask(world);
    await world.clock.advance(60_000);
    expect(world.job(ID)?.state.kind).toBe('submitting');
    world.maker.questionTrouble = undefined;
    await untilJob(world, ID, isDone);
    expect(world.maker.charges.get(ID)).toBe(1);
  });

  it('is not made again while it is unclear whether the first one went through', async () => {
    const world = createWorld();
    world.maker.troubles.push('unclear-after');
    world.maker.questionTrouble = 'unreachable';
    await ask(world);
    await world.clock.advance(600_000);
    expect(world.maker.requests.order).toBe(1);
  });

  it('that may have gone through is never called free', async () => {
    const world = createWorld();
    world.maker.troubles.push('unclear-after');
    world.maker.questionTrouble = 'account';
    await ask(world);
    const job = await untilJob(world, ID, isDone);
    expect(job.units).toBe(4);
  });

  it('is given up when the maker has not answered for a day, and the person hears of it', async () => {
    const world = createWorld();
    world.maker.outage = 'unreachable';
    await ask(world);
    await world.clock.advance(60_000);
    await world.clock.skip(23 * HOUR_MS);
    expect(world.job(ID)?.state.kind).toBe('submitting');
    await world.clock.skip(HOUR_MS);
    const job = await untilJob(world, ID, isDone);
    expect(job.state).toMatchObject({ outcome: { problem: { code: 'maker/no-answer' } } });
    expect(job.units).toBe(0);
  });

  it('for which our own files are missing ends the job with a word', async () => {
    const world = createWorld();
    const bot = await world.start();
    world.maker.troubles.push('full');
    await bot.desk.accept(aRequest(ID));
    await untilJob(world, ID, ({ state }) => state.kind === 'queued');
    await world.clock.advance(1_000);
    await world.blobs.removeJob(ID);
    const job = await untilJob(world, ID, isDone);
    expect(job.state).toMatchObject({ outcome: { problem: { errorCode: 'blob/missing' } } });
  });

  it('interrupted by the end of the program is looked up at the next start', async () => {
    const world = createWorld();
    await leaveSubmitting(world);
    await world.maker.order(
      { jobId: ID, portrait: Buffer.alloc(0), clip: Buffer.alloc(0), prompt: '', mode: 'std' },
      new AbortController().signal,
    );
    await world.start();
    await untilJob(world, ID, isDone);
    expect(world.maker.orders).toHaveLength(1);
    expect(world.log.count('job.task-adopted')).toBe(1);
  });
});

describe('a wish to cancel', () => {
  it('saves the money while the maker cannot be reached', async () => {
    const world = createWorld();
    world.maker.outage = 'unreachable';
    const bot = await ask(world);
    const job = await untilJob(world, ID, ({ state }) => state.kind === 'submitting');
    await bot.desk.cancel(job);
    const settled = await untilJob(world, ID, isSettled);
    world.maker.outage = undefined;
    await world.clock.advance(120_000);
    expect(settled.units).toBe(0);
    expect(world.maker.charges.size).toBe(0);
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });

  it('saves the money when the program died before the order arrived', async () => {
    const world = createWorld();
    await leaveSubmitting(world);
    await world.records.askToCancel(ID);
    await world.start();
    const job = await untilJob(world, ID, isDone);
    expect(job.state).toMatchObject({ outcome: { kind: 'cancelled', charged: false } });
    expect(world.maker.charges.size).toBe(0);
  });
});
