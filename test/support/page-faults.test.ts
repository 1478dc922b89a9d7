import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { cutElements, graveFaults } from './page-faults.ts';

/** As strict as a policy can be: what looks at the page must not need any right in it. */
const POLICY =
  "default-src 'none'; img-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

const CSS = `
  .wide { width: 500px }
  .box { width: 100px; white-space: nowrap }
  .hidden { overflow: hidden }
  .ellipsis { text-overflow: ellipsis }
  .scrolls { overflow: auto }
  .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; white-space: nowrap }
  .aside { position: fixed; left: 300px; width: 100px }
  .skip { position: absolute; left: -9999px }
`;

async function serve(body: string): Promise<string> {
  const page = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
    <title>A page</title><link rel="stylesheet" href="/page.css">
    <main><h1>A page</h1>${body}</main></html>`;
  const server = createServer(({ url = '' }, response) => {
    const isStyle = url.endsWith('.css');
    response.setHeader('content-type', isStyle ? 'text/css' : 'text/html');
    response.setHeader('content-security-policy', POLICY);
    response.end(isStyle ? CSS : page);
  }).listen(0, '127.0.0.1');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describeInBrowser('a page under a strict policy', (visit) => {
  it('has the faults named that keep people out, each with its element', async () => {
    const url = await serve('<button></button><p>Some text</p>');
    const [fault, ...others] = await graveFaults(await visit(url));
    expect(fault).toMatch(/^button-name: .+\nbutton: /);
    expect(others).toEqual([]);
  });

  it('has named what cannot be read on a phone', async () => {
    const url = await serve(`<p class="wide">Wide</p><p class="box hidden">Hidden, and too long</p>
      <p class="aside">Half outside</p>`);
    const page = await visit(url, { viewport: { width: 360, height: 740 } });
    expect((await cutElements(page)).map((line) => line.replace(/^\d+ px/, 'Some px'))).toEqual([
      expect.stringContaining('Some px are cut of <html'),
      'Some px are cut of <p class="wide"> Wide',
      'Some px are cut of <p class="box hidden"> Hidden, and too long',
      'Some px are cut of <p class="aside"> Half outside',
    ]);
  });

  it('may scroll in parts, shorten text, and have text for screen readers alone', async () => {
    const url = await serve(`<p class="box scrolls" tabindex="0">Moves <b>under the finger</b></p>
      <p class="box hidden ellipsis">Ends in an ellipsis</p><p class="spoken">Only spoken</p>
      <a class="skip" href="#end">To the end</a><p id="end">The end</p>`);
    const page = await visit(url, { viewport: { width: 360, height: 740 } });
    expect(await cutElements(page)).toEqual([]);
  });
});
