import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Media } from '../../src/jobs/contracts.ts';
import { ProblemError } from '../../src/jobs/problem.ts';
import { createGate } from '../../src/media/gate.ts';
import { createMedia } from '../../src/media/media.ts';
import { ENGINES } from './engines.ts';
import { type HostileFile, hostileFiles } from './hostile-corpus.ts';
import { noSignal } from './temp-folder.ts';

/** Nobody waits longer than this to be told no. */
const PATIENCE_MS = 10_000;

const folder = mkdtempSync(path.join(tmpdir(), 'avatar-hostile-'));
let files: HostileFile[] = [];
beforeAll(async () => {
  mkdirSync(path.join(folder, 'in'));
  mkdirSync(path.join(folder, 'out'));
  files = await hostileFiles(path.join(folder, 'in'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(media: Media, file: HostileFile): Promise<string> {
  const output = path.join(folder, 'out', file.name);
  const started = Date.now();
  const prepare = file.part === 'portrait' ? media.preparePortrait : media.prepareClip;
  const told = await prepare(file.path, output, noSignal()).then(
    (facts) => `accepted ${JSON.stringify(facts)}`,
    (error: unknown) => (error instanceof ProblemError ? error.code : String(error)),
  );
  const tookMs = Date.now() - started;
  return tookMs > PATIENCE_MS ? `${told} after ${tookMs} ms` : told;
}

describe.each(ENGINES)('hostile files with ffmpeg as $kind', ({ open }) => {
  it('are each refused in time with the right words, and leave nothing behind', async () => {
    const ffmpeg = await open();
    const media = createMedia({ ffmpeg });
    const inTurn = createGate(2);
    const refusals = await Promise.all(
      files.map(async (file) => {
        const told = await inTurn(() => refusal(media, file), noSignal());
        return [`${file.part} ${file.name}`, told];
      }),
    );
    await ffmpeg.close();

    const wanted = files.map(({ part, name, expect: code }) => [`${part} ${name}`, code]);
    expect(Object.fromEntries(refusals)).toEqual(Object.fromEntries(wanted));
    expect(files.length).toBeGreaterThan(45);
    expect(readdirSync(path.join(folder, 'out'))).toEqual([]);
  }, 60_000);
});
