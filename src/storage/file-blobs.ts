import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../errors.ts';
import type { Blobs } from '../jobs/contracts.ts';

/** One step of a path that leads nowhere but down. */
const STEP = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** Media bytes as files below one folder, one folder per job. */
export function createFileBlobs(folder: string): Blobs {
  const pathOf = (key: string, steps: number) => {
    const found = key.split('/');
    if (found.length !== steps || !found.every((step) => STEP.test(step))) {
      throw new TypeError(`Not a blob key: ${key}`);
    }
    return path.join(folder, ...found);
  };
  const fileOf = (key: string) => pathOf(key, 2);
  return {
    save: async (key, source) => {
      const file = fileOf(key);
      await mkdir(path.dirname(file), { recursive: true });
      await copyWhole(source, file);
    },
    withFile: async (key, use) => {
      const file = fileOf(key);
      await stat(file).catch((cause: unknown) => {
        throw new AppError('blob/missing', `No bytes are stored as ${key}`, { cause });
      });
      return use(file);
    },
    removeJob: async (jobId) => {
      await rm(pathOf(jobId, 1), { recursive: true, force: true });
    },
  };
}

/** Written beside, synced, renamed: a crash leaves the old file or the new one, never half of it. */
async function copyWhole(source: string, file: string): Promise<void> {
  const draft = `${file}.part`;
  await copyFile(source, draft, constants.COPYFILE_FICLONE);
  const handle = await open(draft, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
