import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareClip } from '../../src/media/clip.ts';
import type { Ffmpeg } from '../../src/media/ffmpeg.ts';
import { probe } from '../../src/media/probe.ts';
import { ENGINES } from './engines.ts';
import { fixture, noSignal, tempFolder } from './temp-folder.ts';
import { wav } from './wav.ts';

/** The sentence that all the fixtures say. */
const SPOKEN_SECONDS = 2.815;

const ENCODED_FIXTURES = [
  'discord-voice.ogg',
  'slack-clip.mp4',
  'recorder.webm',
  'voice.flac',
  'stereo-vorbis.ogg',
  'voice.aiff',
  'imessage.caf',
  'phone-video.mov',
];
const PASSED_FIXTURES = { 'voice.mp3': 'mp3', 'iphone-memo.m4a': 'm4a', 'voice.aac': 'aac' };
const WAVS = {
  '16-bit stereo': { bytes: wav({ seconds: 3, channels: 2 }), format: 'wav' },
  '32-bit': { bytes: wav({ seconds: 3, format: 'f32' }), format: 'mp3' },
  'six-channel': { bytes: wav({ seconds: 3, channels: 6, format: 'u8' }), format: 'mp3' },
  'heavy 96 kHz': {
    bytes: wav({ seconds: 3, channels: 5, sampleRate: 96_000, format: 'f32' }),
    format: 'mp3',
  },
};

let ffmpeg: Ffmpeg;

async function prepared(input: string, folder = tempFolder()) {
  const output = path.join(folder, `${path.basename(input)}.clip`);
  const facts = await prepareClip(ffmpeg, input, output, noSignal());
  expect(facts.bytes).toBe(statSync(output).size);
  return { facts, output, found: await probe(output) };
}

function written(bytes: Buffer): string {
  const input = path.join(tempFolder(), 'voice');
  writeFileSync(input, bytes);
  return input;
}

describe.each(ENGINES)('a clip with ffmpeg as $kind', ({ open }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'avatar-clips-'));
  /** What needs only to be looked at is made before the tests, as many at once as will go. */
  const ahead = new Map<string, Awaited<ReturnType<typeof prepared>>>();

  beforeAll(async () => {
    ffmpeg = await open();
    const inputs = [...ENCODED_FIXTURES, ...Object.keys(PASSED_FIXTURES)].map(fixture);
    for (const [name, { bytes }] of Object.entries(WAVS)) {
      inputs.push(path.join(folder, name));
      writeFileSync(path.join(folder, name), bytes);
    }
    const makeAhead = async (input: string) => {
      ahead.set(path.basename(input), await prepared(input, folder));
    };
    await Promise.all(inputs.map(makeAhead));
  });
  afterAll(async () => {
    await ffmpeg.close();
    rmSync(folder, { recursive: true });
  });

  it.each(ENCODED_FIXTURES)('is made from %s as mono MP3 of the same length', (name) => {
    const clip = ahead.get(name);
    expect(clip?.facts).toMatchObject({ format: 'mp3' });
    expect(Math.abs((clip?.facts.seconds ?? 0) - SPOKEN_SECONDS)).toBeLessThan(0.1);
    expect(clip?.found).toMatchObject({
      container: 'MP3',
      picture: undefined,
      sound: { codec: 'mp3', channels: 1, sampleRate: 44_100 },
    });
    expect(Math.abs((clip?.found?.sound?.seconds ?? 0) - SPOKEN_SECONDS)).toBeLessThan(0.1);
  });

  it.each(Object.entries(PASSED_FIXTURES))('is %s itself, for Kling takes %s', (name, format) => {
    const clip = ahead.get(name);
    expect(clip?.facts.format).toBe(format);
    expect(Math.abs((clip?.facts.seconds ?? 0) - SPOKEN_SECONDS)).toBeLessThan(0.1);
    expect(readFileSync(clip?.output ?? '').equals(readFileSync(fixture(name)))).toBe(true);
  });

  it.each(Object.entries(WAVS))('made of %s WAV keeps its length', (name, { format }) => {
    const clip = ahead.get(name);
    expect(clip?.facts.format).toBe(format);
    expect(clip?.facts.seconds).toBeCloseTo(3, 1);
  });

  it('of one to two seconds is filled up with silence', async () => {
    const { facts, found } = await prepared(written(wav({ seconds: 1.2 })));
    expect(facts.seconds).toBe(2.05);
    expect(found?.sound?.seconds).toBeGreaterThan(2);
    expect(found?.sound?.seconds).toBeLessThan(2.2);
  });

  it('is as long as its sound, whatever its header says', async () => {
    const bytes = wav({ seconds: 4, format: 'f32', claimedBytes: 3_000_000_000 });
    const { facts } = await prepared(written(bytes));
    expect(facts.seconds).toBeCloseTo(4, 1);
  });

  it('is what is left of a recording that was cut short', async () => {
    const whole = readFileSync(fixture('discord-voice.ogg'));
    const { facts } = await prepared(written(whole.subarray(0, Math.floor(whole.length * 0.8))));
    expect(facts.seconds).toBeGreaterThan(1);
    expect(facts.seconds).toBeLessThan(SPOKEN_SECONDS);
  });

  it('may be the piece of a live recording that has run for an hour', async () => {
    const [input, output] = [fixture('recorder.webm'), path.join(tempFolder(), 'piece.webm')];
    const args = ['-i', input, '-c', 'copy', '-output_ts_offset', '3600', '-f', 'webm', output];
    await ffmpeg.run({ args, inputs: [input], output, timeoutMs: 9_000, signal: noSignal() });
    const { facts } = await prepared(output);
    expect(Math.abs(facts.seconds - SPOKEN_SECONDS)).toBeLessThan(0.1);
  });

  it('survives frames with which the MP3 encoder used to abort', async () => {
    const bytes = readFileSync(fixture('slack-clip.mp4'));
    for (let at = 2_000; at < bytes.length - 4_000; at += 301) {
      bytes[at] = ((bytes[at] ?? 0) * 7 + 13) & 0xff;
    }
    const { facts } = await prepared(written(bytes));
    expect(facts.seconds).toBeGreaterThan(2);
  });

  it('is refused with what was measured', async () => {
    const input = written(wav({ seconds: 0.5 }));
    const output = path.join(tempFolder(), 'clip');
    await expect(prepareClip(ffmpeg, input, output, noSignal())).rejects.toMatchObject({
      problem: { code: 'clip/too-short', seconds: 0.5, minSeconds: 1 },
    });
    expect(existsSync(output)).toBe(false);
  });

  it('of forty minutes is refused with its whole length', async () => {
    const input = written(wav({ seconds: 2_400, sampleRate: 8_000, format: 'u8' }));
    const output = path.join(tempFolder(), 'clip');
    await expect(prepareClip(ffmpeg, input, output, noSignal())).rejects.toMatchObject({
      problem: { code: 'clip/too-long', seconds: 2_400, maxSeconds: 300 },
    });
  });
});

describe('a clip of five minutes', () => {
  it('loses less than a second that is too much', async () => {
    // One make is enough: encoding five minutes twice takes long, and the numbers are ours.
    const fastest = ENGINES.at(-1);
    ffmpeg = await (fastest ?? ENGINES[0] ?? expect.unreachable()).open();
    const input = written(wav({ seconds: 300.6, sampleRate: 8_000, format: 'u8' }));
    const { facts, found } = await prepared(input);
    await ffmpeg.close();
    expect(facts.seconds).toBeCloseTo(299.9);
    expect(facts.bytes).toBeLessThan(5_000_000);
    expect(found?.sound?.seconds).toBeLessThanOrEqual(300);
  }, 60_000);
});
