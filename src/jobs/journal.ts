import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Job, JobId, JobState } from './job.ts';
import type { JobStore } from './store.ts';
import type { Phase } from './view.ts';

/** Told what becomes of jobs, for figures. It must not throw. */
export interface Figures {
  onAccepted(job: Job): void;
  /** A phase is over; told only where its beginning is known. */
  onPhase(job: Job, phase: Phase, ms: number): void;
  onEnded(job: Job): void;
  /** A try to post failed; the next one comes by itself. */
  onDeliveryFailed(job: Job, code: string): void;
}

interface Seen {
  readonly kind: JobState['kind'];
  readonly since: number;
}

/** Writes one line for every step of a job, and tells the figures. */
export function keepJournal(deps: {
  readonly store: Pick<JobStore, 'subscribe'>;
  readonly figures: Figures;
  readonly clock: Clock;
  readonly log: Log;
}): void {
  const { store, figures, clock, log } = deps;
  const seen = new Map<JobId, Seen>();

  store.subscribe((job) => {
    const before = seen.get(job.id);
    const { kind } = job.state;
    if (job.deletedAt !== undefined) {
      log.info({ jobId: job.id }, 'job.deleted');
      return;
    }
    if (before?.kind === kind) return;
    const at = clock.now();
    // The clock may have been put back meanwhile, and a sum of seconds must never fall.
    const ms = before === undefined ? undefined : Math.max(0, at - before.since);
    if (kind === 'done') seen.delete(job.id);
    else seen.set(job.id, { kind, since: sinceOf(job) ?? at });
    log.info({ ...factsOf(job), ...(ms === undefined ? {} : { ms }) }, `job.${kind}`);
    if (kind === 'received') figures.onAccepted(job);
    if (before !== undefined && ms !== undefined) figures.onPhase(job, phaseOf(before.kind), ms);
    if (kind === 'done') figures.onEnded(job);
  });
}

/** Known by most states: the first that is seen of one, after a restart, need not be its beginning. */
function sinceOf({ state }: Job): number | undefined {
  return 'since' in state ? state.since : undefined;
}

export function phaseOf(kind: JobState['kind']): Phase {
  return kind === 'received' ? 'preparing' : kind;
}

/** Nothing that a person wrote, and no link. */
function factsOf({ id, person, mode, units, clip, state }: Job): object {
  const facts = { jobId: id, surface: person.surface };
  switch (state.kind) {
    case 'received':
      return { ...facts, mode };
    case 'queued':
      return { ...facts, units, clipSeconds: clip?.seconds };
    case 'rendering':
      return { ...facts, taskId: state.taskId };
    case 'fetching':
      return { ...facts, taskId: state.taskId, renderMs: state.renderMs };
    case 'delivering':
      return { ...facts, outcome: outcomeOf(state.outcome) };
    case 'done':
      return { ...facts, outcome: outcomeOf(state.outcome), delivery: state.delivery.kind, units };
    default:
      return facts;
  }
}

function outcomeOf(outcome: Extract<JobState, { kind: 'done' }>['outcome']): string {
  return outcome.kind === 'problem' ? outcome.problem.code : outcome.kind;
}
