import type { VideoFacts } from '../jobs/job.ts';

export interface Encoding {
  readonly width: number;
  readonly height: number;
  readonly videoKbps: number;
  readonly audioKbps: number;
}

/** The rest is for the container and for an encoder that misses its aim; measured up to 0.5 %. */
const USED_SHARE = 0.94;
/** Below this a face is a handful of blocks. */
const MIN_VIDEO_KBPS = 100;
const AUDIO_KBPS = 96;
/** For a voice in a video that is this thin, so that the picture gets some of it. */
const THIN_AUDIO_KBPS = 64;
const THIN_TOTAL_KBPS = 400;

/** Fewer pixels look better than starved ones. */
const LADDER = [
  { aboveKbps: 1_200, shortSide: 720 },
  { aboveKbps: 700, shortSide: 540 },
  { aboveKbps: 400, shortSide: 480 },
  { aboveKbps: 0, shortSide: 360 },
];

/** Bit rates and size with which a video comes out below `maxBytes`; undefined when it would look awful. */
export function planEncoding(
  { seconds, width, height }: Pick<VideoFacts, 'seconds' | 'width' | 'height'>,
  maxBytes: number,
): Encoding | undefined {
  const totalKbps = (maxBytes * 8 * USED_SHARE) / seconds / 1_000;
  const audioKbps = totalKbps < THIN_TOTAL_KBPS ? THIN_AUDIO_KBPS : AUDIO_KBPS;
  const videoKbps = Math.floor(totalKbps - audioKbps);
  if (videoKbps < MIN_VIDEO_KBPS) return undefined;
  const shortSide = LADDER.find(({ aboveKbps }) => videoKbps > aboveKbps)?.shortSide ?? 0;
  const scale = Math.min(1, shortSide / Math.min(width, height));
  return { width: even(width * scale), height: even(height * scale), videoKbps, audioKbps };
}

/** H.264 with ordinary colours has no odd sides. */
function even(side: number): number {
  return Math.max(2, Math.round(side / 2) * 2);
}
