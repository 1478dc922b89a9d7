import sharp from 'sharp';

/** Bars mirrored around the middle, as messengers draw a voice message. */
export const HALF_BARS = 11;

export interface LevelBars {
  readonly width: number;
  readonly height: number;
  /** Turns a level just above a threshold into full light, so that an edge is one pixel wide. */
  readonly gain: number;
  /** The level at which a bar is still a dot: silence is a row of dots. */
  readonly floor: number;
}

/** Part of a bar's cell that is the bar. */
const FILL = 0.54;
/** The outer bars grow to little more than half the height. */
const TAPER = 0.42;
const OPACITY = 232;

/** Even sides, because the video's colours are stored for two by two pixels. */
export function barsFor(width: number, shortSide: number): LevelBars {
  const cell = 2 * Math.max(3, Math.floor(Math.min(width * 0.62, shortSide * 0.9) / HALF_BARS / 4));
  const height = 2 * Math.round(shortSide * 0.085);
  const gain = height / 2 - radiusOf(cell);
  return { width: cell * HALF_BARS * 2, height, gain, floor: Math.ceil(255 / gain) + 2 };
}

const radiusOf = (cell: number) => (cell * FILL) / 2;

/**
 * Draws two grey pictures that ffmpeg combines with the level of each bar: `thresholds` says from
 * which level on a pixel is lit, `cover` gives the bars their round shape.
 */
export async function drawBars(
  { width, height }: LevelBars,
  thresholds: string,
  cover: string,
): Promise<void> {
  const cell = width / HALF_BARS / 2;
  const radius = radiusOf(cell);
  const levels = Buffer.alloc(width * height);
  const shapes = Buffer.alloc(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const fromAxis = Math.abs((x % cell) + 0.5 - cell / 2);
      const fromMiddle = Math.abs(y + 0.5 - height / 2);
      const cap = Math.sqrt(Math.max(0, radius * radius - fromAxis * fromAxis));
      const outward = Math.abs(Math.floor(x / cell) + 0.5 - HALF_BARS) / HALF_BARS;
      const reach = (height / 2 - radius) * (1 - TAPER * outward * outward);
      levels[y * width + x] = toGrey((fromMiddle - cap) / reach);
      shapes[y * width + x] = Math.round((toGrey(radius + 0.5 - fromAxis) * OPACITY) / 255);
    }
  }
  const raw = { width, height, channels: 1 } as const;
  await sharp(levels, { raw }).png().toFile(thresholds);
  await sharp(shapes, { raw }).png().toFile(cover);
}

function toGrey(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 255);
}
