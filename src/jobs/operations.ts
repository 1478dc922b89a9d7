import type { Clock } from '../clock.ts';
import type { Acceptance } from './accept.ts';
import type { Queue, QueueCounts } from './contracts.ts';
import type { Cancellation, Desk } from './desk.ts';
import type { Estimates } from './estimates.ts';
import type { Failures } from './failures.ts';
import type { Intake } from './intake.ts';
import { isSettled, type Job, ownerOf } from './job.ts';
import { phaseOf } from './journal.ts';
import type { Limits } from './limits.ts';
import type { OpenJob, Overview, PersonOverview, QueueOverview } from './overview.ts';
import type { Progress } from './progress.ts';

/** As many as a page shows; the count tells that there are more. */
const MOST_OPEN = 200;
const MOST_PEOPLE = 100;

/** What the operator sees and does. */
export interface Operations {
  overview(): Promise<Overview>;
  /** Undefined when there is no such job. */
  cancel(jobId: string): Promise<Cancellation | undefined>;
  /**
   * On behalf of whoever asked for it; the same message twice is one attempt. Undefined when there is no
   * such job, or it has not ended or was deleted. @throws ProblemError
   */
  retry(jobId: string, messageId: string): Promise<Acceptance | undefined>;
  /** Whether new requests are let in. */
  setIntake(open: boolean): Promise<void>;
}

export function createOperations(deps: {
  readonly desk: Desk;
  readonly intake: Intake;
  readonly limits: Limits;
  readonly estimates: Estimates;
  readonly failures: Failures;
  readonly progress: Progress;
  readonly prepareQueue: Queue;
  readonly renderQueue: Queue;
  readonly deliverQueue: Queue;
  readonly clock: Clock;
}): Operations {
  const { desk, intake, limits, estimates, failures, progress, clock } = deps;
  const { prepareQueue, renderQueue, deliverQueue } = deps;

  async function overview(): Promise<Overview> {
    const [prepare, render, deliver, positions] = await Promise.all([
      prepareQueue.counts(),
      renderQueue.counts(),
      deliverQueue.counts(),
      renderQueue.positions(),
    ]);
    const open = [...progress.open()].sort((a, b) => a.acceptedAt - b.acceptedAt);
    const spent = limits.spentToday();
    return {
      takesRequests: intake.isOpen(),
      slots: { used: render.running, total: render.slots },
      queues: [toQueue('prepare', prepare), toQueue('render', render), toQueue('deliver', deliver)],
      open: open
        .slice(0, MOST_OPEN)
        .map((job) => toOpenJob(job, positions.get(job.id), clock.now())),
      openTotal: open.length,
      people: peopleOf(open).slice(0, MOST_PEOPLE),
      spent: { ...spent, people: spent.people.slice(0, MOST_PEOPLE) },
      failures: failures.latest(),
      renders: { std: estimates.seen('std'), pro: estimates.seen('pro') },
    };
  }

  return {
    overview,
    cancel: async (jobId) => {
      const job = await desk.find(jobId);
      return job === undefined ? undefined : desk.cancel(job);
    },
    retry: async (jobId, messageId) => {
      const job = await desk.find(jobId);
      if (job === undefined || !isSettled(job) || job.deletedAt !== undefined) return undefined;
      const { person, thread, locale } = job;
      return desk.retry(job, { person, thread, locale, messageId });
    },
    setIntake: intake.set,
  };
}

/** Without the slots: they are told once, those at Kling. */
function toQueue(
  name: QueueOverview['name'],
  { running, waiting, delayed }: QueueCounts,
): QueueOverview {
  return { name, running, waiting, delayed };
}

function toOpenJob(job: Job, position: number | undefined, now: number): OpenJob {
  const { id, person, mode, units, state } = job;
  return {
    ...{ id, person, mode, units },
    phase: phaseOf(state.kind),
    ...(position === undefined ? {} : { position }),
    ageMs: now - job.acceptedAt,
    canCancel: !isSettled(job),
  };
}

function peopleOf(open: readonly Job[]): PersonOverview[] {
  const people = new Map<string, PersonOverview>();
  for (const job of open) {
    const key = ownerOf(job);
    const { open: others, waiting } = people.get(key) ?? { open: 0, waiting: 0 };
    const isWaiting = job.state.kind === 'received' || job.state.kind === 'queued';
    people.set(key, {
      person: job.person,
      open: others + 1,
      waiting: waiting + (isWaiting ? 1 : 0),
    });
  }
  return [...people.values()].sort((a, b) => b.open - a.open);
}
