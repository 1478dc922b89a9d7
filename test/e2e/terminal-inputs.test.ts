import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { parseConfig } from '../../src/config.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { runAvatar } from '../../src/surfaces/terminal/avatar-run.ts';
import { type HostileFile, hostileFiles } from '../media/hostile-corpus.ts';
import { type Ended, startBot } from '../support/bot-process.ts';
import { quietLog, startRealSandbox } from '../support/real-sandbox.ts';
import { probeVideo } from '../support/video-probe.ts';

const FIXTURES = fileURLToPath(new URL('../media/fixtures/', import.meta.url));
const PROCESSES_AT_ONCE = 2;
/** What a person waits for a refusal. */
const REFUSAL_MS = 10_000;
/** Found by a look at the first bytes, by decoding here and in a child, and by decoding for long. */
const TOLD_BY_A_PROCESS = new Set<HostileFile['expect']>([
  'portrait/unsupported',
  'portrait/damaged',
  'portrait/too-many-pixels',
  'clip/unsupported',
  'clip/damaged',
  'clip/too-long',
]);
const ONE_LINE = /^\S[^\n]+\n$/;

let sandbox: Sandbox;
let closeSandbox: () => Promise<void>;
let folder: string;
let hostile: HostileFile[];

beforeAll(async () => {
  sandbox = await startRealSandbox({}, (close) => {
    closeSandbox = close;
  });
  folder = await mkdtemp(path.join(tmpdir(), 'terminal-inputs-'));
  await sharp({ create: { width: 320, height: 320, channels: 3, background: '#b86' } })
    .jpeg()
    .toFile(path.join(folder, 'face.jpg'));
  hostile = await hostileFiles(folder);
});

afterAll(async () => {
  await closeSandbox();
  await rm(folder, { recursive: true, force: true });
});

interface Run extends Ended {
  readonly ms: number;
  readonly out: string;
  /** What is left in the temp folder of the process, and in the scratch folder of its data. */
  readonly leftovers: readonly string[];
}

async function run(image: string, voice: string): Promise<Run> {
  const home = await mkdtemp(path.join(folder, 'home-'));
  const temp = path.join(home, 'temp');
  await mkdir(temp);
  const out = path.join(home, 'talk.mp4');
  const startedAt = Date.now();
  const args = ['avatar', '--image', image, '--voice', voice, '--out', out];
  const ended = await startBot(args, {
    DATA_DIR: path.join(home, 'data'),
    TMPDIR: temp,
    KLING_API_BASE_URL: sandbox.url,
    KLING_API_KEY: sandbox.apiKey,
    KLING_POLL_SECONDS: '0.1',
  }).ended;
  const scratch = await readdir(path.join(home, 'data/terminal/scratch'));
  const leftovers = [...(await readdir(temp)), ...scratch];
  return { ...ended, ms: Date.now() - startedAt, out, leftovers };
}

const fixture = (name: string) => path.join(FIXTURES, name);
const face = () => path.join(folder, 'face.jpg');

describe('what people really have becomes a video', () => {
  it('an iPhone photo and a Discord voice message', async () => {
    const voice = path.join(folder, 'voice-message.ogg');
    await copyFile(fixture('discord-voice.ogg'), voice);
    const { exitCode, stderr, out } = await run(fixture('picture.heic'), voice);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await probeVideo(out)).toMatchObject({ videoCodec: 'avc', audioCodec: 'aac' });
  });

  it('a photo that its camera stored lying, upright, and a Slack clip labelled a video', async () => {
    const lying = path.join(folder, 'IMG_0001.JPG');
    await sharp({ create: { width: 600, height: 400, channels: 3, background: '#68b' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(lying);
    const clip = path.join(folder, 'audio_message.mp4');
    await copyFile(fixture('slack-clip.mp4'), clip);
    const { exitCode, stderr, out } = await run(lying, clip);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { width, height, videoCodec, audioCodec } = await probeVideo(out);
    expect({ videoCodec, audioCodec }).toEqual({ videoCodec: 'avc', audioCodec: 'aac' });
    expect(height / width).toBeCloseTo(1.5, 1);
  });
});

describe('a file that cannot be used', () => {
  /** What an operator sees of the whole program, in each of the ways in which it can refuse. */
  it('ends a process with 1 and one line within ten seconds, and leaves nothing', async () => {
    const files = oneOfEach(hostile).filter(({ expect: code }) => TOLD_BY_A_PROCESS.has(code));
    expect(files).toHaveLength(TOLD_BY_A_PROCESS.size);
    const wrong = await wronglyRefused(files, PROCESSES_AT_ONCE, run);
    expect(wrong).toEqual([]);
  }, 120_000);

  it('ends with 1 and one line, whichever of fifty it is', async () => {
    // Every second one and one of each kind; the media room's own test goes through all of them.
    const files = new Set([...oneOfEach(hostile), ...hostile.filter((_, n) => n % 2 === 1)]);
    expect(files.size).toBeGreaterThanOrEqual(50);
    const home = await mkdtemp(path.join(folder, 'home-'));
    const wrong = await wronglyRefused([...files], 1, (image, voice) =>
      runHere(home, image, voice),
    );
    expect(wrong).toEqual([]);
  }, 120_000);
});

/** The files that were not refused as they should be, with what happened instead. */
async function wronglyRefused(
  files: readonly HostileFile[],
  atOnce: number,
  refuse: (image: string, voice: string) => Promise<Run>,
): Promise<object[]> {
  const wrong: object[] = [];
  const callsBefore = sandbox.control.requestLog.count('createTask');
  await inTurns(files, atOnce, async (file) => {
    const ended = await refuse(...inputsWith(file));
    const isRight =
      ended.exitCode === 1 &&
      ended.stdout === '' &&
      ONE_LINE.test(ended.stderr) &&
      ended.ms < REFUSAL_MS &&
      ended.leftovers.length === 0;
    if (!isRight) wrong.push({ ...file, ...ended });
  });
  // Nothing of them has reached Kling.
  expect(sandbox.control.requestLog.count('createTask')).toBe(callsBefore);
  return wrong;
}

function inputsWith({ part, path: file }: HostileFile): [image: string, voice: string] {
  return part === 'portrait' ? [file, fixture('voice.mp3')] : [face(), file];
}

function oneOfEach(files: readonly HostileFile[]): HostileFile[] {
  const seen = new Set<string>();
  return files.filter(({ expect: code }) => !seen.has(code) && seen.add(code));
}

async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** The same run without a process of its own, which takes a third of the time. */
async function runHere(home: string, image: string, voice: string): Promise<Run> {
  const dataDir = path.join(home, 'data');
  const [stdout, stderr] = [collector(), collector()];
  const out = path.join(home, 'talk.mp4');
  const startedAt = Date.now();
  const exitCode = await runAvatar(['--image', image, '--voice', voice, '--out', out], {
    ...{ stdout: stdout.stream, stderr: stderr.stream, cwd: home, now: Date.now },
    signal: new AbortController().signal,
    samples: { image, voice },
    openApp: (chat) =>
      openApp({
        config: parseConfig({
          KLING_API_BASE_URL: sandbox.url,
          KLING_API_KEY: sandbox.apiKey,
          OPEN_JOBS_PER_PERSON: '1000',
        }),
        ...{ dataDir, clock: systemClock, log: quietLog, searchPath: process.env['PATH'] },
        openChats: () => new Map([['terminal', chat]]),
      }),
  });
  const leftovers = await readdir(path.join(dataDir, 'scratch'));
  const texts = { stdout: stdout.text(), stderr: stderr.text() };
  return { exitCode, signal: null, ...texts, ms: Date.now() - startedAt, out, leftovers };
}

function collector() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}
