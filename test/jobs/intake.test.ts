import { expect, it } from 'vitest';
import { openIntake } from '../../src/jobs/intake.ts';
import { aRequest } from '../support/a-job.ts';
import { createInMemoryDocuments } from '../support/in-memory-documents.ts';
import { createWorld, untilJob } from '../support/world.ts';

it('lets requests in until somebody closes it', async () => {
  const intake = await openIntake(createInMemoryDocuments('settings'));
  expect(intake.isOpen()).toBe(true);
  await intake.set(false);
  expect(intake.isOpen()).toBe(false);
});

it('stays closed over a restart, and open again once it was opened', async () => {
  const settings = createInMemoryDocuments('settings');
  await (await openIntake(settings)).set(false);
  const after = await openIntake(settings);
  expect(after.isOpen()).toBe(false);
  await after.set(true);
  expect((await openIntake(settings)).isOpen()).toBe(true);
});

it('tells whoever shows it to people', async () => {
  const intake = await openIntake(createInMemoryDocuments('settings'));
  const told: boolean[] = [];
  intake.onChange((open) => told.push(open));
  await intake.set(false);
  await intake.set(true);
  expect(told).toEqual([false, true]);
});

it('refuses new requests with a word while it is closed, and finishes what was taken before', async () => {
  const world = createWorld();
  const bot = await world.start();
  const { job } = await bot.desk.accept(aRequest('web-1'));
  await bot.intake.set(false);
  await expect(bot.desk.accept(aRequest('web-2'))).rejects.toMatchObject({
    problem: { code: 'intake/closed' },
  });
  const done = await untilJob(world, job.id, ({ state }) => state.kind === 'done');
  expect(done.state).toMatchObject({ outcome: { kind: 'video' } });
  await bot.stop();
});

it('takes the message that was taken before, also while it is closed', async () => {
  const world = createWorld();
  const bot = await world.start();
  await bot.desk.accept(aRequest('web-1'));
  await bot.intake.set(false);
  expect((await bot.desk.accept(aRequest('web-1'))).fresh).toBe(false);
  await bot.stop();
});
