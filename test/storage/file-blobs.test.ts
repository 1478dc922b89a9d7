import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open as openFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileBlobs } from '../../src/storage/file-blobs.ts';
import { aFolder } from './a-folder.ts';

/** Blobs in a folder of their own, beside a file to save. */
function open(): { blobs: ReturnType<typeof createFileBlobs>; root: string; source: string } {
  const root = aFolder();
  const source = path.join(root, 'source');
  writeFileSync(source, 'bytes');
  return { blobs: createFileBlobs(path.join(root, 'blobs')), root, source };
}

const read = (file: string) => readFile(file, 'utf8');

describe('stored bytes', () => {
  it('are a copy: the source may go', async () => {
    const { blobs, source } = open();
    await blobs.save('web-1/clip', source);
    writeFileSync(source, 'other bytes');
    expect(await blobs.withFile('web-1/clip', read)).toBe('bytes');
  });

  it('are replaced as a whole', async () => {
    const { blobs, root, source } = open();
    await blobs.save('web-1/clip', source);
    writeFileSync(source, 'more and other bytes');
    await blobs.save('web-1/clip', source);
    expect(await blobs.withFile('web-1/clip', read)).toBe('more and other bytes');
    expect(readdirSync(path.join(root, 'blobs', 'web-1'))).toEqual(['clip']);
  });

  it('do not change under somebody who is reading them', async () => {
    const { blobs, source } = open();
    await blobs.save('web-1/clip', source);
    const seen = await blobs.withFile('web-1/clip', async (file) => {
      const reader = await openFile(file);
      writeFileSync(source, 'other');
      await blobs.save('web-1/clip', source);
      const text = await reader.readFile('utf8');
      await reader.close();
      return text;
    });
    expect(seen).toBe('bytes');
  });

  it('stay as they were when a copy fails', async () => {
    const { blobs, source } = open();
    await blobs.save('web-1/clip', source);
    await expect(blobs.save('web-1/clip', `${source}-missing`)).rejects.toThrow();
    expect(await blobs.withFile('web-1/clip', read)).toBe('bytes');
  });

  it('are never half there: a copy that was cut short by a crash is not lent', async () => {
    const { blobs, root } = open();
    mkdirSync(path.join(root, 'blobs', 'web-1'), { recursive: true });
    writeFileSync(path.join(root, 'blobs', 'web-1', 'clip.part'), 'by');
    await expect(blobs.withFile('web-1/clip', read)).rejects.toMatchObject({
      code: 'blob/missing',
    });
  });

  it('that are missing are told apart from errors of whoever borrows them', async () => {
    const { blobs, source } = open();
    await blobs.save('web-1/clip', source);
    await expect(blobs.withFile('web-2/clip', read)).rejects.toMatchObject({
      code: 'blob/missing',
      retryable: false,
    });
    const borrowing = blobs.withFile('web-1/clip', async () => {
      throw new Error('upload failed');
    });
    await expect(borrowing).rejects.toThrow('upload failed');
  });

  it('go with their job, and only with theirs', async () => {
    const { blobs, root, source } = open();
    for (const key of ['web-1/clip', 'web-1/video.mp4', 'web-1.2/clip', 'web-10/clip']) {
      await blobs.save(key, source);
    }
    await blobs.removeJob('web-1');
    await blobs.removeJob('web-unknown');
    expect(readdirSync(path.join(root, 'blobs')).sort()).toEqual(['web-1.2', 'web-10']);
  });

  it('may lie in a folder that was written with a slash at its end', async () => {
    const { root, source } = open();
    const blobs = createFileBlobs(`${path.join(root, 'blobs')}/`);
    await blobs.save('web-1/clip', source);
    expect(await blobs.withFile('web-1/clip', read)).toBe('bytes');
  });
});

describe('a key that leads out of the folder', () => {
  const keys = ['../source', '../../etc/passwd', '/etc/passwd', 'web-1', 'web-1/../../source', ''];

  it.each(keys)('%j is refused for saving and lending', async (key) => {
    const { blobs, root, source } = open();
    await expect(blobs.save(key, source)).rejects.toThrow(TypeError);
    await expect(blobs.withFile(key, read)).rejects.toThrow(TypeError);
    expect(readFileSync(path.join(root, 'source'), 'utf8')).toBe('bytes');
  });

  it.each(['..', '.', '', '../blobs', 'web-1/..'])('%j removes nothing', async (jobId) => {
    const { blobs, root, source } = open();
    await blobs.save('web-1/clip', source);
    await expect(blobs.removeJob(jobId)).rejects.toThrow(TypeError);
    expect(readdirSync(path.join(root, 'blobs'))).toEqual(['web-1']);
  });
});
