import { ProblemError } from '../jobs/problem.ts';
import type { FileKind } from './file-kind.ts';
import type { Heard } from './hearing.ts';
import type { Probe } from './probe.ts';

/** Kling takes 2 to 300 s; a shorter clip is filled up with silence, down to this. */
const MIN_SECONDS = 1;
export const MIN_KLING_SECONDS = 2;
export const MAX_SECONDS = 300;
/** Nobody is refused for less than a second too much; it is cut off. */
const FORGIVEN_SECONDS = 1;
/** Listening stops here: a day of silence fits into a file of 16 MB. */
export const LISTEN_SECONDS = MAX_SECONDS + FORGIVEN_SECONDS;
/** Below this there is only the noise of a microphone. */
const MIN_PEAK_DB = -50;
/** A decoder that lost more than half of what the packets promise has met a damaged file. */
const MIN_DECODED_SHARE = 0.5;

/**
 * Refuses what was heard where no clip for Kling can be made of it.
 * @throws ProblemError `clip/damaged`, `clip/unsupported`, `clip/too-short`, `clip/too-long`, `clip/silent`
 */
export function checkHeard(heard: Heard, kind: FileKind, found: Probe | undefined): void {
  const { seconds, peakDb } = heard;
  const promised = found?.sound?.seconds;
  if (kind.family === 'unknown' && seconds < MIN_SECONDS) {
    // Some decoder takes any bytes for a frame or two of sound.
    throw new ProblemError({ code: 'clip/unsupported', found: kind.found });
  }
  if (seconds === 0 || isMostlyLost(seconds, promised)) {
    throw new ProblemError({ code: 'clip/damaged' });
  }
  if (seconds < MIN_SECONDS) {
    throw new ProblemError({ code: 'clip/too-short', seconds, minSeconds: MIN_SECONDS });
  }
  if (seconds >= LISTEN_SECONDS) {
    const whole = Math.max(seconds, promised ?? heard.headerSeconds ?? 0);
    throw new ProblemError({ code: 'clip/too-long', seconds: whole, maxSeconds: MAX_SECONDS });
  }
  if (peakDb < MIN_PEAK_DB) {
    throw new ProblemError({ code: 'clip/silent', peakDb, minPeakDb: MIN_PEAK_DB });
  }
}

function isMostlyLost(seconds: number, promised: number | undefined): boolean {
  if (promised === undefined) return false;
  return seconds < Math.min(promised, LISTEN_SECONDS) * MIN_DECODED_SHARE;
}
