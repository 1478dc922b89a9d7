import { rm } from 'node:fs/promises';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type ChildEnd, childEnd } from './child-run.ts';
import type { FfmpegCommand } from './ffmpeg-command.ts';
import { checkCoreChild, startCoreChild } from './ffmpeg-core.ts';
import { findNative, startNative } from './ffmpeg-native.ts';
import { createGate } from './gate.ts';

interface FfmpegTask extends FfmpegCommand {
  readonly signal: AbortSignal;
}

/** Reads and writes sound and video, always in a process of its own. */
export interface Ffmpeg {
  /** `wasm` works everywhere and is 3 to 9 times slower with video. */
  readonly kind: 'native' | 'wasm';
  /**
   * @throws FfmpegError, or an AbortError when it was called off; then nothing is left at `output`.
   */
  run(task: FfmpegTask): Promise<{ log: string }>;
  /** Kills what is running; later runs are called off. */
  close(): Promise<void>;
}

/** More would only slow each other down, and two wasm encoders already hold up to 0.8 GB. */
const PROCESSES_AT_ONCE = 2;
const LOG_IN_MESSAGE_CHARACTERS = 600;

/**
 * The configured program, else `ffmpeg` on `searchPath` (a PATH) if it has the encoders we need,
 * else the WebAssembly build from npm, so that installing the packages alone is enough.
 * @throws AppError `ffmpeg/unavailable` when the configured program cannot do the work
 */
export async function createFfmpeg(
  options: {
    readonly path?: string | undefined;
    readonly searchPath?: string | undefined;
    readonly log?: Log;
  } = {},
): Promise<Ffmpeg> {
  const program = await findNative(options);
  options.log?.info({ program: program ?? '@ffmpeg/core' }, 'media.ffmpeg');
  if (program !== undefined) {
    return supervise('native', (command) => startNative(program, command));
  }
  checkCoreChild();
  return supervise('wasm', startCoreChild);
}

/** Keeps what ffmpeg wrote, for those who want to know why it failed. */
export class FfmpegError extends AppError {
  readonly log: string;

  constructor(
    code: 'ffmpeg/failed' | 'ffmpeg/timeout' | 'ffmpeg/unavailable',
    what: string,
    log: string,
  ) {
    const lastWords = log.trim().slice(-LOG_IN_MESSAGE_CHARACTERS);
    // A process that could not start, or was slow, may fare better when the machine is less busy.
    super(code, `ffmpeg ${what}: ${lastWords}`, { retryable: code !== 'ffmpeg/failed' });
    this.log = log;
  }
}

type StartChild = (command: FfmpegCommand) => Parameters<typeof childEnd>[0];

function supervise(kind: Ffmpeg['kind'], start: StartChild): Ffmpeg {
  const gate = createGate(PROCESSES_AT_ONCE);
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();

  async function runNow(task: FfmpegTask, signal: AbortSignal): Promise<{ log: string }> {
    try {
      const end = await childEnd(start(task), { timeoutMs: task.timeoutMs, signal });
      if (end.how === 'exited' && end.exitCode === 0) return { log: end.log };
      throw failure(end, task);
    } catch (error) {
      if (task.output !== undefined) await rm(task.output, { force: true });
      throw error;
    }
  }

  return {
    kind,
    run: async (task) => {
      const signal = AbortSignal.any([task.signal, closing.signal]);
      const run = gate(() => runNow(task, signal), signal);
      running.add(run);
      try {
        return await run;
      } finally {
        running.delete(run);
      }
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}

function failure(end: ChildEnd, task: FfmpegTask): AppError {
  if (end.how === 'failed-to-start') {
    return new FfmpegError('ffmpeg/unavailable', 'could not be started', end.log);
  }
  if (end.how === 'timed-out') {
    return new FfmpegError('ffmpeg/timeout', `was not done within ${task.timeoutMs} ms`, end.log);
  }
  const how = end.how === 'killed' ? 'was killed' : `ended with ${end.exitCode}`;
  return new FfmpegError('ffmpeg/failed', how, end.log);
}
