/** Counts by name, and forgets what has come back to nothing. */
export interface Counts {
  of(name: string): number;
  add(name: string, by: 1 | -1): void;
}

export function createCounts(): Counts {
  const counts = new Map<string, number>();
  const of = (name: string) => counts.get(name) ?? 0;
  return {
    of,
    add: (name, by) => {
      const count = of(name) + by;
      if (count === 0) counts.delete(name);
      else counts.set(name, count);
    },
  };
}
