import type { Call } from './faults.ts';

export type LoggedCall = Call | 'speak';

/** A request without what was in it: no key, no media, no link. */
export interface LoggedRequest {
  readonly at: number;
  readonly call: LoggedCall;
  /** Of a create, or what a query asked for. */
  readonly externalId: string | undefined;
  /** Undefined while there is no answer, and for ever when there was none. */
  status?: number;
  /** Kling's code, where the answer had one. */
  code?: number;
  /** The fault that was ordered for it. */
  fault?: string;
}

/** Which calls came and what they were answered: for counting. */
export interface RequestLog {
  /** The entry is completed by whoever answers. */
  add(call: LoggedCall, externalId?: string): LoggedRequest;
  count(call: LoggedCall): number;
  /** Of every call that came at all. */
  counts(): Readonly<Partial<Record<LoggedCall, number>>>;
  /** Oldest first; the last thousand. */
  recent(): readonly LoggedRequest[];
  clear(): void;
}

const KEPT = 1_000;

export function createRequestLog(now: () => number): RequestLog {
  const counts = new Map<LoggedCall, number>();
  let recent: LoggedRequest[] = [];
  return {
    add: (call, externalId) => {
      counts.set(call, (counts.get(call) ?? 0) + 1);
      const entry: LoggedRequest = { at: now(), call, externalId };
      recent.push(entry);
      if (recent.length > 2 * KEPT) recent = recent.slice(-KEPT);
      return entry;
    },
    count: (call) => counts.get(call) ?? 0,
    counts: () => Object.fromEntries(counts),
    recent: () => recent.slice(-KEPT),
    clear: () => {
      counts.clear();
      recent = [];
    },
  };
}
