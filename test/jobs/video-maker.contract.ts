import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Order, VideoMaker } from '../../src/jobs/contracts.ts';
import { wav } from '../media/wav.ts';

/** A maker with nothing on it; its tasks take a while. */
export type OpenMaker = () => Promise<VideoMaker>;

const signal = new AbortController().signal;

/** A picture of 300 by 300 pixels and two and a half seconds of sound, since some makers look. */
const portrait = await sharp({
  create: { width: 300, height: 300, channels: 3, background: '#963' },
})
  .jpeg()
  .toBuffer();
const clip = wav({ seconds: 2.5 });

const anOrder = (jobId: string): Order => ({
  jobId,
  portrait,
  clip,
  prompt: 'smiles',
  mode: 'std',
});

/** What the jobs rely on in a maker of videos, be it Kling, the sandbox or a fake. */
export function videoMakerContract(name: string, open: OpenMaker): void {
  describe(`maker of videos: ${name}`, () => {
    it('makes a task under our job id and finds it by either id', async () => {
      const maker = await open();
      const { taskId, jobId } = await maker.order(anOrder('web-1'), signal);
      expect(jobId).toBe('web-1');
      expect(await maker.find(taskId, signal)).toMatchObject({ taskId, jobId });
      expect(await maker.find('web-1', signal)).toMatchObject({ taskId, jobId });
    });

    it('hands out the task that it has when the same job is ordered again', async () => {
      const maker = await open();
      const first = await maker.order(anOrder('web-1'), signal);
      const again = await maker.order(anOrder('web-1'), signal);
      expect(again.taskId).toBe(first.taskId);
      expect(await maker.list(1, 30, signal)).toHaveLength(1);
    });

    it('knows nothing of what was never ordered', async () => {
      const maker = await open();
      expect(await maker.find('web-unknown', signal)).toBeUndefined();
      expect(await maker.list(1, 30, signal)).toEqual([]);
    });

    it('lists every task once, page by page', async () => {
      const maker = await open();
      for (let index = 0; index < 5; index += 1) await maker.order(anOrder(`web-${index}`), signal);
      const pages = [1, 2, 3, 4].map((page) => maker.list(page, 2, signal));
      const listed = (await Promise.all(pages)).map((page) => page.map(({ jobId }) => jobId));
      expect(listed.map(({ length }) => length)).toEqual([2, 2, 1, 0]);
      expect(listed.flat().sort()).toEqual(['web-0', 'web-1', 'web-2', 'web-3', 'web-4']);
      expect(maker.maxPageSize).toBeGreaterThanOrEqual(30);
    });
  });
}
