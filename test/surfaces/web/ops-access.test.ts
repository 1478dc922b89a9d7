import { describe, expect, it } from 'vitest';
import { createGuesses } from '../../../src/surfaces/web/ops/guesses.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createSteppedClock } from '../../support/stepped-clock.ts';
import { basic, startOps } from './ops-service.ts';

const PASSWORD = 'correct horse: bättery';
const PATHS = ['/ops', '/metrics', '/ops/api/view'];

describe('the operations page without a password', () => {
  it.each(PATHS)('gives this machine %s', async (path) => {
    const { ask } = await startOps();
    expect((await ask('GET', path)).status).toBe(200);
  });

  it.each([
    ['a name of somebody else that points here', { host: 'evil.example:3000' }],
    ['whoever a proxy speaks for', { 'x-forwarded-for': '203.0.113.9' }],
    ['whoever comes through a gateway', { via: '1.1 gateway' }],
  ])('refuses %s, and names the setting', async (_who, headers) => {
    const { ask } = await startOps();
    for (const path of PATHS) {
      const reply = await ask('GET', path, { headers });
      expect(reply.status).toBe(403);
      expect(await reply.text()).toContain('OPS_PASSWORD');
    }
  });

  it('says it in plain words to whoever opens the page', async () => {
    const { ask } = await startOps();
    const reply = await ask('GET', '/ops', { headers: { host: 'evil.example' } });
    expect(reply.headers.get('content-type')).toContain('text/plain');
  });

  it('is for nobody behind a public address, where a proxy looks like this machine', async () => {
    const { ask } = await startOps({ publicUrl: 'https://bot.example' });
    expect((await ask('GET', '/ops')).status).toBe(403);
  });
});

describe('the operations page with a password', () => {
  it.each(PATHS)('asks this machine as well before it gives %s', async (path) => {
    const { ask } = await startOps({ password: PASSWORD });
    const reply = await ask('GET', path);
    expect(reply.status).toBe(401);
    expect(reply.headers.get('www-authenticate')).toMatch(/^Basic realm="[^"]+", charset="UTF-8"$/);
  });

  it('lets anybody in who has it, by any user name and from anywhere', async () => {
    const { ask } = await startOps({ password: PASSWORD, publicUrl: 'https://bot.example' });
    for (const user of ['operator', '']) {
      const headers = { ...basic(PASSWORD, user), 'x-forwarded-for': '203.0.113.9' };
      for (const path of PATHS) expect((await ask('GET', path, { headers })).status).toBe(200);
    }
  });

  it.each([
    ['another one', basic('wrong')],
    ['a part of it', basic(PASSWORD.slice(0, -1))],
    ['an empty one', basic('')],
    ['another kind of proof', { authorization: `Bearer ${PASSWORD}` }],
    ['what cannot be read', { authorization: 'Basic %%%' }],
  ])('refuses %s', async (_what, headers) => {
    const { ask } = await startOps({ password: PASSWORD });
    expect((await ask('GET', '/ops', { headers })).status).toBe(401);
  });
});

describe('whoever guesses the password', () => {
  const trustedProxies = ['127.0.0.1'];
  const guess = (address: string, password = 'wrong') => ({
    headers: { ...basic(password), 'x-forwarded-for': address },
  });

  async function guessTen(ask: Awaited<ReturnType<typeof startOps>>['ask'], address: string) {
    for (let times = 0; times < 10; times += 1) {
      expect((await ask('GET', '/ops', guess(address))).status).toBe(401);
    }
  }

  it('has to wait a minute after ten wrong ones, even with the right one', async () => {
    const clock = createSteppedClock();
    const { ask, log } = await startOps({ password: PASSWORD, clock, trustedProxies });
    await guessTen(ask, '203.0.113.9');
    const reply = await ask('GET', '/ops', guess('203.0.113.9', PASSWORD));
    expect(reply.status).toBe(429);
    expect(reply.headers.get('retry-after')).toBe('60');
    await clock.advance(60_000);
    expect((await ask('GET', '/ops', guess('203.0.113.9', PASSWORD))).status).toBe(200);
    expect(log.lines.filter(({ event }) => event === 'ops.locked-out')).toHaveLength(1);
    expect(JSON.stringify(log.lines)).not.toContain('wrong');
  });

  it('keeps nobody else out', async () => {
    const { ask } = await startOps({ password: PASSWORD, trustedProxies });
    await guessTen(ask, '203.0.113.9');
    expect((await ask('GET', '/ops', guess('203.0.113.10', PASSWORD))).status).toBe(200);
  });

  it('gains nothing by the many addresses of a network of IPv6', async () => {
    const { ask } = await startOps({ password: PASSWORD, trustedProxies });
    await guessTen(ask, '2001:db8:1:2::1');
    const neighbour = await ask('GET', '/ops', guess('2001:db8:1:2:9:9:9:9', PASSWORD));
    expect(neighbour.status).toBe(429);
    const other = await ask('GET', '/ops', guess('2001:db8:1:3::1', PASSWORD));
    expect(other.status).toBe(200);
  });

  it('is told apart from others of IPv4 on a socket for both kinds', () => {
    const guesses = createGuesses(createManualClock());
    for (let times = 0; times < 10; times += 1) guesses.countWrong('::ffff:203.0.113.9');
    expect(guesses.waitMs('::ffff:203.0.113.9')).toBe(60_000);
    expect(guesses.waitMs('::ffff:203.0.113.10')).toBe(0);
  });

  it('may be wrong now and then: only a minute counts', async () => {
    const clock = createManualClock();
    const guesses = createGuesses(clock);
    for (let times = 0; times < 9; times += 1) guesses.countWrong('203.0.113.9');
    clock.advance(60_000);
    guesses.countWrong('203.0.113.9');
    expect(guesses.waitMs('203.0.113.9')).toBe(0);
  });

  it('does not wait for an hour because the clock was put back by one', () => {
    const clock = createManualClock();
    const guesses = createGuesses(clock);
    for (let times = 0; times < 10; times += 1) guesses.countWrong('203.0.113.9');
    clock.advance(-3_600_000);
    expect(guesses.waitMs('203.0.113.9')).toBe(0);
  });

  it('cannot fill the memory from many addresses', () => {
    const guesses = createGuesses(createManualClock());
    for (let times = 0; times < 10; times += 1) guesses.countWrong('203.0.113.9');
    for (let index = 0; index < 10_000; index += 1) guesses.countWrong(`address ${index}`);
    expect(guesses.waitMs('203.0.113.9')).toBe(0);
  });

  it('is not whoever has not been asked yet', async () => {
    const { ask } = await startOps({ password: PASSWORD });
    for (let times = 0; times < 11; times += 1) {
      expect((await ask('GET', '/ops')).status).toBe(401);
    }
  });
});

describe('a page of somebody else', () => {
  it.each([
    ['cancel', 'POST', '/ops/api/jobs/web-1/cancel'],
    ['retry', 'POST', '/ops/api/jobs/web-1/retry'],
    ['refuse requests', 'PUT', '/ops/api/intake'],
    ['listen', 'GET', '/ops/api/events'],
    ['look', 'GET', '/ops/api/view'],
  ])('cannot %s with the password that the browser keeps', async (_what, method, path) => {
    const { ask } = await startOps({ password: PASSWORD });
    for (const foreign of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
    ]) {
      const reply = await ask(method, path, { headers: { ...basic(PASSWORD), ...foreign } });
      expect(reply.status).toBe(403);
      expect(await reply.json()).toMatchObject({ code: 'request/cross-site' });
    }
  });

  it('may have a link to ours', async () => {
    const { ask } = await startOps();
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask('GET', '/ops', { headers })).status).toBe(200);
  });
});
