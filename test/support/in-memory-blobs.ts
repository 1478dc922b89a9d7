import { fileURLToPath } from 'node:url';
import { AppError } from '../../src/errors.ts';
import type { Blobs } from '../../src/jobs/contracts.ts';

export interface InMemoryBlobs extends Blobs {
  readonly keys: ReadonlySet<string>;
}

/** Whoever borrows a blob gets this file: the jobs carry bytes about and never look into them. */
const STAND_IN = fileURLToPath(new URL('stand-in.bin', import.meta.url));

export function createInMemoryBlobs(): InMemoryBlobs {
  const keys = new Set<string>();
  return {
    keys,
    save: async (key) => {
      keys.add(key);
    },
    withFile: async (key, use) => {
      if (!keys.has(key)) throw new AppError('blob/missing', `No bytes are stored as ${key}`);
      return use(STAND_IN);
    },
    removeJob: async (jobId) => {
      for (const key of keys) if (key.startsWith(`${jobId}/`)) keys.delete(key);
    },
  };
}
