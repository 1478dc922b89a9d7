import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { backoffMs } from '../jobs/backoff.ts';
import type { Queue, Step, Turn } from '../jobs/contracts.ts';
import type { JobId } from '../jobs/job.ts';
import type { Log } from '../log.ts';

/** Work waiting for a slot. Lower turns go first; within a turn, first come, first served. */
interface Waiting {
  readonly jobId: JobId;
  readonly turn: number;
  readonly arrival: number;
  /** Times that the step has thrown. */
  failures: number;
}

interface Running {
  readonly stop: AbortController;
  readonly settled: Promise<void>;
  readonly onNudge: (() => void)[];
}

/** Before all that waits in fairness: work that already holds something at Kling. */
const RESUMED_TURN = 0;

/**
 * The queue of one process. It writes nothing: after a restart the unfinished records fill it again.
 *
 * Fair between people by start-time fair queuing: each job gets the turn after its owner's last one,
 * never before the turn that is served now. Someone with one job waits for one job of each other
 * person; someone who keeps sending one job at a time gains nothing over someone who sent ten.
 */
export function createLocalQueue(options: {
  readonly name: string;
  readonly slots: number;
  readonly clock: Clock;
  readonly log: Log;
}): Queue {
  const { name, slots, clock, log } = options;
  const line: Waiting[] = [];
  const delayed = new Map<JobId, AbortController>();
  const running = new Map<JobId, Running>();
  const live = new Set<JobId>();
  const lastTurn = new Map<string, number>();
  const ownerOf = new Map<JobId, string>();
  let servedTurn = RESUMED_TURN;
  let arrivals = 0;
  let step: Step | undefined;
  let closed = false;

  function takeTurn(owner: string): number {
    const turn = Math.max(servedTurn, lastTurn.get(owner) ?? 0) + 1;
    lastTurn.set(owner, turn);
    return turn;
  }

  function enqueue(entry: Waiting): void {
    line.splice(placeFor(line, entry), 0, entry);
    fillSlots();
  }

  function fillSlots(): void {
    while (!closed && step !== undefined && running.size < slots) {
      const entry = line.shift();
      if (entry === undefined) return;
      servedTurn = Math.max(servedTurn, entry.turn);
      forgetServedOwner(entry);
      start(entry, step);
    }
  }

  /** An owner whose last turn has been served starts afresh, so the map holds only those in the line. */
  function forgetServedOwner({ jobId, turn }: Waiting): void {
    const owner = ownerOf.get(jobId);
    if (owner !== undefined && lastTurn.get(owner) === turn) lastTurn.delete(owner);
  }

  /** Whoever takes work out of the line gets its turns again: the next comes after what is left. */
  function giveTurnsBack(owner: string): void {
    const last = line.findLast(({ jobId }) => ownerOf.get(jobId) === owner);
    if (last === undefined) lastTurn.delete(owner);
    else lastTurn.set(owner, last.turn);
  }

  function start(entry: Waiting, work: Step): void {
    const stop = new AbortController();
    const onNudge: (() => void)[] = [];
    const turn: Turn = { signal: stop.signal, onNudge: (listener) => onNudge.push(listener) };
    const settled = perform(entry, work, turn).finally(() => {
      running.delete(entry.jobId);
      fillSlots();
    });
    running.set(entry.jobId, { stop, settled, onNudge });
  }

  async function perform(entry: Waiting, work: Step, turn: Turn): Promise<void> {
    // The slot must be seen as busy before the step can add work of its own.
    await undefined;
    try {
      const outcome = await work(entry.jobId, turn);
      if ('done' in outcome) forget(entry.jobId);
      else delay({ ...entry, failures: 0 }, outcome.retryAt - clock.now());
    } catch (error) {
      // Called off: the record says where to go on.
      if (turn.signal.aborted) return;
      entry.failures += 1;
      const waitMs = backoffMs(entry.failures);
      const facts = { queue: name, jobId: entry.jobId, waitMs, err: error };
      if (error instanceof AppError && error.retryable) log.warn(facts, 'queue.step-again');
      else log.error(facts, 'queue.step-threw');
      delay(entry, waitMs);
    }
  }

  function delay(entry: Waiting, waitMs: number): void {
    if (closed) return;
    const wake = new AbortController();
    delayed.set(entry.jobId, wake);
    const back = () => {
      // Deleted already when the id was taken out of the line.
      if (delayed.delete(entry.jobId) && !closed) enqueue(entry);
    };
    // The sleep rejects when it is cut short by a nudge, which means the same: time to go on.
    clock.sleep(Math.max(0, waitMs), wake.signal).then(back, back);
  }

  function forget(jobId: JobId): void {
    live.delete(jobId);
    ownerOf.delete(jobId);
  }

  return {
    add: async (jobId, { owner, resumed = false }) => {
      if (closed || live.has(jobId)) return;
      live.add(jobId);
      ownerOf.set(jobId, owner);
      const turn = resumed ? RESUMED_TURN : takeTurn(owner);
      arrivals += 1;
      enqueue({ jobId, turn, arrival: arrivals, failures: 0 });
    },
    run: (work) => {
      step = work;
      fillSlots();
    },
    nudge: async (jobId) => {
      delayed.get(jobId)?.abort();
      for (const listener of running.get(jobId)?.onNudge ?? []) listener();
    },
    remove: async (jobId) => {
      const place = line.findIndex((entry) => entry.jobId === jobId);
      const wake = delayed.get(jobId);
      if (place === -1 && wake === undefined) return false;
      if (place !== -1) line.splice(place, 1);
      delayed.delete(jobId);
      wake?.abort();
      const owner = ownerOf.get(jobId);
      forget(jobId);
      if (owner !== undefined) giveTurnsBack(owner);
      return true;
    },
    counts: async () => ({
      slots,
      running: running.size,
      waiting: line.length,
      delayed: delayed.size,
    }),
    positions: async () => new Map(line.map(({ jobId }, index) => [jobId, index + 1])),
    close: async (graceMs) => {
      closed = true;
      for (const wake of delayed.values()) wake.abort();
      const open = [...running.values()];
      for (const { stop } of open) stop.abort();
      const giveUp = new AbortController();
      await Promise.race([
        Promise.all(open.map(({ settled }) => settled)),
        clock.sleep(graceMs, giveUp.signal).catch(() => undefined),
      ]);
      giveUp.abort();
    },
  };
}

/** Where an entry belongs in the sorted line, after all that go before it. */
function placeFor(line: readonly Waiting[], entry: Waiting): number {
  let low = 0;
  let high = line.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = line[middle];
    if (other !== undefined && goesBefore(other, entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function goesBefore(a: Waiting, b: Waiting): boolean {
  return a.turn === b.turn ? a.arrival < b.arrival : a.turn < b.turn;
}
