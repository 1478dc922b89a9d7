import parsePrometheus from 'parse-prometheus-text-format';
import { describe, expect, it } from 'vitest';
import type { Overview } from '../../src/jobs/overview.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { aJob } from '../support/a-job.ts';

const IDLE: Overview = {
  takesRequests: true,
  slots: { used: 0, total: 5 },
  queues: [],
  open: [],
  openTotal: 0,
  people: [],
  spent: { units: 0, maxUnits: 6_000, maxUnitsPerPerson: 600, surfaces: [], people: [] },
  failures: [],
  renders: { std: [], pro: [] },
};

/** `name{labels}` and value of each sample, read by a parser of Prometheus' format. */
async function read(metrics: ReturnType<typeof createMetrics>, overview: Overview = IDLE) {
  const { contentType, body } = await metrics.read(async () => overview);
  const families = parsePrometheus(body);
  const sampleOf = (name: string, labels: Record<string, string> = {}) =>
    families
      .find((family) => family.name === name)
      ?.metrics.find((metric) =>
        Object.entries(labels).every(([key, value]) => metric.labels?.[key] === value),
      );
  return { contentType, body, families, sampleOf };
}

describe('the figures', () => {
  it('can be read by Prometheus, with those of the process', async () => {
    const { contentType, families } = await read(createMetrics());
    expect(contentType).toContain('text/plain; version=0.0.4');
    expect(families.map(({ name }) => name)).toContain('process_resident_memory_bytes');
    expect(families.every(({ help }) => help.length > 0)).toBe(true);
  });

  it('count requests, ends by outcome, and tries to post that failed', async () => {
    const metrics = createMetrics();
    metrics.figures.onAccepted(aJob('web-1'));
    metrics.figures.onEnded(aJob('web-1', 'done'));
    metrics.figures.onDeliveryFailed(aJob('web-1', 'delivering'), 'post/busy');
    const { sampleOf } = await read(metrics);
    expect(sampleOf('avatar_bot_jobs_accepted_total', { surface: 'web' })?.value).toBe('1');
    expect(
      sampleOf('avatar_bot_jobs_ended_total', { outcome: 'video', delivery: 'posted' })?.value,
    ).toBe('1');
    expect(sampleOf('avatar_bot_delivery_failures_total', { code: 'post/busy' })?.value).toBe('1');
  });

  it('name the problem by which a job ended', async () => {
    const metrics = createMetrics();
    const job = aJob('web-1', 'done');
    if (job.state.kind !== 'done') throw new Error('The job has not ended');
    const outcome = { kind: 'problem', problem: { code: 'clip/empty' } } as const;
    metrics.figures.onEnded({ ...job, state: { ...job.state, outcome } });
    const { sampleOf } = await read(metrics);
    expect(sampleOf('avatar_bot_jobs_ended_total', { outcome: 'clip/empty' })?.value).toBe('1');
  });

  it('tell how long each phase took, in seconds', async () => {
    const metrics = createMetrics();
    metrics.figures.onPhase(aJob('web-1'), 'rendering', 20_000);
    const { body, sampleOf } = await read(metrics);
    const phase = sampleOf('avatar_bot_phase_seconds');
    expect(body).toContain('avatar_bot_phase_seconds_sum{phase="rendering"} 20\n');
    expect(body).toContain('avatar_bot_phase_seconds_count{phase="rendering"} 1\n');
    expect(phase?.buckets?.['15']).toBe('0');
    expect(phase?.buckets?.['60']).toBe('1');
  });

  it("count requests to Kling by call and Kling's code, or by what was wrong", async () => {
    const metrics = createMetrics();
    metrics.onKlingRequest({ call: 'create', ms: 120, httpStatus: 200, code: 0 });
    metrics.onKlingRequest({ call: 'create', ms: 80, httpStatus: 429, code: 1303 });
    metrics.onKlingRequest({ call: 'list', ms: 80, httpStatus: 502 });
    metrics.onKlingRequest({ call: 'list', ms: 20_000, problem: 'kling/timeout' });
    const { sampleOf } = await read(metrics);
    const count = (call: string, code: string) =>
      sampleOf('avatar_bot_kling_requests_total', { call, code })?.value;
    expect(count('create', '0')).toBe('1');
    expect(count('create', '1303')).toBe('1');
    expect(count('list', 'http-502')).toBe('1');
    expect(count('list', 'kling/timeout')).toBe('1');
  });

  it('show the queues, the slots, the oldest job and the units of today as they are now', async () => {
    const metrics = createMetrics();
    const busy: Overview = {
      ...IDLE,
      takesRequests: false,
      slots: { used: 3, total: 5 },
      queues: [{ name: 'render', running: 3, waiting: 7, delayed: 1 }],
      open: [
        {
          ...{ id: 'web-1', person: { surface: 'web', id: 'ada' }, mode: 'std' },
          ...{ phase: 'rendering', ageMs: 90_000, units: 4, canCancel: true },
        },
      ],
      openTotal: 11,
      spent: { ...IDLE.spent, surfaces: [{ surface: 'web', units: 44 }] },
    };
    const { sampleOf } = await read(metrics, busy);
    expect(sampleOf('avatar_bot_queue_depth', { queue: 'render', state: 'waiting' })?.value).toBe(
      '7',
    );
    expect(sampleOf('avatar_bot_slots', { state: 'used' })?.value).toBe('3');
    expect(sampleOf('avatar_bot_open_jobs')?.value).toBe('11');
    expect(sampleOf('avatar_bot_oldest_job_age_seconds')?.value).toBe('90');
    expect(sampleOf('avatar_bot_units_spent_today', { surface: 'web' })?.value).toBe('44');
    expect(sampleOf('avatar_bot_takes_requests')?.value).toBe('0');
    const later = await read(metrics);
    expect(later.sampleOf('avatar_bot_units_spent_today', { surface: 'web' })).toBeUndefined();
    expect(later.sampleOf('avatar_bot_oldest_job_age_seconds')?.value).toBe('0');
  });

  it('never fall, though the clock was put back during a request', async () => {
    const metrics = createMetrics();
    metrics.onKlingRequest({ call: 'list', ms: -3_600_000, code: 0 });
    const { body } = await read(metrics);
    expect(body).toContain('avatar_bot_kling_request_seconds_sum{call="list"} 0\n');
  });
});
