import { createHash, randomInt } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { ReadImage, ReadSound } from './inputs.ts';
import type { Pack } from './pack.ts';
import { badValue, Refusal } from './refusal.ts';
import type { Settings } from './settings.ts';
import { isOpen, type Task, unitsOf } from './task.ts';
import type { TaskFiles } from './task-files.ts';
import { liveTask, type RenderVideo } from './task-life.ts';
import type { CreateTask } from './task-request.ts';

export interface TaskBook {
  /** @throws Refusal 1201 (used id), 1102 (no units), 1303 (no slot) */
  create(request: CreateTask, image: ReadImage, sound: ReadSound): Promise<Task>;
  /** Goes on with the tasks that an earlier process left open. */
  resume(): void;
  /** By the task's own id or the external one. */
  find(id: string): Task | undefined;
  /** Newest first. */
  all(): Task[];
  /** Most tasks that were ever open at once. */
  peakOpen(): number;
  /** Ends every open task now, also one that never ends. */
  finishAll(): void;
  /** Resolves when no task is open any more. */
  settled(): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

interface Run {
  readonly hurry: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Every task of the account. A task holds a slot from its creation until it ends, whatever its client
 * does (Kling docs, concurrency rules).
 */
export async function openTaskBook(deps: {
  readonly files: TaskFiles;
  readonly settings: Settings;
  readonly pack: Pack;
  readonly render: RenderVideo;
  readonly onChange: (task: Task) => void;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<TaskBook> {
  const { files, settings, pack, onChange, clock, log } = deps;
  /** In the order of their creation. */
  const tasks = new Map<string, Task>();
  const byExternalId = new Map<string, string>();
  const open = new Set<string>();
  const runs = new Map<string, Run>();
  let stop = new AbortController();
  let peakOpen = 0;

  function add(task: Task): void {
    tasks.set(task.taskId, task);
    if (task.externalId !== undefined) byExternalId.set(task.externalId, task.taskId);
    if (isOpen(task)) open.add(task.taskId);
    peakOpen = Math.max(peakOpen, open.size);
  }

  function remove(task: Task): void {
    tasks.delete(task.taskId);
    if (task.externalId !== undefined) byExternalId.delete(task.externalId);
    open.delete(task.taskId);
    pack.giveBack(unitsOf(task.mode, task.clipSeconds));
  }

  /** Stored before anybody can see it: after a crash a task never goes back to an earlier status. */
  async function change(task: Task, facts: Partial<Task>): Promise<Task> {
    const next = { ...task, ...facts, updatedAt: Math.max(clock.now(), task.updatedAt + 1) };
    await files.saveTask(next);
    tasks.set(next.taskId, next);
    if (!isOpen(next)) await end(next);
    onChange(next);
    return next;
  }

  async function end(task: Task): Promise<void> {
    open.delete(task.taskId);
    if (task.status === 'failed') pack.giveBack(unitsOf(task.mode, task.clipSeconds));
    await files.dropInputs(task);
  }

  /** All in one turn of the event loop, so that of two requests only one can pass. */
  function refuse(externalId: string | undefined, units: number): void {
    if (externalId !== undefined && byExternalId.has(externalId)) {
      throw badValue(`External_task_id ${externalId} already exists`);
    }
    pack.check(units);
    if (open.size >= settings.slots) {
      throw new Refusal(1303, 'parallel task over resource pack limit');
    }
  }

  function start(task: Task): void {
    const { signal } = stop;
    const hurry = new AbortController();
    const ended = liveTask(task, { ...deps, change, signal, hurry: hurry.signal })
      .catch((error: unknown) => {
        if (!signal.aborted) log.error({ taskId: task.taskId, err: error }, 'sandbox.task-stuck');
      })
      .finally(() => runs.delete(task.taskId));
    runs.set(task.taskId, { hurry, ended });
  }

  async function settled(): Promise<void> {
    await Promise.all([...runs.values()].map(({ ended }) => ended));
  }

  for (const task of await files.loadTasks()) add(task);

  return {
    create: async (request, image, sound) => {
      const units = unitsOf(request.mode, sound.seconds);
      refuse(request.external_task_id, units);
      pack.take(units);
      const taskId = newTaskId(clock.now(), tasks);
      const task = newTask(taskId, request, image, sound, settings, clock.now());
      add(task);
      try {
        await files.saveInputs(task, image.bytes, sound.bytes);
        await files.saveTask(task);
      } catch (error) {
        remove(task);
        throw error;
      }
      onChange(task);
      start(task);
      return task;
    },
    resume: () => {
      for (const task of tasks.values()) {
        if (isOpen(task) && !runs.has(task.taskId)) start(task);
      }
    },
    find: (id) => tasks.get(id) ?? tasks.get(byExternalId.get(id) ?? ''),
    all: () => [...tasks.values()].reverse(),
    peakOpen: () => peakOpen,
    finishAll: () => {
      for (const { hurry } of runs.values()) hurry.abort();
    },
    settled,
    clear: async () => {
      stop.abort();
      await settled();
      stop = new AbortController();
      tasks.clear();
      byExternalId.clear();
      open.clear();
      peakOpen = 0;
      await files.clear();
    },
    close: async () => {
      stop.abort();
      await settled();
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

/** 18 decimal digits, kept as text: beyond what a JSON number can hold. */
function newTaskId(now: number, taken: ReadonlyMap<string, unknown>): string {
  const time = `${now}`.padStart(13, '1').slice(-13);
  const id = `${time}${`${randomInt(100_000)}`.padStart(5, '0')}`;
  return taken.has(id) ? newTaskId(now, taken) : id;
}
