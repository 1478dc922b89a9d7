import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished } from 'vitest';
import { messageOf } from '../../src/errors.ts';
import { CHROMIUM_ENV, haveChromium, INSTALL_MS } from '../setup/chromium.ts';

export interface BrowserOptions {
  /** A WAV that the microphone hears, over and over; without it, a beep every second. */
  readonly microphone?: string;
}

export interface VisitOptions extends BrowserContextOptions {
  /** What the page may complain about, since the test is about it: a refusal, a server that is down. */
  readonly forgives?: readonly RegExp[];
}

/** Opens a page for the test that calls it, which fails when the page complains about anything. */
export type Visit = (url: string, options?: VisitOptions) => Promise<Page>;

/** Renders of the sandbox take seconds on a busy machine. */
const WAIT_MS = 20_000;
const LOOPBACK = ['127.0.0.1', 'localhost'];
/** For pages of this machine only: every other name and address leads nowhere. */
const ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  `--host-resolver-rules=${['MAP * ~NOTFOUND', ...LOOPBACK.map((host) => `EXCLUDE ${host}`)]}`,
  '--use-fake-device-for-media-stream',
];
/** Their addresses lead to no host. */
const WITHOUT_HOST = new Set(['about:', 'blob:', 'data:']);

/** @throws Error with a sentence that says why there is no browser */
async function openBrowser({ microphone }: BrowserOptions = {}): Promise<Browser> {
  const heard = microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}`];
  const executablePath = await haveChromium();
  return chromium.launch({ executablePath, env: CHROMIUM_ENV, args: [...ARGS, ...heard] });
}

/**
 * Tests that need Chromium; one runs for all of them, each test has a profile of its own. Where it
 * cannot be had they are skipped and stderr says so, or fail with BROWSER_TESTS=required.
 */
export function describeInBrowser(
  name: string,
  define: (visit: Visit) => void,
  options: BrowserOptions = {},
): void {
  describe(name, () => {
    let browser: Browser | undefined;

    beforeAll(async () => {
      try {
        browser = await openBrowser(options);
      } catch (error) {
        if (process.env['BROWSER_TESTS'] === 'required') throw error;
        process.stderr.write(noticeOf(name, messageOf(error)));
      }
    }, INSTALL_MS);
    afterAll(() => browser?.close());
    beforeEach(({ skip }) => skip(browser === undefined, 'There is no Chromium'));

    define((url, visitOptions) => {
      if (browser === undefined) throw new Error('There is no Chromium');
      return openPage(browser, url, visitOptions);
    });
  });
}

async function openPage(
  browser: Browser,
  url: string,
  { forgives = [], ...contextOptions }: VisitOptions = {},
): Promise<Page> {
  const context = await browser.newContext(contextOptions);
  const complaints = listen(context);
  onTestFinished(async () => {
    // Who has answered this has said before what there was to complain about.
    await Promise.allSettled(context.pages().map((page) => page.evaluate('0')));
    await context.close();
    const unforgiven = complaints.filter((text) => !forgives.some((words) => words.test(text)));
    expect(unforgiven, 'The page complained').toEqual([]);
  });
  const page = await context.newPage();
  // Before the test's own limit, so that it says what was waited for.
  page.setDefaultTimeout(WAIT_MS);
  await page.goto(url);
  return page;
}

/** Errors of scripts and what the console shows red, where breaches of the policy are as well. */
function listen(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('weberror', (webError) => {
    complaints.push(messageOf(webError.error()));
  });
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (WITHOUT_HOST.has(protocol) || LOOPBACK.includes(hostname)) return;
    complaints.push(`It asked for ${request.url()}, and tests may only use loopback`);
  });
  return complaints;
}

function noticeOf(name: string, why: string): string {
  const line = '═'.repeat(78);
  return [
    ...['', line, `NOT TESTED: ${name}`, '', ...why.split('\n'), ''],
    'These tests need Chromium. Install it (on Debian: apt-get install chromium),',
    'or set CHROMIUM_PATH to the program, and run them again.',
    ...[line, '', ''],
  ].join('\n');
}
