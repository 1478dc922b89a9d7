/** The first second of 2015, where Discord's ids begin. */
const EPOCH = 1_420_070_400_000n;

export interface Snowflakes {
  next(): string;
  /** One that lies a year back, a millisecond after the one before: such guilds take turns over shards. */
  nextOld(): string;
}

/** Ids that only grow, also when the clock stands still or is set back. */
export function createSnowflakes(now: () => number): Snowflakes {
  let last = 0n;
  let old = ((BigInt(Math.floor(now())) - EPOCH - 31_536_000_000n) >> 1n) << 1n;
  return {
    next: () => {
      const id = (BigInt(Math.floor(now())) - EPOCH) << 22n;
      last = id > last ? id : last + 1n;
      return String(last);
    },
    nextOld: () => {
      old += 1n;
      return String(old << 22n);
    },
  };
}
