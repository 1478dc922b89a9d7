import type { RenderTime } from '../../../../jobs/overview.ts';

/** Seconds that people count in. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200];
const DAY_S = 86_400;

export interface Axis {
  /** Evenly from 0. */
  readonly ticks: readonly number[];
  /** A little beyond the greatest value, so that no mark lies on the edge. */
  readonly end: number;
}

/** For values from 0 to `greatest`, with at most `most` steps. */
export function axisFor(greatest: number, most: number): Axis {
  const fits = (each: number) => greatest / each <= most;
  const step = STEPS.find(fits) ?? DAY_S * Math.ceil(greatest / most / DAY_S);
  const end = Math.max(step, greatest * 1.04);
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
  return { ticks, end };
}

/** The one in the middle; of two, what lies between them. */
export function medianMs(renders: readonly RenderTime[]): number | undefined {
  const sorted = renders.map(({ renderMs }) => renderMs).sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}
