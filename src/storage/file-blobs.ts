import { constants } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../errors.ts';
import type { Blobs } from '../jobs/contracts.ts';

/** Media bytes as files below one folder, one folder per job. */
export function createFileBlobs(folder: string): Blobs {
  const fileOf = (key: string) => {
    const file = path.join(folder, key);
    if (path.dirname(path.dirname(file)) !== path.normalize(folder)) {
      throw new TypeError(`Not a blob key: ${key}`);
    }
    return file;
  };
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
    removeJob: (jobId) => rm(path.dirname(fileOf(`${jobId}/x`)), { recursive: true, force: true }),
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
