import type { Call } from './faults.ts';

export type LoggedCall = Call | 'speak';

/** Which calls came, without what was in them: for counting. */
export interface RequestLog {
  add(call: LoggedCall, externalId?: string): void;
  count(call: LoggedCall): number;
  total(): number;
  /** External ids of the calls, oldest first; the last thousand. */
  recent(): readonly { readonly call: LoggedCall; readonly externalId: string | undefined }[];
  clear(): void;
}

const KEPT = 1_000;

export function createRequestLog(): RequestLog {
  const counts = new Map<LoggedCall, number>();
  let recent: { call: LoggedCall; externalId: string | undefined }[] = [];
  return {
    add: (call, externalId) => {
      counts.set(call, (counts.get(call) ?? 0) + 1);
      recent = [...recent.slice(1 - KEPT), { call, externalId }];
    },
    count: (call) => counts.get(call) ?? 0,
    total: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    recent: () => recent,
    clear: () => {
      counts.clear();
      recent = [];
    },
  };
}
