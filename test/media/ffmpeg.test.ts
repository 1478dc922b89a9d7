import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFfmpeg, type Ffmpeg } from '../../src/media/ffmpeg.ts';
import { ENGINES } from './engines.ts';
import { fixture, noSignal, tempFolder } from './temp-folder.ts';

/** Minutes of work for any machine. */
const ENDLESS = ['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:d=3600', '-c:v', 'libx264', '-f', 'mp4'];

async function opened(open: () => Promise<Ffmpeg>): Promise<Ffmpeg> {
  const ffmpeg = await open();
  onTestFinished(() => ffmpeg.close());
  return ffmpeg;
}

describe.each(ENGINES)('ffmpeg as $kind', ({ kind, open }) => {
  it('makes one file out of others', async () => {
    const ffmpeg = await opened(open);
    const [picture, voice] = [fixture('finished.mp4'), fixture('discord-voice.ogg')];
    const output = path.join(tempFolder(), 'new folder', 'out.mp4');
    const args = ['-i', picture, '-i', voice, '-map', '0:v:0', '-map', '1:a:0', '-t', '1'];
    args.push('-vf', 'scale=120:150', '-c:v', 'libx264', '-c:a', 'aac', output);
    mkdirSync(path.dirname(output));
    const inputs = [picture, voice];
    const { log } = await ffmpeg.run({
      args,
      inputs,
      output,
      timeoutMs: 20_000,
      signal: noSignal(),
    });
    expect(ffmpeg.kind).toBe(kind);
    expect(statSync(output).size).toBeGreaterThan(5_000);
    expect(log).toContain('120x150');
  });

  it('says why it failed', async () => {
    const ffmpeg = await opened(open);
    const args = ['-i', '/nowhere/voice.ogg', '-f', 'null', '-'];
    const run = ffmpeg.run({ args, inputs: [], timeoutMs: 20_000, signal: noSignal() });
    await expect(run).rejects.toMatchObject({
      code: 'ffmpeg/failed',
      retryable: false,
      log: expect.stringContaining('No such file or directory'),
    });
  });

  it('ends what takes too long and leaves no half of a file', async () => {
    const ffmpeg = await opened(open);
    const output = path.join(tempFolder(), 'out.mp4');
    const args = [...ENDLESS, output];
    const run = ffmpeg.run({ args, inputs: [], output, timeoutMs: 500, signal: noSignal() });
    await expect(run).rejects.toMatchObject({ code: 'ffmpeg/timeout', retryable: true });
    expect(existsSync(output)).toBe(false);
  });

  it('ends at once when it is called off', async () => {
    const ffmpeg = await opened(open);
    const output = path.join(tempFolder(), 'out.mp4');
    const stop = new AbortController();
    const args = [...ENDLESS, output];
    const run = ffmpeg.run({ args, inputs: [], output, timeoutMs: 60_000, signal: stop.signal });
    stop.abort('SIGTERM');
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(output)).toBe(false);
  });

  it('takes everything along when it is closed', async () => {
    const ffmpeg = await open();
    const task = { args: [...ENDLESS, '/dev/null'], inputs: [], timeoutMs: 60_000 };
    const runs = [1, 2, 3].map(() => ffmpeg.run({ ...task, signal: noSignal() }));
    const ends = Promise.allSettled(runs);
    await ffmpeg.close();
    const late = ffmpeg.run({ ...task, signal: noSignal() });
    await expect(late).rejects.toMatchObject({ name: 'AbortError' });
    expect((await ends).every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('never opens a connection, whatever a file asks for', async () => {
    const ffmpeg = await opened(open);
    let asked = 0;
    const server = createServer((_, answer) => {
      asked += 1;
      answer.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const playlist = path.join(tempFolder(), 'voice.m4a');
    writeFileSync(playlist, `#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:${port}/a.ts\n#EXT-X-ENDLIST\n`);
    const args = ['-f', 'hls', '-i', playlist, '-f', 'null', '-'];
    const run = ffmpeg.run({ args, inputs: [playlist], timeoutMs: 9_000, signal: noSignal() });
    await expect(run).rejects.toMatchObject({ code: 'ffmpeg/failed' });
    expect(asked).toBe(0);
  });
});

describe('the choice of an ffmpeg', () => {
  /** A program that lists these encoders, and writes its environment to its log when it runs. */
  function fakeProgram(encoders: string[]): { folder: string; program: string } {
    const folder = tempFolder();
    const program = path.join(folder, 'ffmpeg');
    const list = encoders.map((name) => `echo " V..... ${name}   some words"`).join('\n');
    const script = `#!/bin/sh\ncase "$*" in *-encoders*)\n${list}\n:;; *) export >&2;; esac\n`;
    writeFileSync(program, script, { mode: 0o755 });
    return { folder, program };
  }
  const NEEDED = ['libx264', 'aac', 'libmp3lame'];

  it('falls on a program that has all that is needed', async () => {
    const { folder } = fakeProgram(NEEDED);
    const ffmpeg = await createFfmpeg({ searchPath: `/nowhere${path.delimiter}${folder}` });
    expect(ffmpeg.kind).toBe('native');
  });

  it('falls on WebAssembly when the program on the path lacks something', async () => {
    const { folder } = fakeProgram(['libx264', 'libmp3lame', 'aac_at']);
    expect((await createFfmpeg({ searchPath: folder })).kind).toBe('wasm');
  });

  it.each([
    ['is not there', () => '/nowhere/ffmpeg', /cannot be started/],
    ['lacks something', () => fakeProgram(['aac']).program, /lacks libx264, libmp3lame$/],
  ])('stops the start when the configured program %s', async (_, programOf, words) => {
    const choice = createFfmpeg({ path: programOf() });
    await expect(choice).rejects.toMatchObject({
      code: 'ffmpeg/unavailable',
      message: expect.stringMatching(words),
    });
  });

  it('hands none of our environment to the program', async () => {
    process.env['KLING_SECRET'] = 'do-not-tell';
    onTestFinished(() => {
      delete process.env['KLING_SECRET'];
    });
    const ffmpeg = await createFfmpeg({ path: fakeProgram(NEEDED).program });
    const { log } = await ffmpeg.run({
      args: [],
      inputs: [],
      timeoutMs: 5_000,
      signal: noSignal(),
    });
    expect(log).toContain('PWD');
    expect(log).not.toContain('do-not-tell');
  });
});
