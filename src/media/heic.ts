import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '../errors.ts';
import { ProblemError } from '../jobs/problem.ts';
import { childEnd } from './child-run.ts';

/** What the child is asked for: `input` as a PNG of that many pixels. */
export interface HeicTask {
  readonly input: string;
  readonly output: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a HEIC picture in a process of its own: sharp has no HEVC decoder, the WebAssembly one
 * blocks its thread for seconds and takes 0.7 GB for 48 megapixels.
 * @throws ProblemError `portrait/damaged`, `portrait/too-slow`
 */
export async function heicToPng(
  task: HeicTask,
  limitSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const script = fileURLToPath(import.meta.resolve('#heic-child'));
  const child = fork(script, [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {},
    execArgv: [],
  });
  // A child that dies before it can read this says so by its exit code.
  child.send(task, () => {});
  const end = await childEnd(child, { timeoutMs: limitSeconds * 1_000, signal });
  if (end.how === 'exited' && end.exitCode === 0) return;
  if (end.how === 'timed-out') throw new ProblemError({ code: 'portrait/too-slow', limitSeconds });
  const cause = new AppError('heic/failed', `The HEIC decoder ${end.how}: ${end.log.slice(-600)}`);
  if (end.how === 'failed-to-start') throw cause;
  throw new ProblemError({ code: 'portrait/damaged' }, { cause });
}
