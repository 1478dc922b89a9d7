import type { Documents } from './contracts.ts';
import type { Mode } from './job.ts';
import type { RenderTime } from './overview.ts';

/** How long a render takes where nothing has been learned yet. */
export interface RenderTimePrior {
  readonly baseMs: number;
  readonly msPerClipSecond: number;
}

/**
 * Kling announced "10+ minutes" in November 2025, and a minute of clip was seen to take ten-odd: three
 * minutes plus eight seconds for each second of clip lies on both.
 */
export const KLING_RENDER_TIME: RenderTimePrior = { baseMs: 180_000, msPerClipSecond: 8_000 };

/** Enough to follow Kling's slow and quick hours, few enough to forget last month. */
const KEPT_SAMPLES = 50;
/** Fewer samples say nothing about how early a render can end. */
const SAMPLES_FOR_EARLIEST = 5;
/** A share of each render does not depend on the clip; ten seconds' worth fits both known points. */
const FIXED_CLIP_SECONDS = 10;
/** A render may end this much before the quickest that was seen. */
const EARLIEST_MARGIN = 0.7;

export interface Estimates {
  /** From the order to the end, in ms. */
  expectedMs(mode: Mode, clipSeconds: number): number;
  /** Before this nothing can be ready, in ms from the order; 0 while too little is known. */
  earliestMs(mode: Mode, clipSeconds: number): number;
  learn(mode: Mode, clipSeconds: number, renderMs: number): Promise<void>;
  /** What it has learned from, oldest first. */
  seen(mode: Mode): readonly RenderTime[];
}

/** Render times learned per mode. `maker` keeps what the sandbox taught away from the real Kling. */
export async function createEstimates(
  documents: Documents,
  maker: string,
  prior: RenderTimePrior,
): Promise<Estimates> {
  const key = (mode: Mode) => `${maker}-${mode}`;
  const samples: Record<Mode, readonly RenderTime[]> = {
    std: (await documents.get<RenderTime[]>(key('std'))) ?? [],
    pro: (await documents.get<RenderTime[]>(key('pro'))) ?? [],
  };
  return {
    expectedMs: (mode, clipSeconds) =>
      quantile(scaled(samples[mode], clipSeconds), 0.5) ??
      prior.baseMs + prior.msPerClipSecond * clipSeconds,
    earliestMs: (mode, clipSeconds) => {
      if (samples[mode].length < SAMPLES_FOR_EARLIEST) return 0;
      return (quantile(scaled(samples[mode], clipSeconds), 0) ?? 0) * EARLIEST_MARGIN;
    },
    learn: async (mode, clipSeconds, renderMs) => {
      samples[mode] = [...samples[mode], { clipSeconds, renderMs }].slice(-KEPT_SAMPLES);
      await documents.set(key(mode), samples[mode]);
    },
    seen: (mode) => samples[mode],
  };
}

/** What each sample would have taken with a clip of this length. */
function scaled(samples: readonly RenderTime[], clipSeconds: number): number[] {
  return samples.map(
    (sample) =>
      (sample.renderMs * (clipSeconds + FIXED_CLIP_SECONDS)) /
      (sample.clipSeconds + FIXED_CLIP_SECONDS),
  );
}

function quantile(values: number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
