import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder for one test. */
export function tempFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'avatar-media-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function fixture(name: string): string {
  return path.join(import.meta.dirname, 'fixtures', name);
}

/** For calls that a test does not call off. */
export function noSignal(): AbortSignal {
  return new AbortController().signal;
}
