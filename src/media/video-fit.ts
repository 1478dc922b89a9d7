import { copyFile, rm, stat } from 'node:fs/promises';
import type { VideoFacts } from '../jobs/job.ts';
import { type Ffmpeg, FfmpegError } from './ffmpeg.ts';
import { readVideoFacts } from './video.ts';
import { type Encoding, planEncoding } from './video-plan.ts';

/** In WebAssembly, where a second of video can take 4 s, more than this is not worth the wait. */
const MAX_WASM_SECONDS = 32;
/** Measured: below one second of work per second of 720p natively, two in WebAssembly. */
const TIMEOUT_MS = { native: 10 * 60_000, wasm: 3 * 60_000 };
const PRESET = { native: 'veryfast', wasm: 'ultrafast' };
/** The second try, should the first come out too large, aims that much lower. */
const SHARES = [1, 0.85];

/**
 * Makes a video small enough to be uploaded; one that is already is copied. Undefined when it cannot
 * be done well, or not in a reasonable time; then nothing is left at `output`.
 * @throws ProblemError `video/unusable`
 */
export async function fitVideo(
  ffmpeg: Ffmpeg,
  input: string,
  output: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<VideoFacts | undefined> {
  const facts = await readVideoFacts(input);
  if (facts.bytes <= maxBytes) {
    await copyFile(input, output);
    return facts;
  }
  if (ffmpeg.kind === 'wasm' && facts.seconds > MAX_WASM_SECONDS) return undefined;
  for (const share of SHARES) {
    const encoding = planEncoding(facts, maxBytes * share);
    if (encoding === undefined) return undefined;
    if (!(await encode(ffmpeg, input, output, encoding, signal))) return undefined;
    if ((await stat(output)).size <= maxBytes) return readVideoFacts(output);
    await rm(output, { force: true });
  }
  return undefined;
}

/** False when ffmpeg cannot do it. */
async function encode(
  ffmpeg: Ffmpeg,
  input: string,
  output: string,
  { width, height, videoKbps, audioKbps }: Encoding,
  signal: AbortSignal,
): Promise<boolean> {
  const args = ['-i', input, '-map', '0:v:0', '-map', '0:a:0', '-map_metadata', '-1'];
  args.push('-vf', `scale=${width}:${height}`, '-pix_fmt', 'yuv420p');
  args.push('-c:v', 'libx264', '-preset', PRESET[ffmpeg.kind], '-b:v', `${videoKbps}k`);
  args.push('-maxrate', `${Math.round(videoKbps * 1.2)}k`, '-bufsize', `${videoKbps * 2}k`);
  args.push('-c:a', 'aac', '-b:a', `${audioKbps}k`, '-movflags', '+faststart', '-f', 'mp4', output);
  const timeoutMs = TIMEOUT_MS[ffmpeg.kind];
  try {
    await ffmpeg.run({ args, inputs: [input], output, timeoutMs, signal });
    return true;
  } catch (error) {
    if (error instanceof FfmpegError) return false;
    throw error;
  }
}
