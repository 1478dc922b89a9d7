import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Documents } from '../jobs/contracts.ts';

/** An orchestrator asks every few seconds, a watched page every second, and each look is a disk sync. */
const FRESH_MS = 5_000;
const KEY = 'storage-checked-at';

export interface StorageCheck {
  readonly ok: boolean;
  readonly detail: string;
}

/** Whether documents can be written: a full disk can still be read. It never rejects. */
export function createStorageCheck(settings: Documents, clock: Clock): () => Promise<StorageCheck> {
  let looked: { readonly at: number; readonly check: Promise<StorageCheck> } | undefined;

  async function look(at: number): Promise<StorageCheck> {
    try {
      await settings.set(KEY, at);
      return { ok: true, detail: 'writable' };
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'unexpected';
      return { ok: false, detail: `not writable (${code})` };
    }
  }

  return () => {
    const now = clock.now();
    // Also where the clock was put back.
    if (looked === undefined || Math.abs(now - looked.at) >= FRESH_MS) {
      looked = { at: now, check: look(now) };
    }
    return looked.check;
  };
}
