import parsePrometheus from 'parse-prometheus-text-format';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phaseOf } from '../../../src/jobs/journal.ts';
import type { LoggedRequest } from '../../../src/sandbox/request-log.ts';
import { type HundredJobs, liveHundredJobs, PROMPT } from './hundred-jobs.ts';

let day: HundredJobs;
let metrics: string;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  day = await liveHundredJobs((close) => closers.push(close));
  metrics = await day.metrics();
}, 60_000);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

type Counts = Record<string, number>;

/** Values of a family by those labels, in that order. */
function told(name: string, ...labels: readonly string[]): Counts {
  const family = parsePrometheus(metrics).find((each) => each.name === name);
  const samples = family?.metrics ?? [];
  return Object.fromEntries(
    samples.map((sample) => [
      labels.map((label) => sample.labels?.[label]).join(' '),
      Number(sample.value),
    ]),
  );
}

/** The same of the sums and counts of a histogram, which the parser leaves out. */
function toldOf(name: string): Counts {
  const lines = metrics.matchAll(new RegExp(`^${name}\\{\\w+="(\\w+)"\\} (\\S+)$`, 'gm'));
  return Object.fromEntries([...lines].map(([, label, value]) => [label, Number(value)]));
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Counts {
  const counts: Counts = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

/** What the sandbox has answered, under the names of our own calls. */
const KLING_CALLS = { createTask: 'create', queryTask: 'find', listTasks: 'list' } as const;

function klingRequests(): { call: string; code: string }[] {
  return day.sandbox.control.requestLog.recent().flatMap((request) => {
    const call = KLING_CALLS[request.call as keyof typeof KLING_CALLS];
    return call === undefined ? [] : [{ call, code: codeOf(request) }];
  });
}

function codeOf({ code, fault }: LoggedRequest): string {
  if (code !== undefined) return `${code}`;
  return fault === 'html-502' ? 'http-502' : 'kling/no-answer';
}

describe('after a hundred jobs on a bad day the figures', () => {
  it('count what was asked for', () => {
    expect(day.records).toHaveLength(100);
    expect(told('avatar_bot_jobs_accepted_total', 'surface')).toEqual(
      countBy(day.records, ({ person }) => person.surface),
    );
  });

  it('count how each job ended, and whether that was heard', () => {
    const ends = countBy(day.records, ({ person, state }) => {
      if (state.kind !== 'done') return `${state.kind}`;
      const { outcome, delivery } = state;
      const how = outcome.kind === 'problem' ? outcome.problem.code : outcome.kind;
      return `${person.surface} ${how} ${delivery.kind}`;
    });
    expect(told('avatar_bot_jobs_ended_total', 'surface', 'outcome', 'delivery')).toEqual(ends);
    expect(Object.keys(ends).length).toBeGreaterThan(6);
  });

  it('know how often and for how long jobs were in each phase', () => {
    const passed = [...day.lives.values()].flatMap((life) =>
      life.slice(1).map(({ at }, index) => {
        const { kind, at: since } = life[index] ?? { kind: 'done', at };
        return { phase: phaseOf(kind), seconds: (at - since) / 1_000 };
      }),
    );
    const counts = countBy(passed, ({ phase }) => phase);
    expect(toldOf('avatar_bot_phase_seconds_count')).toEqual(counts);
    const seconds = toldOf('avatar_bot_phase_seconds_sum');
    for (const phase of Object.keys(counts)) {
      const own = passed.filter((each) => each.phase === phase);
      expect(seconds[phase]).toBeCloseTo(own.reduce((sum, each) => sum + each.seconds, 0));
    }
  });

  it("count Kling's answers as Kling itself does", () => {
    const answers = countBy(klingRequests(), ({ call, code }) => `${call} ${code}`);
    expect(told('avatar_bot_kling_requests_total', 'call', 'code')).toEqual(answers);
    expect(toldOf('avatar_bot_kling_request_seconds_count')).toEqual(
      countBy(klingRequests(), ({ call }) => call),
    );
    expect(Object.keys(answers)).toEqual(
      expect.arrayContaining(['create 0', 'create 1303', 'create 5000', 'list http-502']),
    );
  });

  it('count each try to post that failed', () => {
    expect(told('avatar_bot_delivery_failures_total', 'surface', 'code')).toEqual({
      'web post/busy': 1,
      'slack post/busy': 1,
      'slack post/gone': 1,
    });
  });

  it('show that nothing is under way any more', () => {
    const depths = told('avatar_bot_queue_depth', 'queue', 'state');
    expect(Object.keys(depths)).toHaveLength(9);
    expect(new Set(Object.values(depths))).toEqual(new Set([0]));
    expect(told('avatar_bot_slots', 'state')).toEqual({ used: 0, total: day.slots });
    for (const gauge of ['open_jobs', 'oldest_job_age_seconds'])
      expect(told(`avatar_bot_${gauge}`)).toEqual({ '': 0 });
    expect(told('avatar_bot_takes_requests')).toEqual({ '': 1 });
  });

  it("show the units that are on the jobs' records and on Kling's bill", () => {
    const spent = told('avatar_bot_units_spent_today', 'surface');
    for (const surface of ['web', 'slack']) {
      const own = day.records.filter(({ person }) => person.surface === surface);
      expect(spent[surface]).toBeCloseTo(own.reduce((sum, { units }) => sum + units, 0));
    }
    const bill = day.sandbox.control.tasks().map(({ unitDeduction }) => Number(unitDeduction));
    const all = Object.values(spent).reduce((sum, units) => sum + units, 0);
    expect(all).toBeCloseTo(bill.reduce((sum, units) => sum + units, 0));
  });
});

describe('the log of these jobs', () => {
  it('has one line for each step of each job, in order', () => {
    const lines = day.logged.map((line) => JSON.parse(line) as { jobId?: string; msg: string });
    for (const [id, life] of day.lives) {
      const steps = life.map(({ kind }) => `job.${kind}`);
      const own = lines.filter(({ jobId, msg }) => jobId === id && steps.includes(msg));
      expect(own.map(({ msg }) => msg)).toEqual(steps);
    }
  });

  it('has no prompt, no link and no key in it', () => {
    const text = day.logged.join('');
    const { accessKey, secretKey } = day.sandbox;
    for (const secret of [PROMPT, 'http://', 'https://', 'Bearer', accessKey, secretKey])
      expect(text).not.toContain(secret);
    // How every token that is made of the keys begins.
    expect(text).not.toContain('eyJ');
    expect(text).toContain('kling.exchange');
  });
});
