import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { aVisitor, createWebWorld, type WebSettings } from './web-world.ts';

/** A service with these settings, and how it answers. */
async function start(settings: WebSettings = {}) {
  const bot = await createWebWorld().start(settings);
  const ask = async (headers: OutgoingHttpHeaders = {}, method = 'GET', path = '/api/thread') => {
    const asked = request(`${bot.url}${path}`, { method, headers, agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
  };
  const { port } = new URL(bot.url);
  return { ...bot, ask, port };
}

const EVERYONE = { pageAccess: 'everyone' } as const;
const PUBLIC = { ...EVERYONE, publicUrl: 'https://bot.example' };

describe('the page for this machine alone', () => {
  it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1:1', '[::1]:3000'])(
    'opens as %s',
    async (host) => {
      const { ask } = await start();
      expect((await ask({ host })).status).toBe(200);
    },
  );

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '192.168.0.7:3000'])(
    'does not open under a name that was made to point here (%s)',
    async (host) => {
      const { ask } = await start();
      const { status, body } = await ask({ host });
      expect(status).toBe(403);
      expect(JSON.parse(body)).toMatchObject({
        code: 'page/local-only',
        message: expect.stringContaining('WEB_PAGE=everyone'),
      });
    },
  );

  it.each([
    { 'x-forwarded-for': '203.0.113.9' },
    { 'x-forwarded-host': 'bot.example' },
    { forwarded: 'for=203.0.113.9' },
    { via: '1.1 proxy' },
    { 'x-real-ip': '127.0.0.1' },
  ])('does not open to whom a proxy speaks for (%o)', async (header) => {
    const { ask } = await start({ trustedProxies: ['127.0.0.1'] });
    expect((await ask({ host: 'localhost', ...header })).status).toBe(403);
  });

  it('does not open through a proxy that says nothing of itself', async () => {
    const { hostname, port } = new URL((await start()).url);
    const line = connect(Number(port), hostname);
    // As nginx asks where it was told our address and no more.
    line.write(`GET /api/thread HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
    expect(await text(line)).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('opens to nobody where there is a public address, and says what to set', async () => {
    const { ask } = await start({ publicUrl: 'https://bot.example' });
    const { status, body } = await ask({ host: 'localhost' });
    expect(status).toBe(403);
    expect(body).toContain('unset PUBLIC_URL');
  });
});

describe('the page for everyone', () => {
  it.each([
    ['bot.example', 200],
    ['BOT.example:8443', 200],
    ['127.0.0.1:3000', 200],
    ['localhost', 200],
    ['192.168.0.7', 200],
    ['[2001:db8::1]:3000', 200],
    ['evil.example', 403],
    ['bot.example.evil.example', 403],
  ])('of a public address, under the name %s: %i', async (host, status) => {
    const { ask } = await start(PUBLIC);
    expect((await ask({ host })).status).toBe(status);
  });

  it('opens under every name where it knows none of its own', async () => {
    const { ask } = await start(EVERYONE);
    expect((await ask({ host: 'printer-room.lan' })).status).toBe(200);
  });
});

it('has no page at all when it is off', async () => {
  const { ask } = await start({ pageAccess: 'off' });
  for (const path of ['/api/thread', '/api/events', '/samples/portrait']) {
    expect((await ask({ host: 'localhost' }, 'GET', path)).status).toBe(404);
  }
});

describe('the page of somebody else', () => {
  it.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://localhost:1' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }],
  ])('changes nothing here (%o)', async (headers) => {
    const { ask, port } = await start();
    const { status, body } = await ask(
      { host: `localhost:${port}`, ...headers },
      'POST',
      '/api/jobs',
    );
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ code: 'request/cross-site' });
  });

  it.each(['/api/events', '/api/thread', '/samples/portrait', '/api/draft/portrait'])(
    'reads nothing here either (%s)',
    async (path) => {
      const { ask } = await start();
      for (const site of ['cross-site', 'same-site']) {
        const headers = { host: 'localhost', 'sec-fetch-site': site };
        expect((await ask(headers, 'GET', path)).status).toBe(403);
      }
    },
  );

  it.each([
    ['its own page', {}, 'localhost', { 'sec-fetch-site': 'same-origin' }],
    ['its page behind a proxy', PUBLIC, '127.0.0.1', { origin: 'https://bot.example' }],
    ['a program', {}, 'localhost', {}],
  ])('is told from %s', async (_who, settings, host, headers) => {
    const { ask } = await start(settings);
    // Not refused, but unknown: it has no cookie.
    expect((await ask({ host, ...headers }, 'POST', '/api/jobs')).status).toBe(401);
  });

  it('is told from its own by the whole origin', async () => {
    const { ask, port } = await start();
    const host = `localhost:${port}`;
    expect((await ask({ host, origin: `http://${host}` }, 'POST', '/api/jobs')).status).toBe(401);
    expect((await ask({ host, origin: `https://${host}` }, 'POST', '/api/jobs')).status).toBe(403);
  });
});

describe('a visitor', () => {
  it('is known by a cookie that no script and no other site gets', async () => {
    const { ask } = await start();
    const { headers } = await ask();
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^avatar-bot=[\w-]{43};/);
    const attributes = cookie.split('; ').slice(1).sort();
    expect(attributes).toEqual(['HttpOnly', 'Max-Age=34560000', 'Path=/', 'SameSite=Strict']);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('gets one that goes over TLS alone where the service is reached so', async () => {
    const { ask } = await start(PUBLIC);
    const { headers } = await ask({ host: 'bot.example' });
    expect(headers['set-cookie']?.[0]).toContain('; Secure');
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });

  it('stays the same person for as long as they come', async () => {
    const bot = await start();
    const ada = await aVisitor(bot);
    const { cookie } = ada;
    await ada.upload('portrait');
    expect((await ada.thread()).draft).toHaveProperty('portrait');
    expect(ada.cookie).toBe(cookie);
  });

  it.each(['', 'avatar-bot=', 'avatar-bot=x', `avatar-bot=${'.'.repeat(43)}`, 'other=1'])(
    'with the cookie %j is nobody, and is made somebody by opening the thread alone',
    async (cookie) => {
      const { ask } = await start();
      const { status, body, headers } = await ask({ cookie }, 'DELETE', '/api/draft/clip');
      expect(status).toBe(401);
      expect(JSON.parse(body)).toMatchObject({ code: 'person/unknown' });
      expect(headers['set-cookie']).toBeUndefined();
      expect((await ask({ cookie })).headers['set-cookie']).toBeDefined();
    },
  );

  it('does not show in the id of a job what the cookie is', async () => {
    const ada = await aVisitor(await start());
    const { body } = await ada.ask('message0001');
    expect(body.id).toMatch(/^web-[0-9a-f]{16}-message0001$/);
    expect(ada.cookie).not.toContain(body.id.slice(4, 24));
  });

  it('sees and touches nobody else’s job, nor learns that there is one', async () => {
    const bot = await start();
    const [ada, eve] = [await aVisitor(bot), await aVisitor(bot)];
    const { body } = await ada.ask('message0001');
    const unknown = body.id.replace('message0001', 'message0009');
    const tries = [
      ['GET', '/portrait'],
      ['GET', '/clip'],
      ['GET', '/video'],
      ['POST', '/cancel'],
      ['DELETE', ''],
    ] as const;
    for (const [method, rest] of tries) {
      const foreign = await eve.call(method, `/api/jobs/${body.id}${rest}`);
      const missing = await eve.call(method, `/api/jobs/${unknown}${rest}`);
      expect(foreign.status).toBe(404);
      expect(foreign.body.code).toBe('job/unknown');
      expect(foreign.body.message.replace(body.id, unknown)).toBe(missing.body.message);
    }
    const wish = { messageId: 'message0002' };
    expect((await eve.post(`/api/jobs/${body.id}/retry`, wish)).status).toBe(404);
    expect((await eve.thread()).jobs).toEqual([]);
    expect((await ada.thread()).jobs).toHaveLength(1);
  });
});

it('lets nothing that it answers run, be framed or be read by other sites', async () => {
  const { ask } = await start();
  for (const path of ['/api/thread', '/nothing-here']) {
    const { headers } = await ask({}, 'GET', path);
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(self), microphone=(self)',
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
  }
});
