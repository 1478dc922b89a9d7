import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Job } from '../jobs/job.ts';
import type { Figures } from '../jobs/journal.ts';
import type { Overview } from '../jobs/overview.ts';

/** Copying takes seconds, rendering minutes, a full house hours. */
const PHASE_SECONDS = [0.1, 0.5, 1, 2, 5, 15, 60, 180, 600, 1_800, 7_200, 43_200];
const KLING_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];

/** One request to Kling and its answer. */
export interface KlingRequestFacts {
  readonly call: string;
  readonly ms: number;
  /** Kling's code; 0 is a success. */
  readonly code?: number | undefined;
  readonly httpStatus?: number | undefined;
  /** Our own code when there was no answer. */
  readonly problem?: string | undefined;
}

export interface Metrics {
  readonly figures: Figures;
  onKlingRequest(facts: KlingRequestFacts): void;
  /** What Prometheus asks for; the gauges are read from `overview` at that moment. */
  read(overview: () => Promise<Overview>): Promise<{ contentType: string; body: string }>;
}

/** The figures that an operator watches; no label has an unbounded number of values. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const accepted = new Counter({
    name: 'avatar_bot_jobs_accepted_total',
    help: 'Requests that became jobs',
    labelNames: ['surface'],
    registers,
  });
  const ended = new Counter({
    name: 'avatar_bot_jobs_ended_total',
    help: 'Jobs that ended, by outcome (video, cancelled, or the code of the problem) and delivery',
    labelNames: ['surface', 'outcome', 'delivery'],
    registers,
  });
  const phases = new Histogram({
    name: 'avatar_bot_phase_seconds',
    help: 'How long jobs stayed in a phase',
    labelNames: ['phase'],
    buckets: PHASE_SECONDS,
    registers,
  });
  const deliveryFailures = new Counter({
    name: 'avatar_bot_delivery_failures_total',
    help: 'Tries to post an outcome that failed, by error code; the next try comes by itself',
    labelNames: ['surface', 'code'],
    registers,
  });
  const klingRequests = new Counter({
    name: 'avatar_bot_kling_requests_total',
    help: "Requests to Kling, by call and Kling's code (0 is a success), else by what was wrong",
    labelNames: ['call', 'code'],
    registers,
  });
  const klingSeconds = new Histogram({
    name: 'avatar_bot_kling_request_seconds',
    help: 'How long Kling took to answer',
    labelNames: ['call'],
    buckets: KLING_SECONDS,
    registers,
  });
  const showGauges = createGauges(registers);

  return {
    figures: {
      onAccepted: ({ person }) => accepted.inc({ surface: person.surface }),
      onPhase: (_job, phase, ms) => phases.observe({ phase }, ms / 1_000),
      onEnded: (job) => ended.inc(endOf(job)),
      onDeliveryFailed: ({ thread }, code) =>
        deliveryFailures.inc({ surface: thread.surface, code }),
    },
    onKlingRequest: ({ call, ms, code, httpStatus, problem }) => {
      klingRequests.inc({ call, code: `${code ?? problem ?? `http-${httpStatus}`}` });
      // The clock may have been put back meanwhile, and a sum of seconds must never fall.
      klingSeconds.observe({ call }, Math.max(0, ms) / 1_000);
    },
    read: async (overview) => {
      showGauges(await overview());
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

function endOf({ person, state }: Job) {
  const { surface } = person;
  if (state.kind !== 'done') return { surface, outcome: 'unknown', delivery: 'unknown' };
  const { outcome, delivery } = state;
  return {
    surface,
    outcome: outcome.kind === 'problem' ? outcome.problem.code : outcome.kind,
    delivery: delivery.kind,
  };
}

/** What is read off at the moment of the question. */
function createGauges(registers: Registry[]): (overview: Overview) => void {
  const queue = new Gauge({
    name: 'avatar_bot_queue_depth',
    help: 'Jobs in a queue: running, waiting for a slot, or delayed after a failed try',
    labelNames: ['queue', 'state'],
    registers,
  });
  const slots = new Gauge({
    name: 'avatar_bot_slots',
    help: 'Slots at Kling',
    labelNames: ['state'],
    registers,
  });
  const open = new Gauge({
    name: 'avatar_bot_open_jobs',
    help: 'Jobs that have not ended',
    registers,
  });
  const oldest = new Gauge({
    name: 'avatar_bot_oldest_job_age_seconds',
    help: 'Age of the oldest job that has not ended; 0 when there is none',
    registers,
  });
  const units = new Gauge({
    name: 'avatar_bot_units_spent_today',
    help: 'Kling units of the current UTC day',
    labelNames: ['surface'],
    registers,
  });
  const takesRequests = new Gauge({
    name: 'avatar_bot_takes_requests',
    help: '1 while new requests are let in, 0 while the operator has closed the intake',
    registers,
  });
  return (overview) => {
    for (const { name, running, waiting, delayed } of overview.queues) {
      queue.set({ queue: name, state: 'running' }, running);
      queue.set({ queue: name, state: 'waiting' }, waiting);
      queue.set({ queue: name, state: 'delayed' }, delayed);
    }
    slots.set({ state: 'used' }, overview.slots.used);
    slots.set({ state: 'total' }, overview.slots.total);
    open.set(overview.openTotal);
    oldest.set((overview.open[0]?.ageMs ?? 0) / 1_000);
    // A surface that has spent nothing today must not keep yesterday's figure.
    units.reset();
    for (const { surface, units: spent } of overview.spent.surfaces) units.set({ surface }, spent);
    takesRequests.set(overview.takesRequests ? 1 : 0);
  };
}
