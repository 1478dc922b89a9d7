import { expect, it } from 'vitest';
import type { Overview } from '../../../src/jobs/overview.ts';
import { createSteppedClock } from '../../support/stepped-clock.ts';
import { QUIET, startOps, until, watch } from './ops-service.ts';

/** A service over operations that count how often they were looked at. */
async function startCounted() {
  const clock = createSteppedClock();
  const seen = { looks: 0, openTotal: 0 };
  const overview = async (): Promise<Overview> => {
    seen.looks += 1;
    return { ...QUIET, openTotal: seen.openTotal };
  };
  const service = await startOps({ clock, operations: { overview } });
  return { clock, seen, service };
}

it('tells a page at once how things are, and then what has changed', async () => {
  const { clock, seen, service } = await startCounted();
  const { views, response } = await watch(service);
  expect(response.headers['content-type']).toContain('text/event-stream');
  await until(() => views.length === 1);
  seen.openTotal = 7;
  await clock.advance(1_000);
  await until(() => views.length === 2);
  expect(views.map(({ openTotal }) => openTotal)).toEqual([0, 7]);
});

it('says nothing new where only time has passed', async () => {
  const { clock, seen, service } = await startCounted();
  const { views } = await watch(service);
  await until(() => views.length === 1);
  await clock.advance(5_000);
  expect(seen.looks).toBe(6);
  seen.openTotal = 1;
  await clock.advance(1_000);
  await until(() => views.length === 2);
});

it('looks once a second for all pages together', async () => {
  const { clock, seen, service } = await startCounted();
  const pages = [await watch(service), await watch(service), await watch(service)];
  await until(() => pages.every(({ views }) => views.length === 1));
  expect(seen.looks).toBe(1);
  await clock.advance(3_000);
  expect(seen.looks).toBe(4);
});

it('looks at nothing while nobody listens', async () => {
  const { clock, seen, service } = await startCounted();
  await clock.advance(5_000);
  expect(seen.looks).toBe(0);
  const page = await watch(service);
  await until(() => page.views.length === 1);
  const sleeping = clock.sleepers();
  page.leave();
  // The heartbeat of the stream ends with it.
  await until(() => clock.sleepers() < sleeping);
  await clock.advance(10_000);
  expect(seen.looks).toBe(1);
});

it('takes twenty pages, and another one when one of them is closed', async () => {
  const { service } = await startCounted();
  const pages = [];
  for (let index = 0; index < 20; index += 1) pages.push(await watch(service));
  const refused = await service.ask('GET', '/ops/api/events');
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('10');
  expect(await refused.json()).toMatchObject({ code: 'ops/too-many-streams' });
  pages[0]?.leave();
  let again = 503;
  for (let tries = 0; again === 503 && tries < 1_000; tries += 1) {
    const { response, leave } = await watch(service);
    again = response.statusCode ?? 0;
    leave();
  }
  expect(again).toBe(200);
});

it('ends the streams when the service stops', async () => {
  const { service } = await startCounted();
  const page = await watch(service);
  await until(() => page.views.length === 1);
  await service.close();
  await until(() => page.isOver);
});

it('ends the streams when it cannot look, so that the pages tell it and come again', async () => {
  const overview = async () => {
    throw new Error('the disk is gone');
  };
  const service = await startOps({ operations: { overview } });
  const page = await watch(service);
  await until(() => page.isOver);
  expect(service.log.count('ops.look-failed')).toBe(1);
});
