import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import fetch from 'node-fetch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { createAccess, type PageAccess } from '../../../src/surfaces/web/access.ts';
import { startHttpServer } from '../../../src/surfaces/web/http-server.ts';
import { pageRoutes } from '../../../src/surfaces/web/pages-routes.ts';
import { tempFolder } from '../../media/temp-folder.ts';
import { quietLog } from '../../support/real-sandbox.ts';

/** A service with these files built, beside one that is not to be had. */
async function start(files: Record<string, string>, pageAccess: PageAccess = 'local') {
  const folder = path.join(tempFolder(), 'pages');
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, '../secret.txt'), 'secret');
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const access = createAccess({ pageAccess, publicUrl: undefined });
  const server = await startHttpServer({
    ...{ host: '127.0.0.1', port: 0, trustedProxies: [], clock: systemClock, log: quietLog },
    routes: [pageRoutes({ folder, access })],
  });
  onTestFinished(() => server.close());
  return server.url;
}

const BUILT = { 'index.html': '<!doctype html>', 'assets/main-1a2b.js': 'start();' };

describe('the page', () => {
  it('may run what was built with it and nothing else, and is asked for anew', async () => {
    const reply = await fetch(await start(BUILT));
    expect(reply.status).toBe(200);
    expect(await reply.text()).toBe('<!doctype html>');
    expect(reply.headers.get('content-type')).toContain('text/html');
    expect(reply.headers.get('cache-control')).toBe('no-cache');
    const policy = reply.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it('brings files that are kept for ever, for their names change with them', async () => {
    const reply = await fetch(`${await start(BUILT)}/assets/main-1a2b.js`);
    expect(reply.headers.get('content-type')).toContain('javascript');
    expect(reply.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('is not sent again where it has not changed', async () => {
    const url = await start(BUILT);
    const etag = (await fetch(url)).headers.get('etag') ?? '';
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('that was not built says what to do', async () => {
    const reply = await fetch(await start({}));
    expect(reply.status).toBe(404);
    expect(await reply.text()).toBe('The page is not built yet. Run: npm run build\n');
  });

  it('opens from a link on any site, but not under any name', async () => {
    const url = await start(BUILT);
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await fetch(url, { headers })).status).toBe(200);
    const foreign = await fetch(url, { headers: { host: 'evil.example' } });
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get('content-type')).toContain('text/plain');
    expect(await foreign.text()).toContain('WEB_PAGE=everyone');
  });

  it('is not there when it is off', async () => {
    expect((await fetch(await start(BUILT, 'off'))).status).toBe(404);
  });

  it.each([
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets//etc/passwd',
    '/assets/%00',
    '/assets/%zz',
    '/assets/',
    '/assets/nothing.js',
    '/assets/../index.html',
    '/assets/%2e%2e/index.html',
    '/assets/..%2findex.html',
    '//index.html',
    '/index.html',
  ])('leads to no file but what the page is made of: %s', async (asked) => {
    const { hostname, port } = new URL(await start(BUILT));
    // As it is written: other clients would tidy the path first.
    const status = await new Promise((resolve, reject) => {
      const sent = request({ hostname, port, path: asked, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject).end();
    });
    expect([400, 404]).toContain(status);
  });
});
