import { useState } from 'preact/hooks';
import { keepIn } from '../../shared/browser-storage.ts';
import { readWritten, type Written } from './written.ts';

const KEY = 'avatar-bot.written';

const kept = keepIn(() => localStorage);

/** Kept by the browser until it is sent, so that a reload loses nothing. */
export function useKeptWritten(): [Written, (written: Written) => void] {
  const [written, setWritten] = useState(() => readWritten(kept.read<Written>(KEY) ?? {}));
  const keep = (next: Written) => {
    kept.write(KEY, next);
    setWritten(next);
  };
  return [written, keep];
}
