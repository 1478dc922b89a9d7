import type { Clock } from '../../../clock.ts';
import { isAbort } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import type { OpsView } from './wire.ts';

/** Quicker than this nobody reads, and looking at all jobs is work for the bot. */
const LOOK_EVERY_MS = 1_000;
/** What changes by time alone; the page counts it on by itself. */
const TIMES: ReadonlySet<string> = new Set(['now', 'upMs', 'ageMs']);

export interface ViewListener {
  onView(view: OpsView): void;
  /** Nothing more will come. */
  onEnd(): void;
}

export interface ViewFeed {
  /** Tells what there is at once, then what is new; the answer ends it. */
  join(listener: ViewListener): () => void;
  size(): number;
  /** Ends all. */
  close(): void;
}

/** One look a second for all who watch, and none while nobody does. */
export function createViewFeed(deps: {
  readonly look: () => Promise<OpsView>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Log;
}): ViewFeed {
  const { look, clock, signal, log } = deps;
  const listeners = new Set<ViewListener>();
  let isLooking = false;
  let last: OpsView | undefined;
  let told: string | undefined;

  function tell(view: OpsView): void {
    last = view;
    const facts = factsOf(view);
    if (facts === told) return;
    told = facts;
    for (const { onView } of listeners) onView(view);
  }

  function close(): void {
    const all = [...listeners];
    listeners.clear();
    for (const { onEnd } of all) onEnd();
  }

  async function lookOn(): Promise<void> {
    isLooking = true;
    try {
      while (listeners.size > 0) {
        tell(await look());
        await clock.sleep(LOOK_EVERY_MS, signal);
      }
    } catch (error) {
      // The pages tell that they hear nothing, and come again.
      if (!isAbort(error)) log.error({ err: error }, 'ops.look-failed');
      close();
    } finally {
      isLooking = false;
      last = undefined;
      told = undefined;
    }
  }

  return {
    join: (listener) => {
      listeners.add(listener);
      if (last !== undefined) listener.onView(last);
      if (!isLooking) void lookOn();
      return () => listeners.delete(listener);
    },
    size: () => listeners.size,
    close,
  };
}

function factsOf(view: OpsView): string {
  return JSON.stringify(view, (key, value: unknown) => (TIMES.has(key) ? undefined : value));
}
