import { mkdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { WithScratch } from '../jobs/contracts.ts';

/**
 * Temporary folders below one folder of our own. It is emptied at the start, because a killed
 * process leaves its temporary files behind; only one process may use it.
 */
export function createScratch(folder: string): WithScratch {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return async (use) => {
    const scratch = await mkdtemp(path.join(folder, 'work-'));
    try {
      return await use(scratch);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };
}
