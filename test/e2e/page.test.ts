import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { ready, startBot, stop } from '../support/bot-process.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { cutElements, graveFaults } from '../support/page-faults.ts';
import {
  button,
  chooseBoth,
  clipIn,
  exchanges,
  expectToPlay,
  POLL,
  send,
  usePageService,
} from '../support/page-service.ts';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../media/fixtures/${name}`, import.meta.url));
const service = usePageService();

describeInBrowser('the thread page', (visit) => {
  it('makes of a sample, with one press and no account, a video that plays in place', async () => {
    const data = {
      DATA_DIR: path.join(service.folder, 'newcomer'),
      HTTP_PORT: '0',
      LOG_LEVEL: 'error',
    };
    const bot = startBot([], data, { cwd: service.folder });
    onTestFinished(async () => void (await stop(bot)));
    const page = await visit(/http:\S+/.exec(await ready(bot))?.[0] ?? '');
    await button(page, 'Try it with a sample').click();
    await expectToPlay(page);
    expect(await exchanges(page).count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Download' }).count()).toBe(1);
  }, 60_000);

  it("takes a phone's picture and what the microphone hears", async () => {
    const page = await visit(service.url, { permissions: ['microphone'] });
    await page.getByLabel('Choose a picture').setInputFiles(fixture('picture-irot.heic'));
    await button(page, 'Remove the picture').waitFor();
    await button(page, 'Record').click();
    await page.getByRole('timer').filter({ hasText: '0:03' }).waitFor();
    await button(page, 'Stop and use it').click();
    await button(page, 'Remove the voice clip').waitFor();
    const before = service.sandbox.control.tasks().length;
    await send(page);
    await expectToPlay(page);
    expect(service.sandbox.control.tasks().length - before).toBe(1);
  });

  it('tells beside the field what is wrong with a file, with what was measured', async () => {
    const page = await visit(service.url, { forgives: [/422/] });
    await page.getByLabel('Choose a clip').setInputFiles(fixture('mute.mp4'));
    const voice = page.getByRole('group', { name: 'Voice' });
    await voice.getByText('has no sound track').waitFor();
    await page.getByLabel('Choose a picture').setInputFiles(fixture('voice.mp3'));
    const picture = page.getByRole('group', { name: 'Picture of a face' });
    await picture.getByText('The picture is').waitFor();
    expect(await button(page, 'Remove the picture').count()).toBe(0);
  });

  it('cancels, tries again, also with another voice, and deletes', async () => {
    const page = await visit(service.url);
    await chooseBoth(page, service);
    service.sandbox.control.change({ neverEnd: true });
    await send(page);
    await button(page, 'Cancel').click();
    await exchanges(page).getByText('is cancelled').waitFor();
    service.finishTasks();
    await button(page, 'Retry').click();
    await page.locator('video').waitFor();
    await button(exchanges(page).last(), 'Another voice').click();
    await page.getByLabel('Choose a clip').setInputFiles(clipIn(service));
    await button(page, 'Remove the voice clip').waitFor();
    await button(page, 'Make the video').click();
    await expect.poll(() => page.locator('video').count(), POLL).toBe(2);
    await button(exchanges(page).last(), 'Delete').click();
    await button(page.getByRole('group', { name: 'for good' }), 'Delete').click();
    await expect.poll(() => page.locator('video').count(), POLL).toBe(1);
    expect(await exchanges(page).count()).toBe(2);
  });
});

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1_280, height: 900 };
const SIGHTS = [
  { colorScheme: 'light', size: PHONE },
  { colorScheme: 'dark', size: DESK },
] as const;

/** On a phone in the light, and at a desk in the dark. */
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
    const page = await visit(service.url);
    await button(page, 'Try it with a sample').waitFor();
    await expectForEverybody(page);
    await chooseBoth(page, service);
    await expectForEverybody(page);
    await send(page);
    await page.locator('video').waitFor();
    await expectForEverybody(page);
    const operations = await visit(`${service.url}/ops`);
    await operations.getByRole('heading', { name: 'Open jobs' }).waitFor();
    await expectForEverybody(operations);
  });
});
