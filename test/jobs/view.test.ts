import { describe, expect, it } from 'vitest';
import { english } from '../../src/jobs/english.ts';
import type { Outcome } from '../../src/jobs/job.ts';
import { viewOf } from '../../src/jobs/view.ts';
import { aJob, NOON, STATES } from '../support/a-job.ts';

it('says that Kling does not answer once an order has waited for longer than it should', () => {
  const job = aJob('web-1', 'submitting');
  const at = (ms: number) => english.progress(viewOf(job, NOON + ms, undefined, undefined));
  expect(at(15_000)).toBe('Sending it to Kling (15 s)');
  expect(at(15_001)).toBe('Kling does not answer; still trying (15 s)');
});

describe('a video that the chat has not taken', () => {
  const at = (ms: number, job = aJob('web-1', 'delivering')) =>
    english.phase(viewOf(job, STATES.delivering.since + ms, undefined, undefined));

  it('is said to be ready when it takes longer than it should', () => {
    expect(at(44_999)).toBe('Posting the video');
    expect(at(45_000)).toBe('The video is ready, but the chat has not taken it yet; still trying');
  });

  it('is not spoken of where there is none', () => {
    const outcome: Outcome = { kind: 'cancelled', charged: false };
    const job = aJob('web-1', 'delivering', { state: { ...STATES.delivering, outcome } });
    expect(at(3_600_000, job)).not.toContain('ready');
  });
});

describe('the end of a job', () => {
  const OUTCOMES: readonly Outcome[] = [
    { kind: 'video', seconds: 10, bytes: 4_000_000, width: 720, height: 900, renderMs: 20_000 },
    { kind: 'problem', problem: { code: 'clip/empty' } },
    { kind: 'cancelled', charged: false },
  ];
  const viewOfEnd = (outcome: Outcome, deletedAt?: number) => {
    const deleted = deletedAt === undefined ? {} : { deletedAt };
    const job = aJob('web-1', 'done', { ...deleted, state: { ...STATES.done, outcome } });
    return viewOf(job, NOON + 1e9, undefined, undefined);
  };

  it.each(OUTCOMES)('is told as what it was: $kind', (outcome) => {
    expect(viewOfEnd(outcome)).toMatchObject({ phase: 'done', ended: outcome.kind });
  });

  it.each(OUTCOMES)('is told as deleted after a deletion, whatever it was: $kind', (outcome) => {
    expect(viewOfEnd(outcome, NOON + 1e8)).toMatchObject({ phase: 'done', ended: 'deleted' });
  });

  it('is not told before it has come', () => {
    const job = aJob('web-1', 'delivering');
    expect(viewOf(job, NOON, undefined, undefined).ended).toBeUndefined();
  });
});
