import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { wav } from '../media/wav.ts';
import { instantEncode } from '../sandbox/a-sandbox.ts';
import { type BotProcess, ready, startBot } from './bot-process.ts';
import { startRealSandbox } from './real-sandbox.ts';

const PICTURE = fileURLToPath(import.meta.resolve('#assets/sample-portrait.jpg'));
/** As long as the video that is there instead of a drawn one. */
const CLIP_SECONDS = 3;
/** What a busy machine may take to show something. */
export const POLL = { timeout: 20_000 };

/** The built service as a process, with a sandbox that has each video at once; for a whole test file. */
export interface PageService {
  readonly sandbox: Sandbox;
  /** The same after every start, as people have it open. */
  readonly url: string;
  readonly folder: string;
  /** The process that was started last. */
  readonly bot: BotProcess;
  start(more?: Record<string, string>, preload?: string): Promise<void>;
  kill(): Promise<void>;
  /** Lets a task end that was held back. */
  finishTasks(): void;
}

export function usePageService(): PageService {
  const there = {} as { -readonly [Name in keyof PageService]: PageService[Name] };
  let closeSandbox: () => Promise<void>;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    there.sandbox = await startRealSandbox({ encode: instantEncode }, (close) => {
      closeSandbox = close;
    });
    there.folder = await mkdtemp(path.join(tmpdir(), 'page-'));
    await writeFile(clipIn(there), wav({ seconds: CLIP_SECONDS }));
    const port = await freePort();
    there.url = `http://127.0.0.1:${port}`;
    const { url, apiKey } = there.sandbox;
    env = {
      ...{ DATA_DIR: path.join(there.folder, 'data'), TMPDIR: there.folder },
      ...{ HTTP_PORT: `${port}`, LOG_LEVEL: 'error' },
      ...{ KLING_API_BASE_URL: url, KLING_API_KEY: apiKey, KLING_POLL_SECONDS: '0.1' },
    };
    await there.start();
  }, 60_000);

  afterAll(async () => {
    there.bot.child.kill('SIGTERM');
    await there.bot.ended;
    await closeSandbox();
    await rm(there.folder, { recursive: true, force: true });
  });

  return Object.assign(there, {
    start: async (more: Record<string, string> = {}, preload?: string) => {
      const options = preload === undefined ? {} : { preload };
      there.bot = startBot([], { ...env, ...more }, { cwd: there.folder, ...options });
      await ready(there.bot);
    },
    kill: async () => {
      there.bot.child.kill('SIGKILL');
      await there.bot.ended;
    },
    finishTasks: () => {
      there.sandbox.control.change({ neverEnd: false });
      there.sandbox.control.finishAll();
    },
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no port');
  return address.port;
}

/** A clip that is as long as the videos of the sandbox. */
export function clipIn({ folder }: Pick<PageService, 'folder'>): string {
  return path.join(folder, 'hello.wav');
}

export function button(place: Page | Locator, name: string): Locator {
  return place.getByRole('button', { name, exact: true });
}

/** Each request with its answer. */
export function exchanges(page: Page): Locator {
  return page.getByRole('article');
}

export async function chooseBoth(page: Page, service: PageService): Promise<void> {
  await page.getByLabel('Choose a picture').setInputFiles(PICTURE);
  await button(page, 'Remove the picture').waitFor();
  await page.getByLabel('Choose a clip').setInputFiles(clipIn(service));
  await button(page, 'Remove the voice clip').waitFor();
}

export async function send(page: Page): Promise<void> {
  await button(page, 'Make the video').click();
  await exchanges(page).last().waitFor();
}

/** The last video of the page plays: its time goes on. */
export async function expectToPlay(page: Page): Promise<void> {
  const video = page.locator('video').last();
  await video.evaluate((player) => player.play());
  await expect.poll(() => video.evaluate((player) => player.currentTime), POLL).toBeGreaterThan(0);
  const [width, error] = await video.evaluate(({ videoWidth, error }) => [videoWidth, error]);
  expect(error).toBeNull();
  expect(width).toBeGreaterThan(0);
}
