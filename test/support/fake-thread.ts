import { type Chat, PostError } from '../../src/jobs/contracts.ts';
import type { JobId } from '../../src/jobs/job.ts';
import type { ProgressView } from '../../src/jobs/view.ts';

interface Post {
  readonly kind: 'video' | 'notice';
  readonly jobId: JobId;
  readonly text: string;
  /** 0 for a notice. */
  readonly bytes: number;
  readonly at: number;
}

interface ShownProgress {
  readonly jobId: JobId;
  readonly view: ProgressView;
  readonly at: number;
}

export interface FakeThread extends Chat {
  readonly posts: readonly Post[];
  readonly progress: readonly ShownProgress[];
  videosOf(jobId: JobId): Post[];
  noticesOf(jobId: JobId): Post[];
  /** What the thread says that it takes, and what it really takes. */
  statedMaxBytes: number | undefined;
  realMaxBytes: number;
  /** Whether a refusal for size says how much there may be. */
  tellsMaxBytes: boolean;
  progressEvery: number;
  /** Asked before each call; throws or waits where the test wants trouble. */
  trouble: (call: keyof Chat, jobId: string) => void | Promise<void>;
}

/** A thread that keeps what is posted and finds it again by the job's mark. */
export function createFakeThread(now: () => number, bytesOf: (file: string) => number): FakeThread {
  const posts: Post[] = [];
  const progress: ShownProgress[] = [];
  const post = (kind: Post['kind'], jobId: JobId, text: string, bytes: number) => {
    posts.push({ kind, jobId, text, bytes, at: now() });
    return { kind, address: `post-${posts.length}` };
  };
  const thread: FakeThread = {
    posts,
    progress,
    videosOf: (id) => posts.filter(({ kind, jobId }) => kind === 'video' && jobId === id),
    noticesOf: (id) => posts.filter(({ kind, jobId }) => kind === 'notice' && jobId === id),
    statedMaxBytes: undefined,
    realMaxBytes: Number.POSITIVE_INFINITY,
    tellsMaxBytes: false,
    progressEvery: 5_000,
    trouble: () => undefined,
    fetchAttachment: async (_part, attachment) =>
      thread.trouble('fetchAttachment', attachment.address),
    showProgress: async (job, view) => {
      await thread.trouble('showProgress', job.id);
      progress.push({ jobId: job.id, view, at: now() });
    },
    progressEveryMs: () => thread.progressEvery,
    findPost: async (job) => {
      await thread.trouble('findPost', job.id);
      const place = posts.findIndex(({ jobId }) => jobId === job.id);
      const found = posts[place];
      return found === undefined ? undefined : { kind: found.kind, address: `post-${place + 1}` };
    },
    maxUploadBytes: async (job) => {
      await thread.trouble('maxUploadBytes', job.id);
      return thread.statedMaxBytes;
    },
    postVideo: async (job, file, text) => {
      await thread.trouble('postVideo', job.id);
      if (bytesOf(file) > thread.realMaxBytes) {
        throw new PostError('The file is too large', {
          meaning: 'too-large',
          ...(thread.tellsMaxBytes ? { maxBytes: thread.realMaxBytes } : {}),
        });
      }
      return post('video', job.id, text, bytesOf(file));
    },
    postNotice: async (job, text) => {
      await thread.trouble('postNotice', job.id);
      return post('notice', job.id, text, 0);
    },
  };
  return thread;
}
