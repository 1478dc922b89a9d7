import type { Request } from '../../src/jobs/accept.ts';
import {
  type Attachment,
  type Job,
  type JobState,
  type Person,
  toJobId,
} from '../../src/jobs/job.ts';

export const NOON = Date.UTC(2026, 10, 22, 12);

export function aPerson(id: string): Person {
  return { surface: 'web', id };
}

export function anAttachment(address: string): Attachment {
  return { kind: 'attachment', address, name: `${address}.bin` };
}

/** What somebody asked for: a picture and a clip, nothing else said. */
export function aRequest(id: string, changes: Partial<Request> = {}): Request {
  return {
    jobId: toJobId(id),
    person: aPerson('ada'),
    thread: { surface: 'web', address: 'thread-1' },
    locale: 'en',
    mode: 'std',
    prompt: 'smiles',
    portrait: anAttachment('portrait'),
    clip: anAttachment('clip'),
    ...changes,
  };
}

/** One state of each kind, with a video as the outcome of the ended ones. */
export const STATES: { readonly [Kind in JobState['kind']]: JobState & { kind: Kind } } = {
  received: { kind: 'received' },
  queued: { kind: 'queued' },
  submitting: { kind: 'submitting', since: NOON },
  rendering: { kind: 'rendering', since: NOON, taskId: '9000001' },
  fetching: {
    kind: 'fetching',
    since: NOON + 20_000,
    taskId: '9000001',
    videoUrl: 'https://videos.example/v.mp4',
    renderMs: 20_000,
  },
  delivering: {
    kind: 'delivering',
    since: NOON + 21_000,
    outcome: {
      kind: 'video',
      seconds: 10,
      bytes: 4_000_000,
      width: 720,
      height: 900,
      renderMs: 20_000,
    },
  },
  done: {
    kind: 'done',
    at: NOON + 22_000,
    outcome: {
      kind: 'video',
      seconds: 10,
      bytes: 4_000_000,
      width: 720,
      height: 900,
      renderMs: 20_000,
    },
    delivery: { kind: 'posted', receipt: { kind: 'video', address: 'post-1' } },
  },
};

/** A job as its record is in that state. */
export function aJob(
  id: string,
  kind: JobState['kind'] = 'received',
  changes: Partial<Job> = {},
): Job {
  const { jobId, portrait, clip, ...asked } = aRequest(id);
  const prepared = kind !== 'received';
  return {
    ...asked,
    id: jobId,
    firstId: jobId,
    sources: { portrait, clip },
    acceptedAt: NOON,
    ...(prepared ? { portrait: { width: 800, height: 1_000, bytes: 200_000 } } : {}),
    ...(prepared ? { clip: { format: 'mp3', seconds: 10, bytes: 160_000 } } : {}),
    units: prepared ? 4 : 0,
    lostTasks: 0,
    state: STATES[kind],
    ...changes,
  };
}
