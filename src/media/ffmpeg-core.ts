import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';
import type { FfmpegCommand } from './ffmpeg-command.ts';

const script = fileURLToPath(import.meta.resolve('#ffmpeg-core-child'));

/** @throws AppError `ffmpeg/unavailable` */
export function checkCoreChild(): void {
  if (existsSync(script)) return;
  throw new AppError('ffmpeg/unavailable', `${script} is missing; npm run build makes it`);
}

/**
 * `@ffmpeg/core` is GPL-2.0-or-later and this program is not. It therefore only ever runs in a Node
 * process of its own, which takes arguments and files and gives back a file, as one would run the
 * ffmpeg program. Do not import it anywhere but in `ffmpeg-core-child.ts`.
 */
export function startCoreChild(command: FfmpegCommand): ChildProcess {
  const child = fork(script, [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {},
    execArgv: [],
  });
  const { args, inputs, output, timeoutMs } = command;
  // A child that dies before it can read this says so by its exit code.
  child.send({ args, inputs, output, timeoutMs }, () => {});
  return child;
}
