import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { calledOff } from './called-off.ts';

/** The stream descriptions come first and the totals last, so both ends of a log are kept. */
const LOG_END_CHARACTERS = 32_000;

export interface ChildEnd {
  /** `failed-to-start` when there is no such program, or it may not be run. */
  readonly how: 'exited' | 'killed' | 'timed-out' | 'failed-to-start';
  readonly exitCode: number | null;
  /** What the child wrote to stderr, without the middle if it was long. */
  readonly log: string;
}

/**
 * Waits until a child has ended and all its pipes are closed. Whatever does not end by itself is
 * killed: at the time limit, and when `signal` is aborted (which rejects with an AbortError).
 */
export function childEnd(
  child: ChildProcess,
  limits: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<ChildEnd> {
  const { signal } = limits;
  const log = collectLog(child.stderr);
  return new Promise((resolve, reject) => {
    let timedOut = false;
    let startError: Error | undefined;
    const kill = () => void child.kill('SIGKILL');
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, limits.timeoutMs);
    signal.addEventListener('abort', kill, { once: true });
    child.once('error', (error) => {
      startError = error;
      // A program that could not be started never closes.
      if (child.pid === undefined) end(null, null);
    });
    child.once('close', end);

    function end(exitCode: number | null, killedBy: NodeJS.Signals | null): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', kill);
      if (signal.aborted) {
        reject(calledOff());
        return;
      }
      if (child.pid === undefined) {
        resolve({ how: 'failed-to-start', exitCode, log: startError?.message ?? '' });
        return;
      }
      const how = timedOut ? 'timed-out' : killedBy === null ? 'exited' : 'killed';
      resolve({ how, exitCode, log: log() });
    }

    if (signal.aborted) kill();
  });
}

function collectLog(stream: Readable | null): () => string {
  let head = '';
  let tail = '';
  stream?.setEncoding('utf8').on('data', (text: string) => {
    const room = LOG_END_CHARACTERS - head.length;
    head += text.slice(0, room);
    tail = (tail + text.slice(room)).slice(-LOG_END_CHARACTERS);
  });
  return () => head + tail;
}
