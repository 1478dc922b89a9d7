import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { wav } from '../media/wav.ts';
import { instantEncode } from '../sandbox/a-sandbox.ts';
import { type BotProcess, ready, startBot, stop, until } from '../support/bot-process.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { cutElements, graveFaults } from '../support/page-faults.ts';
import { startRealSandbox } from '../support/real-sandbox.ts';

const KILL_AT = fileURLToPath(new URL('kill-at.mjs', import.meta.url));
const fixture = (name: string) =>
  fileURLToPath(new URL(`../media/fixtures/${name}`, import.meta.url));
const SAMPLE_PICTURE = fileURLToPath(import.meta.resolve('#assets/sample-portrait.jpg'));
/** While the service is down or has just been killed, a browser says so in its console. */
const DOWN = [/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED/];

/** As long as the video that is there instead of a drawn one; the first test has a drawn one. */
const CLIP_SECONDS = 3;

/** What a busy machine may take to show something. */
const POLL = { timeout: 20_000 };

let sandbox: Sandbox;
let closeSandbox: () => Promise<void>;
let folder: string;
let env: Readonly<Record<string, string>>;
let url: string;
let service: BotProcess;

beforeAll(async () => {
  sandbox = await startRealSandbox({ encode: instantEncode }, (close) => {
    closeSandbox = close;
  });
  folder = await mkdtemp(path.join(tmpdir(), 'page-'));
  await writeFile(path.join(folder, 'hello.wav'), wav({ seconds: CLIP_SECONDS }));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  env = {
    ...{ DATA_DIR: path.join(folder, 'data'), TMPDIR: folder, HTTP_PORT: `${port}` },
    ...{ KLING_API_BASE_URL: sandbox.url, KLING_API_KEY: sandbox.apiKey },
    ...{ KLING_POLL_SECONDS: '0.1', LOG_LEVEL: 'error' },
  };
  await start();
}, 60_000);

afterAll(async () => {
  service.child.kill('SIGTERM');
  await service.ended;
  await closeSandbox();
  await rm(folder, { recursive: true, force: true });
});

/** The same address after every start, as people have it open. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no port');
  return address.port;
}

async function start(more: Record<string, string> = {}, preload?: string): Promise<void> {
  const options = preload === undefined ? {} : { preload };
  service = startBot([], { ...env, ...more }, { cwd: folder, ...options });
  await ready(service);
}

async function kill(): Promise<void> {
  service.child.kill('SIGKILL');
  await service.ended;
}

const button = (place: Page | Locator, name: string) =>
  place.getByRole('button', { name, exact: true });
const exchanges = (page: Page) => page.getByRole('article');

async function chooseBoth(page: Page): Promise<void> {
  await page.getByLabel('Choose a picture').setInputFiles(SAMPLE_PICTURE);
  await button(page, 'Remove the picture').waitFor();
  await page.getByLabel('Choose a clip').setInputFiles(path.join(folder, 'hello.wav'));
  await button(page, 'Remove the voice clip').waitFor();
}

async function send(page: Page): Promise<void> {
  await button(page, 'Make the video').click();
  await exchanges(page).last().waitFor();
}

/** The last video of the page plays: its time goes on. */
async function expectToPlay(page: Page): Promise<void> {
  const video = page.locator('video').last();
  await video.evaluate((player) => player.play());
  await expect.poll(() => video.evaluate((player) => player.currentTime), POLL).toBeGreaterThan(0);
  expect(await video.evaluate(({ videoWidth, error }) => [videoWidth > 0, error])).toEqual([
    true,
    null,
  ]);
}

describeInBrowser('the thread page', (visit) => {
  it('makes of a sample, with one press and no account, a video that plays in place', async () => {
    const data = { DATA_DIR: path.join(folder, 'newcomer'), HTTP_PORT: '0', LOG_LEVEL: 'error' };
    const bot = startBot([], data, { cwd: folder });
    onTestFinished(async () => void (await stop(bot)));
    const page = await visit(/http:\S+/.exec(await ready(bot))?.[0] ?? '');
    await button(page, 'Try it with a sample').click();
    await expectToPlay(page);
    expect(await exchanges(page).count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Download' }).count()).toBe(1);
  }, 60_000);

  it("takes a phone's picture and what the microphone hears", async () => {
    const page = await visit(url, { permissions: ['microphone'] });
    await page.getByLabel('Choose a picture').setInputFiles(fixture('picture-irot.heic'));
    await button(page, 'Remove the picture').waitFor();
    await button(page, 'Record').click();
    await page.getByRole('timer').filter({ hasText: '0:03' }).waitFor();
    await button(page, 'Stop and use it').click();
    await button(page, 'Remove the voice clip').waitFor();
    const before = sandbox.control.tasks().length;
    await send(page);
    await expectToPlay(page);
    expect(sandbox.control.tasks().length - before).toBe(1);
  });

  it('tells beside the field what is wrong with a file, with what was measured', async () => {
    const page = await visit(url, { forgives: [/422/] });
    await page.getByLabel('Choose a clip').setInputFiles(fixture('mute.mp4'));
    const voice = page.getByRole('group', { name: 'Voice' });
    await voice.getByText('has no sound track').waitFor();
    await page.getByLabel('Choose a picture').setInputFiles(fixture('voice.mp3'));
    const picture = page.getByRole('group', { name: 'Picture of a face' });
    await picture.getByText('The picture is').waitFor();
    expect(await button(page, 'Remove the picture').count()).toBe(0);
  });

  it('makes it again with another voice', async () => {
    const page = await visit(url);
    await chooseBoth(page);
    await send(page);
    await button(page, 'Another voice').click();
    await page.getByLabel('Choose a clip').setInputFiles(path.join(folder, 'hello.wav'));
    await button(page, 'Remove the voice clip').waitFor();
    await button(page, 'Make the video').click();
    await expect.poll(() => page.locator('video').count(), POLL).toBe(2);
    expect(await exchanges(page).count()).toBe(2);
  });

  it('cancels, tries again and deletes', async () => {
    const page = await visit(url);
    await chooseBoth(page);
    sandbox.control.change({ neverEnd: true });
    await send(page);
    await button(page, 'Cancel').click();
    await exchanges(page).getByText('is cancelled').waitFor();
    sandbox.control.change({ neverEnd: false });
    sandbox.control.finishAll();
    await button(page, 'Retry').click();
    await page.locator('video').waitFor();
    await button(exchanges(page).last(), 'Delete').click();
    await button(page.getByRole('group', { name: 'for good' }), 'Delete').click();
    await expect.poll(() => page.locator('video').count(), POLL).toBe(0);
    expect(await exchanges(page).count()).toBe(1);
  });
});

type Moment = readonly [name: string, interrupt: (page: Page) => Promise<void>];

/** Kills the service before or after a file of the job appears under this name. */
const atRename =
  (file: string, moment: 'before' | 'after') =>
  async (page: Page): Promise<void> => {
    await kill();
    await start({ KILL_AT_FILE: file, KILL_AT_MOMENT: moment }, KILL_AT);
    await page.reload();
    await send(page);
    expect((await service.ended).signal).toBe('SIGKILL');
  };

/** Kills it while Kling has not answered the order yet, which may or may not have become a task. */
const atLostAnswer =
  (kind: Fault['kind']) =>
  async (page: Page): Promise<void> => {
    const calls = sandbox.control.requestLog.count('createTask');
    sandbox.control.fail({ call: 'createTask', kind, times: 1 });
    await send(page);
    await until(service, () => sandbox.control.requestLog.count('createTask') > calls);
    await kill();
  };

async function whileRendering(page: Page): Promise<void> {
  sandbox.control.change({ neverEnd: true });
  await send(page);
  await exchanges(page).getByText('Kling is rendering').waitFor();
  await kill();
}

const MOMENTS: readonly Moment[] = [
  ['before it is sent, and while its files are copied', atRename('/web-[^/]+/clip', 'before')],
  ['while the paid call is on its way', atLostAnswer('hang-before')],
  ['after the task is made, before its answer came', atLostAnswer('hang-after')],
  ['after the video is kept, before the job says so', atRename('/video.mp4', 'after')],
];

describeInBrowser(
  'a request on the page, when the service is killed and started again',
  (visit) => {
    it.each(MOMENTS)('%s, ends once, with its video', async (_name, interrupt) => {
      const page = await visit(url, { forgives: DOWN });
      await chooseBoth(page);
      const before = sandbox.control.tasks().length;
      await interrupt(page);
      await start();
      sandbox.control.change({ neverEnd: false });
      sandbox.control.finishAll();
      await page.reload();
      await expectToPlay(page);
      expect(await exchanges(page).count()).toBe(1);
      expect(await page.locator('video').count()).toBe(1);
      expect(sandbox.control.tasks().length - before).toBe(1);
    });

    it('while Kling is rendering, is heard of again by a page that was not reloaded', async () => {
      const page = await visit(url, { forgives: DOWN });
      await chooseBoth(page);
      await whileRendering(page);
      await start();
      sandbox.control.change({ neverEnd: false });
      sandbox.control.finishAll();
      await expectToPlay(page);
      expect(await exchanges(page).count()).toBe(1);
    });
  },
);

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1_280, height: 900 };
const SIGHTS = [
  { colorScheme: 'light', size: PHONE },
  { colorScheme: 'dark', size: PHONE },
  { colorScheme: 'dark', size: DESK },
] as const;

/** On a phone and at a desk, in the light and in the dark. */
async function expectForEverybody(page: Page): Promise<void> {
  for (const { colorScheme, size } of SIGHTS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(size);
    expect(await graveFaults(page)).toEqual([]);
    expect(await cutElements(page)).toEqual([]);
  }
}

describeInBrowser('both pages', (visit) => {
  it('keep nobody out, and cut nothing on a phone', async () => {
    const page = await visit(url);
    await button(page, 'Try it with a sample').waitFor();
    await expectForEverybody(page);
    await chooseBoth(page);
    await expectForEverybody(page);
    await send(page);
    await page.locator('video').waitFor();
    await expectForEverybody(page);
    const operations = await visit(`${url}/ops`);
    await operations.getByRole('heading', { name: 'Open jobs' }).waitFor();
    await expectForEverybody(operations);
  });
});
