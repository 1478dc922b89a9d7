import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import { until } from '../support/bot-process.ts';
import { describeInBrowser } from '../support/chromium.ts';
import {
  chooseBoth,
  exchanges,
  expectToPlay,
  send,
  usePageService,
} from '../support/page-service.ts';

const KILL_AT = fileURLToPath(new URL('kill-at.mjs', import.meta.url));
/** While the service is down or has just been killed, a browser says so in its console. */
const DOWN = [/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED/];

const service = usePageService();

type Moment = readonly [name: string, interrupt: (page: Page) => Promise<void>];

/** Kills the service before or after a file of the job appears under this name. */
const atRename =
  (file: string, moment: 'before' | 'after') =>
  async (page: Page): Promise<void> => {
    await service.kill();
    await service.start({ KILL_AT_FILE: file, KILL_AT_MOMENT: moment }, KILL_AT);
    await page.reload();
    await send(page);
    expect((await service.bot.ended).signal).toBe('SIGKILL');
  };

/** Kills it while Kling has not answered the order yet, which may or may not have become a task. */
const atLostAnswer =
  (kind: Fault['kind']) =>
  async (page: Page): Promise<void> => {
    const { requestLog, tasks } = service.sandbox.control;
    const [calls, made] = [requestLog.count('createTask'), tasks().length];
    service.sandbox.control.fail({ call: 'createTask', kind, times: 1 });
    await send(page);
    await until(service.bot, () => requestLog.count('createTask') > calls);
    if (kind === 'hang-after') await until(service.bot, () => tasks().length > made);
    await service.kill();
  };

async function whileRendering(page: Page): Promise<void> {
  service.sandbox.control.change({ neverEnd: true });
  await send(page);
  await exchanges(page).getByText('Kling is rendering').waitFor();
  await service.kill();
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
      const page = await visit(service.url, { forgives: DOWN });
      await chooseBoth(page, service);
      const before = service.sandbox.control.tasks().length;
      await interrupt(page);
      await service.start();
      service.finishTasks();
      await page.reload();
      await expectToPlay(page);
      expect(await exchanges(page).count()).toBe(1);
      expect(await page.locator('video').count()).toBe(1);
      expect(service.sandbox.control.tasks().length - before).toBe(1);
    });

    it('while Kling is rendering, is heard of again by a page that was not reloaded', async () => {
      const page = await visit(service.url, { forgives: DOWN });
      await chooseBoth(page, service);
      await whileRendering(page);
      await service.start();
      service.finishTasks();
      await expectToPlay(page);
      expect(await exchanges(page).count()).toBe(1);
    });
  },
);
