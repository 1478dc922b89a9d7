import { type ChildProcess, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../errors.ts';
import { childEnd } from './child-run.ts';
import type { FfmpegCommand } from './ffmpeg-command.ts';

/** An ffmpeg without one of these cannot make what we send and post. */
const NEEDED_ENCODERS = ['libx264', 'aac', 'libmp3lame'];
const LOOK_TIMEOUT_MS = 10_000;
const NAMES = process.platform === 'win32' ? ['ffmpeg.exe'] : ['ffmpeg'];

/**
 * The program to run, or undefined when there is no usable one on `searchPath`.
 * @throws AppError `ffmpeg/unavailable` when `path` is set and not usable: a wish is not ignored
 */
export async function findNative(options: {
  readonly path?: string | undefined;
  readonly searchPath?: string | undefined;
}): Promise<string | undefined> {
  if (options.path !== undefined) {
    const flaw = await flawOf(options.path);
    if (flaw === undefined) return options.path;
    throw new AppError('ffmpeg/unavailable', `The configured ffmpeg, ${options.path}, ${flaw}`);
  }
  const folders = (options.searchPath ?? '').split(path.delimiter).filter(path.isAbsolute);
  for (const folder of folders) {
    for (const program of NAMES.map((name) => path.join(folder, name))) {
      const runs = await access(program, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (runs && (await flawOf(program)) === undefined) return program;
    }
  }
  return undefined;
}

/** What keeps a program from being our ffmpeg, to follow its name in a sentence. */
async function flawOf(program: string): Promise<string | undefined> {
  const child = spawn(program, ['-hide_banner', '-encoders'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
  });
  let encoders = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    encoders += text;
  });
  const { signal } = new AbortController();
  const end = await childEnd(child, { timeoutMs: LOOK_TIMEOUT_MS, signal });
  if (end.how === 'failed-to-start') return `cannot be started: ${end.log}`;
  if (end.how !== 'exited' || end.exitCode !== 0) return 'does not answer `-encoders`';
  const missing = NEEDED_ENCODERS.filter(
    (name) => !new RegExp(`^ \\S+ ${name} `, 'm').test(encoders),
  );
  return missing.length === 0 ? undefined : `lacks ${missing.join(', ')}`;
}

/** The child inherits nothing: no environment (it holds our secrets), no input, no terminal. */
export function startNative(program: string, command: FfmpegCommand): ChildProcess {
  const args = ['-nostdin', '-hide_banner', '-y', ...onlyLocalFiles(command.args)];
  return spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env: {} });
}

/** A playlist in disguise must not make ffmpeg fetch anything; the option belongs to each input. */
function onlyLocalFiles(args: readonly string[]): string[] {
  return args.flatMap((arg) => (arg === '-i' ? ['-protocol_whitelist', 'file,pipe', '-i'] : [arg]));
}
