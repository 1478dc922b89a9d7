import { z } from 'zod';

const ms = z.number().int().nonnegative();

/** How the sandbox behaves; every one can be changed while it runs. */
export const settingsShape = z.object({
  /** Tasks that may be open at once. */
  slots: z.number().int().positive(),
  /** How long a task stays `submitted`. */
  queueMs: ms,
  /** How long a render takes at least, and what each second of the clip adds. */
  renderMs: ms,
  msPerClipSecond: ms,
  /** Kling was seen to do both with a picture below 300 pixels. */
  smallImages: z.enum(['refuse', 'fail-later']),
  callbacks: z.enum(['normal', 'duplicate', 'out-of-order', 'dropped']),
  /** Life of a result link; Kling gives 30 days. */
  linkMs: ms,
  /** What is left in the pack; null = without end. */
  unitsLeft: z.number().nonnegative().nullable(),
  /** Tasks made from now on fail with this text; null = they succeed. */
  failWith: z.string().nullable(),
  /** Tasks made from now on never end by themselves. */
  neverEnd: z.boolean(),
});

export type Settings = z.infer<typeof settingsShape>;

const DAY_MS = 86_400_000;

export const DEFAULT_SETTINGS: Settings = {
  slots: 5,
  queueMs: 300,
  renderMs: 0,
  msPerClipSecond: 0,
  smallImages: 'refuse',
  callbacks: 'normal',
  linkMs: 30 * DAY_MS,
  unitsLeft: null,
  failWith: null,
  neverEnd: false,
};

/**
 * What Kling itself takes: its update notes tell "10+ minutes", users saw ten-odd minutes for a minute
 * of clip. How much of it is waiting is a guess.
 */
export const KLING_TIMES = {
  queueMs: 30_000,
  renderMs: 150_000,
  msPerClipSecond: 8_000,
} as const satisfies Partial<Settings>;
