import sharp from 'sharp';

/** Bars mirrored around the middle, as messengers draw a voice message. */
export const HALF_BARS = 11;

export interface LevelBars {
  readonly width: number;
  readonly height: number;
}

/** Even sides, because the video's colours are stored for two by two pixels. */
export function barsFor(width: number, shortSide: number): LevelBars {
  const cell = 2 * Math.max(3, Math.floor(Math.min(width * 0.62, shortSide * 0.9) / HALF_BARS / 4));
  return { width: cell * HALF_BARS * 2, height: 2 * Math.round(shortSide * 0.08) };
}

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
  const radius = cell * 0.27;
  const levels = Buffer.alloc(width * height);
  const shapes = Buffer.alloc(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const fromAxis = Math.abs((x % cell) + 0.5 - cell / 2);
      const fromMiddle = Math.abs(y + 0.5 - height / 2);
      const cap = Math.sqrt(Math.max(0, radius * radius - fromAxis * fromAxis));
      const level = (fromMiddle - cap) / (height / 2 - radius);
      levels[y * width + x] = Math.round(Math.min(1, Math.max(0, level)) * 255);
      shapes[y * width + x] = Math.round(Math.min(1, Math.max(0, radius + 0.5 - fromAxis)) * 225);
    }
  }
  const raw = { width, height, channels: 1 } as const;
  await sharp(levels, { raw }).png().toFile(thresholds);
  await sharp(shapes, { raw }).png().toFile(cover);
}
