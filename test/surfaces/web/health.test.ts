import fetch from 'node-fetch';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { healthRoutes, type Readiness } from '../../../src/surfaces/web/health-routes.ts';
import { startHttpServer } from '../../../src/surfaces/web/http-server.ts';
import { quietLog } from '../../support/real-sandbox.ts';

async function start(readiness: () => Promise<Readiness>): Promise<string> {
  const server = await startHttpServer({
    ...{ host: '127.0.0.1', port: 0, trustedProxies: [], clock: systemClock, log: quietLog },
    routes: [healthRoutes({ readiness })],
  });
  onTestFinished(() => server.close());
  return server.url;
}

const FINE = { ok: true, detail: 'connected' };

it('is ready when everything that it needs is', async () => {
  const reply = await fetch(`${await start(async () => ({ discord: FINE, kling: FINE }))}/readyz`);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('cache-control')).toBe('no-store');
  expect(await reply.json()).toEqual({ ready: true, checks: { discord: FINE, kling: FINE } });
});

it('is not ready when one thing is missing, and says which', async () => {
  const kling = { ok: false, detail: 'has not answered for 2 min' };
  const reply = await fetch(`${await start(async () => ({ discord: FINE, kling }))}/readyz`);
  expect(reply.status).toBe(503);
  expect(await reply.json()).toEqual({ ready: false, checks: { discord: FINE, kling } });
});

it('is alive also while it is not ready', async () => {
  const url = await start(async () => {
    throw new Error('the disk does not answer');
  });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(500);
});
