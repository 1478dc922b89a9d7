/**
 * A process that runs one ffmpeg command with `@ffmpeg/core` and ends with ffmpeg's exit code. This
 * is the only file that loads the GPL-licensed core; see `ffmpeg-core.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { FfmpegCommand } from './ffmpeg-command.ts';

/** The part of the core that is used here. Its file system lives in memory and is POSIX-like. */
interface Core {
  readonly FS: {
    analyzePath(file: string): { exists: boolean };
    mkdir(folder: string): void;
    writeFile(file: string, bytes: Uint8Array): void;
    readFile(file: string): Uint8Array;
  };
  setLogger(onLine: (line: { message: string }) => void): void;
  setTimeout(ms: number): void;
  exec(...args: readonly string[]): number;
}

/**
 * A run blocks this process, so it cannot notice that its parent was killed. The core then ends by
 * itself, a little after the moment at which the parent would have ended it.
 */
const AFTER_PARENT_MS = 2_000;

type CreateCore = (options: { wasmBinary: Buffer }) => Promise<Core>;

/**
 * V8 compiles each function of WebAssembly twice, the second time well, once it has run for so long.
 * What Node 24 waits for is seven times as long as what Node 20 does: most runs here are over by then,
 * and a short clip takes a quarter less work (3.9 instead of 5.3 s of processor for five of them).
 */
const TIERING_FLAG = '--wasm-tiering-budget=13000000';

const require = createRequire(import.meta.url);

async function loadCore(): Promise<Core> {
  setFlagsFromString(TIERING_FLAG);
  // The build is for browsers only; it looks for its own address there before anything else.
  Object.assign(globalThis, { self: globalThis, location: { href: '' } });
  const createCore = require('@ffmpeg/core') as CreateCore;
  return createCore({ wasmBinary: readFileSync(require.resolve('@ffmpeg/core/wasm')) });
}

function makeFolder(core: Core, folder: string): void {
  if (core.FS.analyzePath(folder).exists) return;
  makeFolder(core, path.dirname(folder));
  core.FS.mkdir(folder);
}

async function run(command: FfmpegCommand): Promise<number> {
  const core = await loadCore();
  core.setLogger(({ message }) => process.stderr.write(`${message}\n`));
  core.setTimeout(command.timeoutMs + AFTER_PARENT_MS);
  for (const file of command.output === undefined
    ? command.inputs
    : [...command.inputs, command.output]) {
    makeFolder(core, path.dirname(file));
  }
  for (const file of command.inputs) core.FS.writeFile(file, readFileSync(file));
  const exitCode = core.exec('-hide_banner', ...command.args);
  if (exitCode === 0 && command.output !== undefined) {
    writeFileSync(command.output, core.FS.readFile(command.output));
  }
  return exitCode;
}

process.once('message', (message) => {
  // Only our parent can send, and it sends this.
  run(message as FfmpegCommand).then(
    (exitCode) => process.exit(exitCode === 0 ? 0 : 1),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
