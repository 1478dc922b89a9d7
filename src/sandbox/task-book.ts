import { createHash, randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { ReadImage, ReadSound } from './inputs.ts';
import { badValue, Refusal } from './refusal.ts';
import type { Settings } from './settings.ts';
import { isOpen, type Task, unitsOf } from './task.ts';
import type { TaskFiles } from './task-files.ts';
import type { CreateTask } from './task-request.ts';

/** Makes the video of a task from its stored inputs; resolves with its length in seconds. */
export type RenderVideo = (task: Task, signal: AbortSignal) => Promise<number>;

export interface TaskBook {
  /** @throws Refusal 1201 (used id), 1102 (no units), 1303 (no slot) */
  create(request: CreateTask, image: ReadImage, sound: ReadSound): Promise<Task>;
  /** By the task's own id or the external one. */
  find(id: string): Task | undefined;
  /** Newest first. */
  all(): Task[];
  /** Most tasks that were ever open at once. */
  peakOpen(): number;
  /** Ends every open task now, also one that never ends. */
  finishAll(): void;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Every task of the account, from `submitted` over `processing` to its end. A task holds a slot until
 * it ends, whatever its client does.
 */
export async function openTaskBook(deps: {
  readonly files: TaskFiles;
  readonly settings: Settings;
  readonly render: RenderVideo;
  readonly onChange: (task: Task) => void;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<TaskBook> {
  const { files, settings, render, onChange, clock, log } = deps;
  const tasks = new Map<string, Task>();
  const byExternalId = new Map<string, string>();
  const hurries = new Map<string, AbortController>();
  const runs = new Set<Promise<void>>();
  let stop = new AbortController();
  let peakOpen = 0;
  let sequence = randomInt(SEQUENCE_LENGTH);

  const openCount = () => [...tasks.values()].filter(isOpen).length;

  function add(task: Task): void {
    tasks.set(task.taskId, task);
    if (task.externalId !== undefined) byExternalId.set(task.externalId, task.taskId);
    peakOpen = Math.max(peakOpen, openCount());
  }

  async function change(task: Task, facts: Partial<Task>): Promise<Task> {
    const next = { ...task, ...facts, updatedAt: Math.max(clock.now(), task.updatedAt + 1) };
    tasks.set(task.taskId, next);
    await files.saveTask(next);
    onChange(next);
    return next;
  }

  /** One check after another with no wait between, so that two requests cannot both pass. */
  function refuse(externalId: string | undefined, units: number): void {
    if (externalId !== undefined && byExternalId.has(externalId)) {
      throw badValue(`External_task_id ${externalId} already exists`);
    }
    if (settings.unitsLeft !== null && settings.unitsLeft < units) {
      throw new Refusal(1102, 'Account balance not enough');
    }
    if (openCount() >= settings.slots) {
      throw new Refusal(1303, 'parallel task over resource pack limit');
    }
  }

  async function live(task: Task, signal: AbortSignal): Promise<void> {
    const hurry = new AbortController();
    hurries.set(task.taskId, hurry);
    const patience = AbortSignal.any([signal, hurry.signal]);
    // A hurried task skips its waits; a closed sandbox stops where it is.
    const pause = async (ms: number) => {
      if (ms > 0) await clock.sleep(ms, patience).catch(() => undefined);
      signal.throwIfAborted();
    };
    let now = task;
    if (now.status === 'submitted') {
      await pause(settings.queueMs);
      now = await change(now, { status: 'processing' });
    }
    const startedAt = clock.now();
    const video = now.failWith === null ? await render(now, signal) : undefined;
    const takesMs = settings.renderMs + settings.msPerClipSecond * now.clipSeconds;
    await pause(now.neverEnds ? Number.MAX_SAFE_INTEGER : takesMs - (clock.now() - startedAt));
    await end(now, video);
    hurries.delete(task.taskId);
  }

  async function end(task: Task, videoSeconds: number | undefined): Promise<void> {
    await files.dropInputs(task);
    if (videoSeconds === undefined) {
      const statusMessage = task.failWith ?? 'Internal error';
      await change(task, { status: 'failed', statusMessage, unitDeduction: '0' });
      return;
    }
    const units = unitsOf(task.mode, task.clipSeconds);
    await change(task, { status: 'succeed', videoSeconds, unitDeduction: `${units}` });
  }

  function start(task: Task): void {
    const { signal } = stop;
    const run = live(task, signal).catch(async (error: unknown) => {
      if (signal.aborted) return;
      log.error({ taskId: task.taskId, err: error }, 'sandbox.render-failed');
      await change(task, { status: 'failed', statusMessage: 'Internal error', unitDeduction: '0' });
    });
    runs.add(run);
    void run.finally(() => runs.delete(run));
  }

  for (const task of await files.loadTasks()) {
    add(task);
    if (isOpen(task)) start(task);
  }

  return {
    create: async (request, image, sound) => {
      const units = unitsOf(request.mode, sound.seconds);
      refuse(request.external_task_id, units);
      if (settings.unitsLeft !== null) settings.unitsLeft -= units;
      sequence = (sequence + 1) % SEQUENCE_LENGTH;
      const taskId = newTaskId(clock.now(), sequence);
      const task = newTask(taskId, request, image, sound, settings, clock.now());
      add(task);
      await files.saveInputs(task, image.bytes, sound.bytes);
      await files.saveTask(task);
      onChange(task);
      start(task);
      return task;
    },
    find: (id) => tasks.get(id) ?? tasks.get(byExternalId.get(id) ?? ''),
    all: () => [...tasks.values()].sort((a, b) => b.createdAt - a.createdAt),
    peakOpen: () => peakOpen,
    finishAll: () => {
      for (const hurry of hurries.values()) hurry.abort();
    },
    clear: async () => {
      stop.abort();
      await Promise.all(runs);
      stop = new AbortController();
      tasks.clear();
      byExternalId.clear();
      hurries.clear();
      peakOpen = 0;
      await files.clear();
    },
    close: async () => {
      stop.abort();
      await Promise.all(runs);
    },
  };
}

function newTask(
  taskId: string,
  request: CreateTask,
  image: ReadImage,
  sound: ReadSound,
  settings: Settings,
  now: number,
): Task {
  const { external_task_id: externalId, callback_url: callbackUrl, mode, watermark_info } = request;
  return {
    taskId,
    ...(externalId === undefined ? {} : { externalId }),
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
    mode,
    status: 'submitted',
    statusMessage: '',
    createdAt: now,
    updatedAt: now,
    clipSeconds: sound.seconds,
    soundExtension: sound.extension,
    inputHash: createHash('sha256')
      .update(image.bytes)
      .update(sound.bytes)
      .update(mode)
      .digest('hex'),
    watermark: watermark_info?.enabled === true,
    failWith: image.isTooSmall ? 'Image pixel is invalid' : settings.failWith,
    neverEnds: settings.neverEnd,
  };
}

const SEQUENCE_LENGTH = 100_000;

/** 18 decimal digits, kept as text: beyond what a JSON number can hold. */
function newTaskId(now: number, sequence: number): string {
  return `${now}`.padStart(13, '1').slice(-13) + `${sequence}`.padStart(5, '0');
}
