import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Media } from '../../../src/jobs/contracts.ts';
import { ProblemError } from '../../../src/jobs/problem.ts';
import { wav } from '../../media/wav.ts';

/** What is written in a picture that is too small. */
export const TINY = 'tiny';
export const VIDEO_BYTES = 100_000;

/** A portrait for every picture, and a clip of as many seconds as the file says. */
export async function createPlainMedia(): Promise<Omit<Media, 'downloadVideo'>> {
  const portrait = await sharp({
    create: { width: 320, height: 320, channels: 3, background: '#963' },
  })
    .jpeg()
    .toBuffer();
  return {
    preparePortrait: async (input, output) => {
      if ((await readFile(input, 'utf8')) === TINY) {
        const size = { width: 90, height: 80 };
        throw new ProblemError({ code: 'portrait/too-small', ...size, minSide: 150 });
      }
      await writeFile(output, portrait);
      return { width: 320, height: 320, bytes: portrait.length };
    },
    prepareClip: async (input, output) => {
      const seconds = Number(await readFile(input, 'utf8'));
      const clip = wav({ seconds, sampleRate: 8_000 });
      await writeFile(output, clip);
      return { format: 'wav', seconds, bytes: clip.length };
    },
    checkVideo: async () => ({ seconds: 2, bytes: VIDEO_BYTES, width: 320, height: 320 }),
    fitVideo: async () => undefined,
  };
}
