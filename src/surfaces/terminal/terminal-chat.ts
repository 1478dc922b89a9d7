import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { type Chat, PostError } from '../../jobs/contracts.ts';
import type { Attachment, Job } from '../../jobs/job.ts';
import { type Problem, ProblemError } from '../../jobs/problem.ts';
import { MAX_SOURCE_BYTES } from '../../jobs/source-limits.ts';
import type { ProgressView } from '../../jobs/view.ts';

/** A terminal can be drawn as often as the eye follows. */
const PROGRESS_EVERY_MS = 250;

export interface TerminalThread {
  /** Absolute path of the video to be written. */
  readonly out: string;
}

/** The thread of a terminal: attachments are local files, and the post is a file that appears. */
export function createTerminalChat(show: (job: Job, view: ProgressView) => void): Chat {
  return {
    fetchAttachment: async (part, attachment, output) => {
      await refuseUnfit(part, attachment);
      await copyFile(attachment.address, output);
    },
    showProgress: async (job, view) => show(job, view),
    progressEveryMs: () => PROGRESS_EVERY_MS,
    findPost: async (job) => {
      const { out } = threadOf(job);
      return (await isWhole(out, job)) ? { kind: 'video', address: out } : undefined;
    },
    maxUploadBytes: async () => undefined,
    postVideo: async (job, file) => {
      const { out } = threadOf(job);
      await place(file, out, draftOf(out, job.id));
      return { kind: 'video', address: out };
    },
    // What is said at the end is on the screen already.
    postNotice: async (job) => ({ kind: 'notice', address: job.id }),
  };
}

export function threadOf(job: Job): TerminalThread {
  return JSON.parse(job.thread.address) as TerminalThread;
}

/** Beside the video, and nobody else's: two jobs may go to the same file. */
export function draftOf(out: string, jobId: string): string {
  return `${out}.${jobId}.part`;
}

/** A device or a pipe would be replaced by the rename. */
const NOT_A_FILE = Object.assign(new Error('not a file'), { code: 'not a file' });

async function refuseUnfit(part: 'portrait' | 'clip', { address }: Attachment): Promise<void> {
  const facts = await stat(address).catch((cause: unknown) => {
    throw new ProblemError({ code: 'source/unreachable' }, { cause });
  });
  if (!facts.isFile()) throw new ProblemError({ code: 'source/not-allowed', part });
  if (facts.size > MAX_SOURCE_BYTES[part]) {
    const problem: Problem = {
      code: part === 'portrait' ? 'portrait/too-heavy' : 'clip/too-heavy',
      bytes: facts.size,
      maxBytes: MAX_SOURCE_BYTES[part],
    };
    throw new ProblemError(problem);
  }
}

/**
 * Written beside and renamed, the file is the video or is not there, so its size tells whether this
 * job has been delivered; an older file of that name is somebody's earlier video.
 */
async function isWhole(out: string, job: Job): Promise<boolean> {
  const { state } = job;
  if (state.kind !== 'delivering' || state.outcome.kind !== 'video') return false;
  const facts = await stat(out).catch(() => undefined);
  return facts?.size === state.outcome.bytes && facts.mtimeMs >= job.acceptedAt;
}

async function place(file: string, out: string, draft: string): Promise<void> {
  try {
    const there = await stat(out).catch(() => undefined);
    if (there !== undefined && !there.isFile()) throw NOT_A_FILE;
    await copyFile(file, draft);
    const handle = await open(draft, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, out);
  } catch (cause) {
    await rm(draft, { force: true });
    const { code } = cause as { code?: unknown };
    throw new PostError(`${out} cannot be written (${code})`, { meaning: 'gone', cause });
  }
}
