import { backoffMs } from '../../../../../jobs/backoff.ts';
import type { NewJob, NewRetry, Part, ShownJob } from '../../../thread/wire.ts';
import { Refusal } from '../../shared/answers.ts';
import type { BrowserStorage } from '../../shared/browser-storage.ts';

const KEY = 'avatar-bot.pending';
/** Somebody looks at it, so a service that is back is found sooner than a minute later. */
const MOST_WAIT_MS = 15_000;

/** A request that is on its way; stored before it is sent, so that a reload sends the same one again. */
export type Pending =
  | { readonly kind: 'new'; readonly job: NewJob }
  | { readonly kind: 'retry'; readonly of: string; readonly retry: NewRetry };

export interface OutboxState {
  readonly pending?: Pending;
  /** It was sent without an answer at least once. */
  readonly isUnclear: boolean;
}

export interface Outbox {
  /** Takes up what a page before has sent and not heard of. */
  resume(): void;
  /** Nothing while something else is on its way. */
  send(pending: Pending): void;
  /** Sends no more. What was sent may have arrived; the thread then shows it. */
  stop(): void;
}

/**
 * Sends one request at a time until it is answered. An answer that says neither yes nor no is asked
 * for again with the same message id, which can make no second job.
 */
export function createOutbox(deps: {
  readonly storage: BrowserStorage;
  readonly deliver: (pending: Pending) => Promise<ShownJob>;
  readonly wait: (ms: number) => Promise<void>;
  readonly onState: (state: OutboxState) => void;
  readonly onJob: (job: ShownJob, pending: Pending) => void;
  readonly onRefused: (error: unknown, pending: Pending) => void;
}): Outbox {
  const { storage, deliver, wait, onState, onJob, onRefused } = deps;
  let current: Pending | undefined;

  function send(pending: Pending): void {
    if (current !== undefined) return;
    storage.write(KEY, pending);
    current = pending;
    onState({ pending, isUnclear: false });
    void untilAnswered(pending);
  }

  async function untilAnswered(pending: Pending): Promise<void> {
    for (let tries = 1; current === pending; tries += 1) {
      try {
        const job = await deliver(pending);
        end(pending);
        onJob(job, pending);
        return;
      } catch (error) {
        if (current !== pending) return;
        if (isRefused(error)) {
          end(pending);
          onRefused(error, pending);
          return;
        }
        onState({ pending, isUnclear: true });
        await wait(Math.min(MOST_WAIT_MS, backoffMs(tries)));
      }
    }
  }

  function end(pending: Pending): void {
    if (current === pending) stop();
  }

  function stop(): void {
    storage.write(KEY, undefined);
    current = undefined;
    onState({ isUnclear: false });
  }

  return {
    resume: () => {
      const pending = storage.read<Pending>(KEY);
      if (pending !== undefined) send(pending);
    },
    send,
    stop,
  };
}

/** A clear no. A 503 in the service's own words is one; all other 5xx may have come after the deed. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof Refusal)) return false;
  return error.status < 500 || (error.status === 503 && error.told !== undefined);
}

/** Which files of the draft it takes with it. */
export function partsOf(pending: Pending): readonly Part[] {
  return pending.kind === 'new' ? ['portrait', 'clip'] : (pending.retry.replace ?? []);
}
