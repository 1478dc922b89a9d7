import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Task, taskShape } from './task.ts';

/** Tasks, their inputs and their videos as files: they survive the process like Kling's do. */
export interface TaskFiles {
  saveTask(task: Task): Promise<void>;
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

export async function openTaskFiles(folder: string): Promise<TaskFiles> {
  const [tasks, inputs, videos] = ['tasks', 'inputs', 'videos'].map((name) =>
    path.join(folder, name),
  );
  if (tasks === undefined || inputs === undefined || videos === undefined) throw new TypeError();
  const make = async () => {
    for (const each of [tasks, inputs, videos]) await mkdir(each, { recursive: true });
  };
  await make();

  const inputsOf = ({ taskId, soundExtension }: Task) => ({
    image: path.join(inputs, `${taskId}.image`),
    sound: path.join(inputs, `${taskId}.${soundExtension}`),
  });
  const videoOf = ({ inputHash }: Task) => path.join(videos, `${inputHash}.mp4`);

  return {
    saveTask: (task) => writeWhole(path.join(tasks, `${task.taskId}.json`), JSON.stringify(task)),
    loadTasks: async () => {
      const names = (await readdir(tasks)).filter((name) => name.endsWith('.json'));
      const texts = await Promise.all(
        names.map((name) => readFile(path.join(tasks, name), 'utf8')),
      );
      return texts.map((text) => taskShape.parse(JSON.parse(text)));
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

/** Written beside, synced, renamed: a crash leaves the old text or the new one. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.part`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}
