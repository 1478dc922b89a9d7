import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Settings } from './settings.ts';

export type VideoKind = 'clean' | 'watermarked';

/** Signed links that die, as those of Kling's file servers. */
export interface ResultLinks {
  linkOf(taskId: string, kind: VideoKind): string;
  isValid(taskId: string, kind: string, expires: string, signature: string): boolean;
}

export function createResultLinks(options: {
  readonly baseUrl: () => string;
  readonly settings: Settings;
  readonly now: () => number;
}): ResultLinks {
  const { baseUrl, settings, now } = options;
  const key = randomBytes(32);
  const sign = (taskId: string, kind: string, expires: string) =>
    createHmac('sha256', key).update(`${taskId}/${kind}/${expires}`).digest('hex');
  return {
    linkOf: (taskId, kind) => {
      const expires = `${Math.floor((now() + settings.linkMs) / 1_000)}`;
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
