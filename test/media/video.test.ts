import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ffmpeg } from '../../src/media/ffmpeg.ts';
import { checkVideo } from '../../src/media/video.ts';
import { fitVideo } from '../../src/media/video-fit.ts';
import { planEncoding } from '../../src/media/video-plan.ts';
import { ENGINES } from './engines.ts';
import { fixture, noSignal, tempFolder } from './temp-folder.ts';

const FINISHED = fixture('finished.mp4');
const FINISHED_BYTES = statSync(FINISHED).size;
const FINISHED_SECONDS = 3;

let ffmpeg: Ffmpeg;

function written(bytes: Buffer): string {
  const file = path.join(tempFolder(), 'video.mp4');
  writeFileSync(file, bytes);
  return file;
}

/** The same video over and over, without encoding it again. */
async function repeated(times: number): Promise<string> {
  const output = path.join(tempFolder(), 'long.mp4');
  const args = ['-stream_loop', `${times - 1}`, '-i', FINISHED, '-c', 'copy', output];
  await ffmpeg.run({ args, inputs: [FINISHED], output, timeoutMs: 20_000, signal: noSignal() });
  return output;
}

describe.each(ENGINES)('a finished video with ffmpeg as $kind', ({ kind, open }) => {
  beforeAll(async () => {
    ffmpeg = await open();
  });
  afterAll(() => ffmpeg.close());

  const check = (file: string, clipSeconds = FINISHED_SECONDS) =>
    checkVideo(ffmpeg, file, clipSeconds, noSignal());
  const why = (words: RegExp) => ({
    problem: { code: 'video/unusable', why: expect.stringMatching(words) },
  });

  it('is measured when it plays', async () => {
    expect(await check(FINISHED, 2.5)).toEqual({
      seconds: expect.closeTo(FINISHED_SECONDS, 1),
      bytes: FINISHED_BYTES,
      width: 240,
      height: 300,
    });
  });

  it('may be long', async () => {
    const file = await repeated(25);
    expect((await check(file, 75)).seconds).toBeCloseTo(75, 0);
  });

  it.each([
    ['has no sound', () => fixture('mute.mp4'), 2, /it has no sound/],
    ['has no picture', () => fixture('slack-clip.mp4'), 3, /it has no picture/],
    ['belongs to another clip', () => FINISHED, 8, /it is 3.0 s long, and the voice 8.0 s/],
    ['is empty', () => written(Buffer.alloc(0)), 3, /no complete video/],
    ['is an error page', () => written(Buffer.from('<html>502</html>')), 3, /no complete video/],
    [
      'is half there',
      () => written(readFileSync(FINISHED).subarray(0, 30_000)),
      3,
      /only \d\.\d s/,
    ],
  ])('is refused when it %s', async (_, fileOf, clipSeconds, words) => {
    await expect(check(fileOf(), clipSeconds)).rejects.toMatchObject(why(words));
  });

  it('is copied when it fits, to the last byte', async () => {
    const output = path.join(tempFolder(), 'fit.mp4');
    const facts = await fitVideo(ffmpeg, FINISHED, output, FINISHED_BYTES, noSignal());
    expect(facts?.bytes).toBe(FINISHED_BYTES);
    expect(readFileSync(output).equals(readFileSync(FINISHED))).toBe(true);
  });

  it('is made to fit when it is one byte too large', async () => {
    const output = path.join(tempFolder(), 'fit.mp4');
    const maxBytes = FINISHED_BYTES - 1;
    const facts = await fitVideo(ffmpeg, FINISHED, output, maxBytes, noSignal());
    expect(facts).toMatchObject({ bytes: statSync(output).size, width: 240, height: 300 });
    expect(facts?.bytes).toBeLessThanOrEqual(maxBytes);
    expect(await check(output)).toEqual(facts);
  });

  it('is given up when nobody could bear to look at it', async () => {
    const output = path.join(tempFolder(), 'fit.mp4');
    expect(await fitVideo(ffmpeg, FINISHED, output, 20_000, noSignal())).toBeUndefined();
    expect(existsSync(output)).toBe(false);
  });

  it(`of more than half a minute is ${kind === 'wasm' ? 'given up' : 'made to fit'}`, async () => {
    const long = await repeated(12);
    const output = path.join(tempFolder(), 'fit.mp4');
    const maxBytes = statSync(long).size - 1;
    const facts = await fitVideo(ffmpeg, long, output, maxBytes, noSignal());
    if (kind === 'wasm') expect(facts).toBeUndefined();
    else expect(facts?.bytes).toBeLessThanOrEqual(maxBytes);
  });
});

describe('the plan for a smaller video', () => {
  const portrait = { width: 720, height: 960 };

  it.each([
    [10_000_000, 30, 720, 960],
    [10_000_000, 90, 540, 720],
    [10_000_000, 150, 480, 640],
    [10_000_000, 300, 360, 480],
  ])('for %i bytes and %i s is %i x %i', (maxBytes, seconds, width, height) => {
    const plan = planEncoding({ ...portrait, seconds }, maxBytes);
    expect(plan).toMatchObject({ width, height });
    const bytes = (((plan?.videoKbps ?? 0) + (plan?.audioKbps ?? 0)) * 1_000 * seconds) / 8;
    expect(bytes).toBeLessThan(maxBytes);
    expect(bytes).toBeGreaterThan(maxBytes * 0.9);
  });

  it('never enlarges, and has even sides', () => {
    const plan = planEncoding({ width: 301, height: 455, seconds: 5 }, 5_000_000);
    expect(plan).toMatchObject({ width: 302, height: 456 });
  });

  it('does not exist below what a face needs', () => {
    expect(planEncoding({ ...portrait, seconds: 300 }, 5_000_000)).toBeUndefined();
  });
});
