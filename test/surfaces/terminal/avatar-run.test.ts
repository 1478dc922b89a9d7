import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runAvatar } from '../../../src/surfaces/terminal/avatar-run.ts';

interface Told {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether anything was begun that could cost something. */
  readonly opened: boolean;
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'avatar-run-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'face.jpg'), 'a picture');
  await writeFile(path.join(folder, 'voice.ogg'), 'a voice');
  return folder;
}

async function run(cwd: string, args: readonly string[]): Promise<Told> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let opened = false;
  const exitCode = await runAvatar(args, {
    ...{ stdout, stderr, cwd, now: Date.now, signal: new AbortController().signal },
    samples: { image: 'face.jpg', voice: 'voice.ogg' },
    openApp: async () => {
      opened = true;
      throw new Error('opened');
    },
  });
  const text = (stream: PassThrough) => (stream.read() as Buffer | null)?.toString() ?? '';
  return { exitCode, stdout: text(stdout), stderr: text(stderr), opened };
}

const make = (out: string) => ['--image', 'face.jpg', '--voice', 'voice.ogg', '--out', out];

describe('a place that the video cannot go to is told before anything is begun', () => {
  it('a folder', async () => {
    const folder = await newFolder();
    const told = await run(folder, make('.'));
    expect(told).toMatchObject({ exitCode: 1, opened: false });
    expect(told.stderr).toMatch(/is there and is not a file/);
  });

  it('a socket, which stays a socket', async () => {
    const folder = await newFolder();
    const server = createServer().listen(path.join(folder, 'socket'));
    onTestFinished(() => {
      server.close();
    });
    await once(server, 'listening');
    expect(await run(folder, make('socket'))).toMatchObject({ exitCode: 1, opened: false });
    expect((await stat(path.join(folder, 'socket'))).isSocket()).toBe(true);
  });

  it('a device, which stays a device', async () => {
    expect(await run(await newFolder(), make('/dev/null'))).toMatchObject({
      exitCode: 1,
      opened: false,
    });
  });

  it('the picture itself, also under another name', async () => {
    const folder = await newFolder();
    await symlink('face.jpg', path.join(folder, 'link.jpg'));
    for (const out of ['face.jpg', './voice.ogg', 'link.jpg']) {
      const told = await run(folder, make(out));
      expect(told).toMatchObject({ exitCode: 1, opened: false });
      expect(told.stderr).toMatch(/is an input/);
    }
    expect(await readFile(path.join(folder, 'face.jpg'), 'utf8')).toBe('a picture');
  });

  it('a folder that is not there', async () => {
    const told = await run(await newFolder(), make('nowhere/talk.mp4'));
    expect(told).toMatchObject({ exitCode: 1, opened: false });
    expect(told.stderr).toMatch(/talk\.mp4 cannot be written \(ENOENT\)\n$/);
  });
});

it('tries the place out and leaves nothing there', async () => {
  const folder = await newFolder();
  expect(await run(folder, make('talk.mp4'))).toMatchObject({ exitCode: 1, opened: true });
  expect((await readdir(folder)).sort()).toEqual(['face.jpg', 'voice.ogg']);
});

it('names an input that is missing, in one line', async () => {
  const args = ['--image', 'gone.jpg', '--voice', 'voice.ogg'];
  const told = await run(await newFolder(), args);
  expect(told).toMatchObject({ exitCode: 1, opened: false, stdout: '' });
  expect(told.stderr).toMatch(/^There is no file \S+gone\.jpg\n$/);
});

it('ends with 2 and the usage when it is called wrongly, with 0 for help', async () => {
  const folder = await newFolder();
  const wrong = await run(folder, ['--prompt', '-smile']);
  expect(wrong).toMatchObject({ exitCode: 2, opened: false });
  expect(wrong.stderr).toMatch(/Usage: npm run avatar/);
  const help = await run(folder, ['--help']);
  expect(help).toMatchObject({ exitCode: 0, stderr: '', opened: false });
});
