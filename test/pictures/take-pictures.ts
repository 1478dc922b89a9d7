import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { startSandboxProcess } from '../bench/sandbox-process.ts';
import { startServiceProcess } from '../bench/service-process.ts';
import { CHROMIUM_ENV, haveChromium } from '../setup/chromium.ts';

/**
 * Takes the pictures of the README, from the pages as they are: `npm run pictures`. The service is the
 * built one and really makes each video.
 */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOCS = path.join(ROOT, 'docs');
const FIXTURES = path.join(ROOT, 'test/media/fixtures');

const DESK: BrowserContextOptions = {
  ...{ viewport: { width: 1_000, height: 800 }, deviceScaleFactor: 1.5 },
  ...{ locale: 'en-GB', timezoneId: 'UTC', permissions: ['microphone'] },
};
const PHONE: BrowserContextOptions = {
  ...{ ...DESK, viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 },
  ...{ colorScheme: 'dark', hasTouch: true, isMobile: true },
};
/** For a bar to have moved, and for what fades in to have come. */
const SETTLED_MS = 1_200;

const picture = (name: string) => path.join(DOCS, `${name}.png`);
const press = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true }).first().click();

async function open(browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(url);
  await page.getByRole('button').first().waitFor();
  return page;
}

async function shoot(page: Page, name: string, fullPage = false): Promise<void> {
  await wait(SETTLED_MS);
  await page.screenshot({ path: picture(name), fullPage, animations: 'disabled' });
}

/** From the empty thread to a video that plays. */
async function takeThread(browser: Browser, url: string): Promise<void> {
  const page = await open(browser, url, DESK);
  await shoot(page, 'page-start');
  await page.getByLabel('Choose a picture').setInputFiles(path.join(FIXTURES, 'picture-irot.heic'));
  await page.getByRole('button', { name: 'Remove the picture' }).waitFor();
  await page.getByLabel('Choose a clip').setInputFiles(path.join(FIXTURES, 'mute.mp4'));
  await page.getByText('has no sound track').first().waitFor();
  await shoot(page, 'page-refused');
  await press(page, 'Remove the picture');
  await press(page, 'Record');
  await page.getByRole('timer').waitFor();
  await shoot(page, 'page-recording');
  await press(page, 'Discard');
  await press(page, 'Try it with a sample');
  await page.getByText('Kling is rendering').first().waitFor();
  await shoot(page, 'page-rendering');
  await playLast(page);
  await shoot(page, 'page-done');
  await page.context().close();
}

async function takePhone(browser: Browser, url: string): Promise<void> {
  const page = await open(browser, url, PHONE);
  await press(page, 'Try it with a sample');
  await playLast(page);
  await shoot(page, 'page-phone');
  await page.context().close();
}

async function playLast(page: Page): Promise<void> {
  const video = page.locator('video').last();
  await video.waitFor({ timeout: 120_000 });
  await video.evaluate((player) => player.play());
}

/** Some visitors with more jobs than slots, and a Kling that refuses one of them. */
async function takeOperations(browser: Browser, folder: string): Promise<void> {
  const sandbox = await startSandboxProcess(['--slots', '2', '--render-ms', '8000']);
  const service = await startServiceProcess(path.join(folder, 'busy'), {
    ...{ KLING_API_BASE_URL: sandbox.url, KLING_API_KEY: sandbox.apiKey },
    ...{ KLING_CONCURRENCY: '2', KLING_POLL_SECONDS: '0.5' },
  });
  try {
    const ada = await open(browser, service.url, DESK);
    await sandbox.steer('settings', { failWith: 'The face is not clear enough' });
    await sendSample(ada, 'std');
    await ada.getByText('Kling could not make the video').first().waitFor({ timeout: 60_000 });
    await sandbox.steer('settings', { failWith: null, renderMs: 0 });
    for (const mode of ['std', 'pro', 'std'] as const) await sendSample(ada, mode);
    await ada.locator('video').nth(2).waitFor({ timeout: 120_000 });
    await sandbox.steer('settings', { renderMs: 30_000 });
    const bob = await open(browser, service.url, DESK);
    for (const visitor of [ada, bob, ada, ada, bob]) await sendSample(visitor, 'std');
    const operations = await open(browser, `${service.url}/ops`, {
      ...DESK,
      viewport: { width: 1_280, height: 900 },
    });
    await shoot(operations, 'operations', true);
  } finally {
    await service.close();
    await sandbox.close();
  }
}

/** As the page does it, without its buttons. */
async function sendSample(page: Page, mode: 'std' | 'pro'): Promise<void> {
  const sample = mode === 'std' ? 'woman' : 'robot';
  const choice = { portrait: sample, clip: `${sample}-voice` };
  const messageId = randomUUID().replaceAll('-', '');
  const asked = [
    ['draft/sample', choice],
    ['jobs', { messageId, prompt: '', mode }],
  ] as const;
  for (const [what, data] of asked) {
    const reply = await page.request.post(new URL(`/api/${what}`, page.url()).href, { data });
    if (!reply.ok()) throw new Error(`${what}: ${await reply.text()}`);
  }
}

const folder = await mkdtemp(path.join(tmpdir(), 'pictures-'));
const browser = await chromium.launch({
  executablePath: await haveChromium(),
  env: CHROMIUM_ENV,
  args: ['--disable-gpu', '--use-fake-device-for-media-stream'],
});
const service = await startServiceProcess(path.join(folder, 'data'));
try {
  await takeThread(browser, service.url);
  await takePhone(browser, service.url);
  await takeOperations(browser, folder);
} finally {
  await service.close();
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
