import { createDeferred } from './deferred.ts';
import type { Fault, FaultAnswer, FaultOptions, Faults } from './handle.ts';

interface Waiting {
  readonly options: FaultOptions;
  left: number;
  hits: number;
  readonly meet: () => void;
  readonly released: Promise<void>;
}

/** What a request meets, and for a delay, how long. */
export interface MetFault {
  readonly answer: FaultAnswer;
  readonly released: Promise<void>;
}

export interface FaultBook extends Faults {
  take(method: string, route: string): MetFault | undefined;
  releaseAll(): void;
}

export function createFaults(limits: {
  uploadLimit: number | undefined;
  activeThreadLimit: number;
}): FaultBook {
  const waiting = new Set<Waiting>();
  const releases = new Set<() => void>();
  return {
    get uploadLimit() {
      return limits.uploadLimit;
    },
    set uploadLimit(bytes) {
      limits.uploadLimit = bytes;
    },
    get activeThreadLimit() {
      return limits.activeThreadLimit;
    },
    set activeThreadLimit(count) {
      limits.activeThreadLimit = count;
    },
    add: (options) => {
      const met = createDeferred();
      const gate = createDeferred();
      const { times: left = 1 } = options;
      const { resolve: meet } = met;
      const one: Waiting = { options, left, hits: 0, meet, released: gate.promise };
      waiting.add(one);
      releases.add(gate.resolve);
      return toFault(one, met.promise, () => waiting.delete(one), gate.resolve);
    },
    take: (method, route) => {
      const one = [...waiting].find((each) => fits(each.options, method, route));
      if (one === undefined) return undefined;
      one.left -= 1;
      one.hits += 1;
      if (one.left <= 0) waiting.delete(one);
      one.meet();
      return { answer: one.options.answer, released: one.released };
    },
    releaseAll: () => {
      for (const release of releases) release();
    },
  };
}

function toFault(
  one: Waiting,
  reached: Promise<void>,
  remove: () => void,
  release: () => void,
): Fault {
  return {
    get hits() {
      return one.hits;
    },
    reached,
    remove,
    release,
  };
}

function fits(
  { method: wanted, route: pattern }: FaultOptions,
  method: string,
  route: string,
): boolean {
  if (wanted !== undefined && wanted !== method) return false;
  const full = `${method} ${route}`;
  if (typeof pattern !== 'string') return pattern.test(full);
  return pattern === full || (pattern === route && wanted !== undefined);
}
