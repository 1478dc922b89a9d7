import { stat } from 'node:fs/promises';
import type { VideoFacts } from '../jobs/job.ts';
import { ProblemError } from '../jobs/problem.ts';
import { type Ffmpeg, FfmpegError } from './ffmpeg.ts';
import { HEARING_FILTER, HEARING_LOG, heardIn } from './hearing.ts';
import { probe } from './probe.ts';

/** Kling's videos were seen up to a second longer than the clip; longer clips may drift a little. */
const TOLERANCE_SECONDS = 1.5;
const TOLERANCE_SHARE = 0.01;
/** A decoder that lost more than this has met a damaged or unfinished file. */
const MIN_DECODED_SHARE = 0.9;
/** Up to here every frame is decoded, beyond it (and in WebAssembly) only the key frames. */
const WHOLE_SECONDS = 60;
const TIMEOUT_MS = 120_000;
const DEMUXERS = 'mov,matroska,webm';

/**
 * Makes sure that a video plays, has sound and belongs to the clip. Its codecs are not asked for:
 * a video that was paid for is worth posting in any codec that can be decoded.
 * @throws ProblemError `video/unusable`
 */
export async function checkVideo(
  ffmpeg: Ffmpeg,
  file: string,
  clipSeconds: number,
  signal: AbortSignal,
): Promise<VideoFacts> {
  const facts = await readVideoFacts(file);
  checkLength(facts.seconds, clipSeconds);
  const log = await decode(ffmpeg, file, facts, signal);
  if (log === undefined) return facts;
  const frames = Number(/frame=\s*(\d+)/.exec(log)?.[1] ?? 0);
  if (frames === 0) throw unusable('its picture cannot be decoded');
  const { seconds } = heardIn(log);
  if (seconds < Math.min(facts.seconds, clipSeconds) * MIN_DECODED_SHARE) {
    throw unusable(`only ${seconds.toFixed(1)} s of its sound can be decoded`);
  }
  return facts;
}

/** By the structure of the file, without decoding. @throws ProblemError `video/unusable` */
export async function readVideoFacts(file: string): Promise<VideoFacts> {
  const { size: bytes } = await stat(file);
  const found = bytes === 0 ? undefined : await probe(file);
  if (found === undefined) throw unusable('it is no complete video file');
  if (found.picture === undefined) throw unusable('it has no picture');
  if (found.sound === undefined) throw unusable('it has no sound');
  const { width, height } = found.picture;
  const seconds = Math.max(found.picture.seconds ?? 0, found.sound.seconds ?? 0);
  return { seconds, bytes, width, height };
}

function checkLength(seconds: number, clipSeconds: number): void {
  const tolerance = TOLERANCE_SECONDS + clipSeconds * TOLERANCE_SHARE;
  if (Math.abs(seconds - clipSeconds) <= tolerance) return;
  throw unusable(`it is ${seconds.toFixed(1)} s long, and the voice ${clipSeconds.toFixed(1)} s`);
}

/** The log of the decoder; undefined when it takes too long on what is, by its structure, in order. */
async function decode(
  ffmpeg: Ffmpeg,
  file: string,
  { seconds }: VideoFacts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const isWhole = ffmpeg.kind === 'native' && seconds <= WHOLE_SECONDS;
  const args = [...HEARING_LOG, ...(isWhole ? [] : ['-skip_frame', 'nokey'])];
  args.push('-format_whitelist', DEMUXERS, '-i', file, '-map', '0:v:0', '-map', '0:a:0');
  args.push('-af', HEARING_FILTER, '-f', 'null', '-');
  try {
    return (await ffmpeg.run({ args, inputs: [file], timeoutMs: TIMEOUT_MS, signal })).log;
  } catch (error) {
    if (!(error instanceof FfmpegError) || error.code === 'ffmpeg/unavailable') throw error;
    if (error.code === 'ffmpeg/timeout') return undefined;
    throw unusable('it cannot be decoded', error);
  }
}

function unusable(why: string, cause?: unknown): ProblemError {
  return new ProblemError({ code: 'video/unusable', why }, { cause });
}
