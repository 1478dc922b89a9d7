import { describe, expect, it } from 'vitest';
import {
  advance,
  hasTask,
  isJobId,
  isSettled,
  type JobEvent,
  type JobState,
  toJobId,
} from '../../src/jobs/job.ts';
import { aJob, NOON, STATES } from '../support/a-job.ts';

type Kind = JobState['kind'];
type EventKind = JobEvent['kind'];

const EVENTS: { readonly [Event in EventKind]: JobEvent & { kind: Event } } = {
  prepared: {
    kind: 'prepared',
    portrait: { width: 640, height: 480, bytes: 9_000 },
    clip: { format: 'wav', seconds: 5, bytes: 8_000 },
    units: 2,
  },
  'submit-started': { kind: 'submit-started', at: NOON + 1 },
  'sent-back': { kind: 'sent-back' },
  'task-created': { kind: 'task-created', at: NOON + 2, taskId: '777' },
  'task-succeeded': { kind: 'task-succeeded', at: NOON + 9_000, videoUrl: 'https://v.example/1' },
  'task-lost': { kind: 'task-lost' },
  'link-renewed': { kind: 'link-renewed', videoUrl: 'https://v.example/2' },
  'video-stored': {
    kind: 'video-stored',
    at: NOON + 30_000,
    video: { seconds: 5, bytes: 7_000, width: 640, height: 480 },
  },
  failed: { kind: 'failed', at: NOON + 3, problem: { code: 'clip/empty' }, free: true },
  cancelled: { kind: 'cancelled', at: NOON + 4 },
  delivered: {
    kind: 'delivered',
    at: NOON + 5,
    delivery: { kind: 'posted', receipt: { kind: 'video', address: 'post-1' } },
  },
  deleted: { kind: 'deleted', at: NOON + 6 },
};

/** Where each event leads; every pair that is not here is stale. */
const MOVES: { readonly [Event in EventKind]: Partial<Record<Kind, Kind>> } = {
  prepared: { received: 'queued' },
  'submit-started': { queued: 'submitting' },
  'sent-back': { submitting: 'queued' },
  'task-created': { submitting: 'rendering' },
  'task-succeeded': { rendering: 'fetching' },
  'task-lost': { rendering: 'queued' },
  'link-renewed': { fetching: 'fetching' },
  'video-stored': { fetching: 'delivering' },
  failed: {
    received: 'delivering',
    queued: 'delivering',
    submitting: 'delivering',
    rendering: 'delivering',
    fetching: 'delivering',
  },
  cancelled: {
    received: 'delivering',
    queued: 'delivering',
    submitting: 'delivering',
    rendering: 'delivering',
    fetching: 'delivering',
  },
  delivered: { delivering: 'done' },
  deleted: { done: 'done' },
};

const kinds = Object.keys(STATES) as Kind[];
const eventKinds = Object.keys(EVENTS) as EventKind[];
const pairs = eventKinds.flatMap((event) => kinds.map((kind) => ({ event, kind })));
const moving = pairs.filter(({ event, kind }) => MOVES[event][kind] !== undefined);
const stale = pairs.filter(({ event, kind }) => MOVES[event][kind] === undefined);

describe('a job', () => {
  it.each(moving)('that is $kind moves on when it hears $event', ({ event, kind }) => {
    const next = advance(aJob('web-1', kind), EVENTS[event]);
    expect(next.state.kind).toBe(MOVES[event][kind]);
  });

  it.each(stale)('that is $kind stays the same object when it hears $event', ({ event, kind }) => {
    const job = aJob('web-1', kind);
    expect(advance(job, EVENTS[event])).toBe(job);
  });

  it('keeps what was measured when its files are ready', () => {
    const { portrait, clip, units } = EVENTS.prepared;
    expect(advance(aJob('web-1'), EVENTS.prepared)).toMatchObject({ portrait, clip, units });
  });

  it('that is deleted twice is deleted once', () => {
    const deleted = advance(aJob('web-1', 'done'), EVENTS.deleted);
    expect(deleted.deletedAt).toBe(NOON + 6);
    expect(advance(deleted, { kind: 'deleted', at: NOON + 7 })).toBe(deleted);
  });

  it('that is deleted forgets what the person gave, and keeps what it cost and where it went', () => {
    const portrait = { kind: 'attachment', address: 'https://x/?sig=1', name: 'me.png' } as const;
    const clip = { kind: 'kept', jobId: toJobId('web-0') } as const;
    const job = aJob('web-1', 'done', { prompt: 'my secret', sources: { portrait, clip } });
    const { id, person, thread, units, state } = job;
    const deleted = advance(job, EVENTS.deleted);
    expect(deleted).toMatchObject({ id, person, thread, units, state, prompt: '' });
    expect(deleted.sources.clip).toEqual(clip);
    expect(JSON.stringify(deleted)).not.toMatch(/secret|sig=1|me\.png/);
  });

  it('knows how long it was rendered', () => {
    const job = aJob('web-1', 'rendering');
    expect(advance(job, EVENTS['task-succeeded']).state).toMatchObject({ renderMs: 9_000 });
  });

  it('counts how often its task was lost', () => {
    const job = aJob('web-1', 'rendering', { lostTasks: 1 });
    expect(advance(job, EVENTS['task-lost']).lostTasks).toBe(2);
  });

  it('gives its units back when it failed for free, and only then', () => {
    const job = aJob('web-1', 'rendering');
    expect(advance(job, EVENTS.failed).units).toBe(0);
    expect(advance(job, { ...EVENTS.failed, free: false }).units).toBe(4);
  });

  it.each(kinds)('that is %s keeps its units when cancelled only if Kling may have it', (kind) => {
    const job = aJob('web-1', kind);
    const cancelled = advance(job, EVENTS.cancelled);
    if (isSettled(job)) return expect(cancelled).toBe(job);
    expect(cancelled.units).toBe(hasTask(job) ? job.units : 0);
    expect(cancelled.state).toMatchObject({ outcome: { charged: hasTask(job) } });
  });

  it('is never changed in place', () => {
    for (const { event, kind } of pairs) {
      const job = aJob('web-1', kind);
      const before = structuredClone(job);
      advance(job, EVENTS[event]);
      expect(job).toEqual(before);
    }
  });
});

describe('a job id', () => {
  it.each(['discord-1311000000000000000', 'slack-T1-C1-1700000000.000100', 'web-a.2', 'a12'])(
    'may be %s',
    (id) => {
      expect(toJobId(id)).toBe(id);
    },
  );

  it.each([
    '1311000000000000000',
    '',
    'a1',
    'A-1',
    'web-1/../../etc',
    'web 1',
    'web-1\n',
    'web-ü',
    `w${'x'.repeat(121)}`,
  ])('may not be %j', (id) => {
    expect(isJobId(id)).toBe(false);
    expect(() => toJobId(id)).toThrow(TypeError);
  });
});
