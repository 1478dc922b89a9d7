import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Encode } from '../../src/sandbox/render.ts';
import { aSandbox, standInEncode, VIDEO } from './sandbox-under-test.ts';

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sandbox-restart-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const keys = { apiKey: 'the-same-after-a-restart' };

describe('after a restart with the same data folder', () => {
  it('a finished task is as it was, and its link still works', async () => {
    const dataDir = await aFolder();
    const before = await aSandbox({ dataDir, keys });
    await before.order({ external_task_id: 'discord-1' });
    const ended = await before.finished('discord-1');
    await before.sandbox.close();

    const port = Number(new URL(before.sandbox.url).port);
    const after = await aSandbox({ dataDir, keys, port });
    expect(await after.task('discord-1')).toEqual(ended);
    const response = await after.send(ended.task_result?.videos[0]?.['url'] ?? '');
    expect(await response.text()).toBe(VIDEO.toString());
    expect((await after.create({ external_task_id: 'discord-1' })).code).toBe(1201);
  });

  it.each([0, 1_000])('an open task of %d ms ago goes on under its id', async (ms) => {
    const dataDir = await aFolder();
    const settings = { queueMs: 1_000, renderMs: 60_000 };
    const before = await aSandbox({ dataDir, keys, settings });
    const { task_id } = await before.order({ external_task_id: 'discord-1' });
    await before.clock.advance(ms);
    const { task_status } = await before.task(task_id);
    await before.sandbox.close();

    const after = await aSandbox({ dataDir, keys, settings });
    expect(await after.task('discord-1')).toMatchObject({ task_id, task_status });
    expect(after.sandbox.control.peakOpen()).toBe(1);
    await after.clock.advance(61_000);
    await after.sandbox.control.settled();
    expect((await after.task(task_id)).task_status).toBe('succeed');
  });

  it('a video that was half drawn is drawn again', async () => {
    const dataDir = await aFolder();
    let onHalf = () => {};
    const half = new Promise<void>((resolve) => {
      onHalf = resolve;
    });
    const encode: Encode = async ({ output, signal }) => {
      await writeFile(output, 'half a vid');
      onHalf();
      await once(signal, 'abort');
      signal.throwIfAborted();
    };
    const before = await aSandbox({ dataDir, keys, encode });
    const { task_id } = await before.order();
    await half;
    await before.sandbox.close();

    const after = await aSandbox({ dataDir, keys });
    expect((await after.finished(task_id)).task_status).toBe('succeed');
    expect((await readdir(path.join(dataDir, 'videos'))).map((name) => path.extname(name))).toEqual(
      ['.mp4'],
    );
  });

  it('a sound of text to speech can still be used', async () => {
    const dataDir = await aFolder();
    const text = 'This sound is older than the process that uses it.';
    const body = { text, voice_id: 'uk_man2', voice_language: 'en' };
    const before = await aSandbox({ dataDir, keys });
    const { data } = await before.call('/v1/audio/tts', { body });
    const { task_id } = data as { task_id: string };
    await before.sandbox.close();

    const after = await aSandbox({ dataDir, keys });
    expect((await after.create({ audio_id: task_id, sound_file: undefined })).code).toBe(0);
  });

  it('a file that is not a task is told of and passed over', async () => {
    const dataDir = await aFolder();
    const before = await aSandbox({ dataDir, keys });
    await before.finished((await before.order()).task_id);
    await before.sandbox.close();
    await writeFile(path.join(dataDir, 'tasks/1.json'), '');

    const after = await aSandbox({ dataDir, keys });
    expect(await after.list()).toHaveLength(1);
    expect(after.log.count('sandbox.task-unreadable')).toBe(1);
  });

  it('only what is needed is left on the disk', async () => {
    const dataDir = await aFolder();
    const before = await aSandbox({ dataDir, keys });
    await before.finished((await before.order()).task_id);
    await before.sandbox.close();
    expect(await readdir(path.join(dataDir, 'inputs'))).toEqual([]);
    expect(await readdir(path.join(dataDir, 'videos'))).toHaveLength(1);

    const late = await aSandbox({ dataDir, keys, clock: before.clock });
    await late.sandbox.close();
    await before.clock.advance(31 * 86_400_000);
    await aSandbox({ dataDir, keys, clock: before.clock });
    expect(await readdir(path.join(dataDir, 'videos'))).toEqual([]);
  });
});

describe('without a data folder', () => {
  it('nothing is left when the sandbox is closed', async () => {
    const folders = new Set<string>();
    const { sandbox, order, finished } = await aSandbox({
      encode: async (work) => {
        for (const file of [...work.inputs, work.output]) folders.add(path.dirname(file));
        await standInEncode(work);
      },
    });
    await finished((await order()).task_id);
    await sandbox.close();
    for (const folder of folders) await expect(readdir(folder)).rejects.toThrow('ENOENT');
  });
});
