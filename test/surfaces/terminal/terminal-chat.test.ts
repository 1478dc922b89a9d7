import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createTerminalChat } from '../../../src/surfaces/terminal/terminal-chat.ts';
import { aJob, anAttachment, NOON } from '../../support/a-job.ts';

const NEVER = new AbortController().signal;
const chat = createTerminalChat(() => undefined);

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'terminal-chat-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A job that is being delivered to `out`, with a video of that many bytes. */
function deliveringTo(out: string, bytes: number) {
  const thread = { surface: 'terminal', address: JSON.stringify({ out }) };
  const outcome = {
    kind: 'video',
    seconds: 5,
    bytes,
    width: 480,
    height: 480,
    renderMs: 1,
  } as const;
  const state = { kind: 'delivering', since: NOON, outcome } as const;
  return aJob('terminal-1', 'delivering', { thread, state });
}

describe('posting in a terminal', () => {
  it('writes the video and nothing beside it', async () => {
    const folder = await newFolder();
    const [video, out] = [path.join(folder, 'kept.mp4'), path.join(folder, 'talk.mp4')];
    await writeFile(video, 'a video');
    await chat.postVideo(deliveringTo(out, 7), video, 'text', NEVER);
    expect(await readFile(out, 'utf8')).toBe('a video');
    expect((await readdir(folder)).sort()).toEqual(['kept.mp4', 'talk.mp4']);
  });

  it('finds the video that a killed process had written', async () => {
    const folder = await newFolder();
    const [video, out] = [path.join(folder, 'kept.mp4'), path.join(folder, 'talk.mp4')];
    const job = deliveringTo(out, 7);
    await writeFile(video, 'a video');
    expect(await chat.findPost(job, NEVER)).toBeUndefined();
    await chat.postVideo(job, video, 'text', NEVER);
    expect(await chat.findPost(job, NEVER)).toEqual({ kind: 'video', address: out });
  });

  it('takes an older file of that name for what it is', async () => {
    const folder = await newFolder();
    const out = path.join(folder, 'talk.mp4');
    await writeFile(out, 'another');
    const before = new Date(NOON - 1_000);
    await utimes(out, before, before);
    expect(await chat.findPost(deliveringTo(out, 7), NEVER)).toBeUndefined();
  });

  it('says which path cannot be written, and leaves nothing there', async () => {
    const folder = await newFolder();
    const [video, out] = [path.join(folder, 'kept.mp4'), path.join(folder, 'talk.mp4')];
    await writeFile(video, 'a video');
    await mkdir(out);
    await expect(chat.postVideo(deliveringTo(out, 7), video, 'text', NEVER)).rejects.toMatchObject({
      meaning: 'gone',
      message: expect.stringContaining(out),
    });
    expect((await readdir(folder)).sort()).toEqual(['kept.mp4', 'talk.mp4']);
  });
});

describe('attaching a local file', () => {
  it('copies it', async () => {
    const folder = await newFolder();
    const [from, to] = [path.join(folder, 'a'), path.join(folder, 'b')];
    await writeFile(from, 'bytes');
    await chat.fetchAttachment('clip', anAttachment(from), to, NEVER);
    expect(await readFile(to, 'utf8')).toBe('bytes');
  });

  it.each([
    ['a folder', (folder: string) => folder, 'source/not-allowed'],
    ['a device that never ends', () => '/dev/zero', 'source/not-allowed'],
    ['a file that is gone', (folder: string) => path.join(folder, 'gone'), 'source/unreachable'],
  ])('refuses %s', async (_name, pathIn, code) => {
    const folder = await newFolder();
    const attachment = anAttachment(pathIn(folder));
    const copied = chat.fetchAttachment('clip', attachment, path.join(folder, 'b'), NEVER);
    await expect(copied).rejects.toMatchObject({ code });
  });
});
