import { createDeferred } from './deferred.ts';
import type { Fault, FaultAnswer, Faults } from './handle.ts';

interface Waiting {
  readonly api: string;
  readonly answer: FaultAnswer;
  readonly meet: () => void;
  readonly released: Promise<void>;
  left: number;
  hits: number;
}

/** What a request meets, and where it hangs, how long. */
export interface MetFault {
  readonly answer: FaultAnswer;
  readonly released: Promise<void>;
}

export interface FaultBook extends Faults {
  take(api: string): MetFault | undefined;
}

interface Share {
  readonly rate: number;
  readonly random: () => number;
  readonly kinds: readonly FaultAnswer[];
}

export function createFaults(): FaultBook {
  const waiting = new Set<Waiting>();
  const releases = new Set<() => void>();
  let everywhere: Share | undefined;
  return {
    on: (api, answer, times = 1) => {
      const met = createDeferred();
      const gate = createDeferred();
      const { resolve: meet } = met;
      const one: Waiting = { api, answer, meet, released: gate.promise, left: times, hits: 0 };
      waiting.add(one);
      releases.add(gate.resolve);
      return toFault(one, met.promise, () => waiting.delete(one), gate.resolve);
    },
    share: (rate, random, kinds) => {
      everywhere = rate > 0 ? { rate, random, kinds } : undefined;
    },
    take: (api) => {
      const one = [...waiting].find((each) => each.api === api);
      if (one === undefined) return draw(everywhere, releases);
      one.left -= 1;
      one.hits += 1;
      if (one.left <= 0) waiting.delete(one);
      one.meet();
      return one;
    },
    releaseAll: () => {
      for (const release of releases) release();
    },
  };
}

function draw(share: Share | undefined, releases: Set<() => void>): MetFault | undefined {
  if (share === undefined || share.random() >= share.rate) return undefined;
  const answer = share.kinds[Math.floor(share.random() * share.kinds.length)];
  if (answer === undefined) return undefined;
  const gate = createDeferred();
  releases.add(gate.resolve);
  return { answer, released: gate.promise };
}

const toFault = (
  one: Waiting,
  reached: Promise<void>,
  remove: () => void,
  release: () => void,
): Fault => ({
  get hits() {
    return one.hits;
  },
  reached,
  remove,
  release,
});
