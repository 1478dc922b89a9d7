import { ProblemError } from '../jobs/problem.ts';

export interface Shape {
  readonly width: number;
  readonly height: number;
}

/** Kling refuses smaller sides. */
const MIN_SIDE = 300;
/** Kling takes 1:2.5 to 2.5:1. */
const MAX_RATIO = 2.5;
/** More does not make a better video; a JPEG of this size stays far below Kling's 10 MB. */
const MAX_SIDE = 2_048;
/** Beyond this an enlarged face is mush. */
const MAX_ENLARGEMENT = 2;

/**
 * The shape in which an upright picture goes to Kling: inside 2048 pixels, and a little enlarged
 * where that is enough to reach Kling's least side.
 * @throws ProblemError `portrait/too-narrow`, `portrait/too-small`
 */
export function portraitShape({ width, height }: Shape): Shape {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  if (short * MAX_ENLARGEMENT < MIN_SIDE) {
    throw new ProblemError({
      code: 'portrait/too-small',
      width,
      height,
      minSide: MIN_SIDE / MAX_ENLARGEMENT,
    });
  }
  if (long > short * MAX_RATIO) {
    throw new ProblemError({ code: 'portrait/too-narrow', width, height, maxRatio: MAX_RATIO });
  }
  const scale = long > MAX_SIDE ? MAX_SIDE / long : Math.max(1, MIN_SIDE / short);
  // Rounded towards the square, or 2500 x 1000 would become 2048 x 819, which is beyond 2.5.
  const newShort = Math.ceil(short * scale);
  const newLong = Math.max(newShort, Math.floor(long * scale));
  return width > height
    ? { width: newLong, height: newShort }
    : { width: newShort, height: newLong };
}
