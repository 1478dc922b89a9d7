import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { wav } from '../media/wav.ts';
import { instantEncode } from '../sandbox/a-sandbox.ts';
import { type BotProcess, startBot } from '../support/bot-process.ts';
import { startRealSandbox } from '../support/real-sandbox.ts';
import { probeVideo } from '../support/video-probe.ts';

const KILL_AT = fileURLToPath(new URL('kill-at.mjs', import.meta.url));
/** As long as the video that is there instead of a drawn one; what is drawn has a test of its own. */
const CLIP_SECONDS = 3;

let sandbox: Sandbox;
let closeSandbox: () => Promise<void>;
let folder: string;

beforeAll(async () => {
  sandbox = await startRealSandbox({ encode: instantEncode }, (close) => {
    closeSandbox = close;
  });
  folder = await mkdtemp(path.join(tmpdir(), 'kill-the-terminal-'));
  await sharp({ create: { width: 320, height: 320, channels: 3, background: '#b86' } })
    .jpeg()
    .toFile(path.join(folder, 'face.jpg'));
  await writeFile(path.join(folder, 'voice.wav'), wav({ seconds: CLIP_SECONDS }));
}, 60_000);

afterAll(async () => {
  await closeSandbox();
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  readonly out: string;
  readonly start: (args: readonly string[], options?: { killAt?: KillAt }) => BotProcess;
}

interface KillAt {
  readonly file: string;
  readonly moment: 'before' | 'after';
}

async function newRun(): Promise<Run> {
  const home = await mkdtemp(path.join(folder, 'run-'));
  const env = {
    DATA_DIR: path.join(home, 'data'),
    TMPDIR: home,
    KLING_API_BASE_URL: sandbox.url,
    KLING_API_KEY: sandbox.apiKey,
    KLING_POLL_SECONDS: '0.1',
  };
  return {
    out: path.join(home, 'talk.mp4'),
    start: (args, { killAt } = {}) =>
      startBot(
        ['avatar', ...args],
        killAt === undefined
          ? env
          : { ...env, KILL_AT_FILE: killAt.file, KILL_AT_MOMENT: killAt.moment },
        { cwd: home, ...(killAt === undefined ? {} : { preload: KILL_AT }) },
      ),
  };
}

const request = ({ out }: Run) => [
  ...['--image', path.join(folder, 'face.jpg'), '--voice', path.join(folder, 'voice.wav')],
  ...['--out', out],
];

/** What must be true after the restart, wherever the first process was killed. */
async function expectOneVideo(run: Run, tasksBefore: number): Promise<void> {
  const resumed = await run.start(['--resume']).ended;
  expect(resumed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(sandbox.control.tasks().length - tasksBefore).toBe(1);
  const video = await probeVideo(run.out);
  expect(video).toMatchObject({ videoCodec: 'avc', audioCodec: 'aac' });
  expect(Math.abs(video.seconds - CLIP_SECONDS)).toBeLessThan(0.5);
  expect((await readdir(path.dirname(run.out))).sort()).toEqual(['data', 'talk.mp4']);
  expect(await readdir(path.join(path.dirname(run.out), 'data/terminal/scratch'))).toEqual([]);
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await wait(20);
}

const renames: readonly [name: string, killAt: KillAt][] = [
  ['before its files are stored', { file: '/clip', moment: 'before' }],
  ['before the paid call', { file: '/clip', moment: 'after' }],
  ['after the download', { file: '/video.mp4', moment: 'before' }],
  ['after the video is kept, before the job says so', { file: '/video.mp4', moment: 'after' }],
  ['while posting', { file: '/talk.mp4', moment: 'before' }],
  ['after posting, before the job says so', { file: '/talk.mp4', moment: 'after' }],
];

const lostAnswers: readonly [name: string, kind: Fault['kind']][] = [
  ['while the paid call is on its way', 'hang-before'],
  ['after the task is made, before its answer came', 'hang-after'],
];

describe('a terminal run that is killed with SIGKILL makes one task and one video', () => {
  it.each(renames)('%s', async (_name, killAt) => {
    const run = await newRun();
    const before = sandbox.control.tasks().length;
    const killed = await run.start(request(run), { killAt }).ended;
    expect(killed.signal).toBe('SIGKILL');
    await expectOneVideo(run, before);
  });

  it.each(lostAnswers)('%s', async (_name, kind) => {
    const run = await newRun();
    const before = sandbox.control.tasks().length;
    const calls = sandbox.control.requestLog.count('createTask');
    sandbox.control.fail({ call: 'createTask', kind, times: 1 });
    const first = run.start(request(run));
    await until(() => sandbox.control.requestLog.count('createTask') > calls);
    if (kind === 'hang-after') await until(() => sandbox.control.tasks().length > before);
    first.child.kill('SIGKILL');
    expect((await first.ended).signal).toBe('SIGKILL');
    await expectOneVideo(run, before);
  });

  it('while Kling is rendering', async () => {
    const run = await newRun();
    const before = sandbox.control.tasks().length;
    sandbox.control.change({ neverEnd: true });
    const first = run.start(request(run));
    await until(() => sandbox.control.tasks().some(({ status }) => status === 'processing'));
    const polls = sandbox.control.requestLog.count('queryTask');
    await until(() => sandbox.control.requestLog.count('queryTask') > polls);
    first.child.kill('SIGKILL');
    expect((await first.ended).signal).toBe('SIGKILL');
    sandbox.control.change({ neverEnd: false });
    sandbox.control.finishAll();
    await expectOneVideo(run, before);
  });
});
