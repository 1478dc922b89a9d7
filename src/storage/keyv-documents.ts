import type { Keyv } from 'keyv';
import { AppError } from '../errors.ts';
import type { Documents } from '../jobs/contracts.ts';

/**
 * Our documents on a Keyv store, and the only file that knows Keyv's way of failing: it must have
 * been made with `throwOnErrors`, or a failed read would look like a missing document.
 */
export function createDocuments(keyv: Keyv): Documents {
  if (!keyv.throwOnErrors) throw new TypeError('Keyv must be made with throwOnErrors');
  return {
    get: <T>(key: string) => keyv.get<T>(key),
    set: async (key, value) => {
      if (!(await keyv.set(key, value))) {
        throw new AppError('storage/write-failed', `The store did not take ${key}`, {
          retryable: true,
        });
      }
    },
    delete: async (key) => {
      await keyv.delete(key);
    },
    entries: <T>() => walk<T>(keyv),
  };
}

async function* walk<T>(keyv: Keyv): AsyncGenerator<readonly [string, T]> {
  if (keyv.iterator === undefined) throw new TypeError('This Keyv store cannot be walked');
  for await (const [key, value] of keyv.iterator(undefined)) yield [key as string, value as T];
}
