import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Settings } from './settings.ts';
import { type Task, unitsOf } from './task.ts';

/** Makes the video of a task from its stored inputs; resolves with its length in seconds. */
export type RenderVideo = (task: Task, signal: AbortSignal) => Promise<number>;

/** Longer than any run of the sandbox: the wait of a task that ends only when it is hurried. */
const FOREVER_MS = Number.MAX_SAFE_INTEGER;

/**
 * What happens to a task from `submitted` to its end. It is drawn from the start, and ends when its
 * time is over and the video is there. `hurry` skips the waits; `signal` stops where it is.
 */
export async function liveTask(
  first: Task,
  deps: {
    readonly settings: Settings;
    readonly render: RenderVideo;
    readonly change: (task: Task, facts: Partial<Task>) => Promise<Task>;
    readonly clock: Clock;
    readonly log: Log;
    readonly signal: AbortSignal;
    readonly hurry: AbortSignal;
  },
): Promise<void> {
  const { settings, change, clock, signal, hurry } = deps;
  const patience = AbortSignal.any([signal, hurry]);
  const pause = async (ms: number) => {
    if (ms > 0) await clock.sleep(ms, patience).catch(() => undefined);
    signal.throwIfAborted();
  };
  const drawn = draw(first, deps);
  // Looked at below, and until then it may reject unheard.
  drawn.catch(() => undefined);
  try {
    let task = first;
    if (task.status === 'submitted') {
      await pause(settings.queueMs);
      task = await change(task, { status: 'processing' });
    }
    const renderMs = settings.renderMs + settings.msPerClipSecond * task.clipSeconds;
    await pause(task.neverEnds ? FOREVER_MS : renderMs);
    await change(task, await drawn);
  } finally {
    // A task that was stopped has ended only when its encoder has.
    await drawn.catch(() => undefined);
  }
}

/** How the task will have ended; rejects only when it is stopped. */
async function draw(
  task: Task,
  deps: { render: RenderVideo; log: Log; signal: AbortSignal },
): Promise<Partial<Task>> {
  const { render, log, signal } = deps;
  if (task.failWith !== null) return failed(task.failWith);
  try {
    const videoSeconds = await render(task, signal);
    const unitDeduction = `${unitsOf(task.mode, task.clipSeconds)}`;
    return { status: 'succeed', videoSeconds, unitDeduction };
  } catch (error) {
    signal.throwIfAborted();
    log.error({ taskId: task.taskId, err: error }, 'sandbox.render-failed');
    return failed('Internal error');
  }
}

/** What Kling charges for a failed task is not known; nothing, here. */
function failed(statusMessage: string): Partial<Task> {
  return { status: 'failed', statusMessage, unitDeduction: '0' };
}
