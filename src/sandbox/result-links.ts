import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Settings } from './settings.ts';
import type { Task } from './task.ts';
import { VIDEO_LIFE_MS } from './task-files.ts';
import { writeWhole } from './write-whole.ts';

export type VideoKind = 'clean' | 'watermarked';

/** Signed links that die, as those of Kling's file servers. */
export interface ResultLinks {
  linkOf(task: Task, kind: VideoKind): string;
  isValid(taskId: string, kind: string, expires: string, signature: string): boolean;
}

export function createResultLinks(options: {
  readonly baseUrl: () => string;
  readonly key: string;
  readonly settings: Settings;
  readonly now: () => number;
}): ResultLinks {
  const { baseUrl, key, settings, now } = options;
  const sign = (taskId: string, kind: string, expires: string) =>
    createHmac('sha256', key).update(`${taskId}/${kind}/${expires}`).digest('hex');
  return {
    linkOf: ({ taskId, updatedAt }, kind) => {
      // Seen live: a link ends 30 days after its task did. A shorter life counts from the asking, so
      // that a client which asks again gets a new link.
      const endsAt = Math.min(now() + settings.linkMs, updatedAt + VIDEO_LIFE_MS);
      const expires = `${Math.floor(endsAt / 1_000)}`;
      const query = new URLSearchParams({
        Expires: expires,
        Signature: sign(taskId, kind, expires),
      });
      return `${baseUrl()}/cdn/${taskId}/${kind}.mp4?${query}`;
    },
    isValid: (taskId, kind, expires, signature) => {
      const [a, b] = [Buffer.from(signature), Buffer.from(sign(taskId, kind, expires))];
      return a.length === b.length && timingSafeEqual(a, b) && Number(expires) * 1_000 >= now();
    },
  };
}

/** The key of a data folder, so that a link outlives the process that gave it out. */
export async function readLinkKey(folder: string): Promise<string> {
  const file = path.join(folder, 'link-key');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '') return kept;
  const key = randomBytes(32).toString('hex');
  await writeWhole(file, key);
  return key;
}
