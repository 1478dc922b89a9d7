import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createScratch } from '../../src/storage/scratch.ts';
import { aFolder } from './a-folder.ts';

it('lends an empty folder, and each borrower another one', async () => {
  const withScratch = createScratch(path.join(aFolder(), 'scratch'));
  await withScratch((first) =>
    withScratch(async (second) => {
      expect(first).not.toBe(second);
      expect(readdirSync(second)).toEqual([]);
    }),
  );
});

it('gives back what the borrower made of it', async () => {
  const withScratch = createScratch(path.join(aFolder(), 'scratch'));
  expect(await withScratch(async () => 42)).toBe(42);
});

it('removes the folder with all that is in it, also when the borrower fails', async () => {
  const root = path.join(aFolder(), 'scratch');
  const withScratch = createScratch(root);
  const borrowing = withScratch(async (folder) => {
    mkdirSync(path.join(folder, 'deep'));
    writeFileSync(path.join(folder, 'deep', 'file'), 'bytes');
    throw new Error('ffmpeg failed');
  });
  await expect(borrowing).rejects.toThrow('ffmpeg failed');
  expect(readdirSync(root)).toEqual([]);
});

it('removes at the start what a killed process left behind, and nothing beside it', () => {
  const root = aFolder();
  mkdirSync(path.join(root, 'scratch', 'work-old'), { recursive: true });
  writeFileSync(path.join(root, 'scratch', 'work-old', 'video.mp4'), 'bytes');
  writeFileSync(path.join(root, 'state.sqlite'), 'state');
  createScratch(path.join(root, 'scratch'));
  expect(readdirSync(path.join(root, 'scratch'))).toEqual([]);
  expect(existsSync(path.join(root, 'state.sqlite'))).toBe(true);
});
