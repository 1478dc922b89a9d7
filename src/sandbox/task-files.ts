import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import { isOpen, type Task, taskShape } from './task.ts';
import { writeWhole } from './write-whole.ts';

/** Kling docs, avatar: videos are cleared after 30 days. */
export const VIDEO_LIFE_MS = 30 * 86_400_000;

/** Tasks, their inputs and their videos as files: they survive the process like Kling's do. */
export interface TaskFiles {
  saveTask(task: Task): Promise<void>;
  /** In the order of their creation; clears what has outlived its time. */
  loadTasks(): Promise<Task[]>;
  saveInputs(task: Task, image: Buffer, sound: Buffer): Promise<void>;
  inputsOf(task: Task): { readonly image: string; readonly sound: string };
  dropInputs(task: Task): Promise<void>;
  videoOf(task: Task): string;
  hasVideo(task: Task): boolean;
  /** Where an encoder may draft a video before it is renamed to `videoOf`. */
  draftOf(task: Task): string;
  clear(): Promise<void>;
}

export async function openTaskFiles(
  folder: string,
  { now, log }: { readonly now: () => number; readonly log: Log },
): Promise<TaskFiles> {
  const tasks = path.join(folder, 'tasks');
  const inputs = path.join(folder, 'inputs');
  const videos = path.join(folder, 'videos');
  const make = async () => {
    for (const each of [tasks, inputs, videos]) await mkdir(each, { recursive: true });
  };
  await make();

  const inputsOf = ({ taskId, soundExtension }: Task) => ({
    image: path.join(inputs, `${taskId}.image`),
    sound: path.join(inputs, `${taskId}.${soundExtension}`),
  });
  const videoOf = ({ inputHash }: Task) => path.join(videos, `${inputHash}.mp4`);

  async function readTask(name: string): Promise<Task[]> {
    try {
      return [taskShape.parse(JSON.parse(await readFile(path.join(tasks, name), 'utf8')))];
    } catch (error) {
      log.warn({ file: name, problem: messageOf(error) }, 'sandbox.task-unreadable');
      return [];
    }
  }

  /** Equal inputs share one video, so it lives as long as the youngest task that has it. */
  async function sweep(found: readonly Task[]): Promise<void> {
    const open = found.filter(isOpen);
    const young = found.filter(({ updatedAt }) => now() - updatedAt < VIDEO_LIFE_MS);
    await keepOnly(videos, [...open, ...young].map(videoOf));
    await keepOnly(
      inputs,
      open.map(inputsOf).flatMap(({ image, sound }) => [image, sound]),
    );
  }

  return {
    saveTask: (task) => writeWhole(path.join(tasks, `${task.taskId}.json`), JSON.stringify(task)),
    loadTasks: async () => {
      const found: Task[] = [];
      for (const name of await readdir(tasks)) {
        if (name.endsWith('.json')) found.push(...(await readTask(name)));
      }
      await sweep(found);
      return found.sort((a, b) => a.createdAt - b.createdAt);
    },
    saveInputs: async (task, image, sound) => {
      const files = inputsOf(task);
      await writeFile(files.image, image);
      await writeFile(files.sound, sound);
    },
    inputsOf,
    dropInputs: async (task) => {
      const files = inputsOf(task);
      await rm(files.image, { force: true });
      await rm(files.sound, { force: true });
    },
    videoOf,
    hasVideo: (task) => existsSync(videoOf(task)),
    draftOf: (task) => path.join(videos, `${task.taskId}.draft.mp4`),
    clear: async () => {
      for (const each of [tasks, inputs, videos]) await rm(each, { recursive: true, force: true });
      await make();
    },
  };
}

async function keepOnly(folder: string, files: readonly string[]): Promise<void> {
  const wanted = new Set(files);
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    if (!wanted.has(file)) await rm(file, { force: true });
  }
}
