import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HALF_BARS } from './level-bars.ts';
import { drawStage, type Stage } from './stage.ts';
import type { Task } from './task.ts';
import type { TaskFiles } from './task-files.ts';
import type { RenderVideo } from './task-life.ts';

/** Runs ffmpeg, native or WebAssembly; the paths stand literally among the arguments. */
export type Encode = (work: {
  readonly args: readonly string[];
  readonly inputs: readonly string[];
  readonly output: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}) => Promise<void>;

/** Smaller than Kling's 720p and 1080p, so that WebAssembly draws a second of video in about two. */
const SHORT_SIDE = { std: 480, pro: 720 } as const;
const FRAMES_PER_SECOND = 25;
/** WebAssembly on two busy cores took 4 s for a second of the largest video; three times that. */
const TIMEOUT_MS_PER_CLIP_SECOND = 12_000;
const TIMEOUT_MS_AT_LEAST = 120_000;

/**
 * Draws the preview: the portrait with a slow zoom, the level of the voice as bars, and a mark so that
 * nobody takes it for Kling's work. Equal inputs share one video. One is drawn at a time: the bot that
 * the sandbox runs in works on people's media with the same two places for ffmpeg.
 */
export function createRenderVideo(files: TaskFiles, encode: Encode): RenderVideo {
  const drawing = new Map<string, Promise<void>>();
  let last: Promise<void> = Promise.resolve();

  function enqueue(task: Task, signal: AbortSignal): Promise<void> {
    const turn = last.then(() => {
      signal.throwIfAborted();
      return draw(task, files, encode, signal);
    });
    last = turn.catch(() => undefined);
    return turn.finally(() => drawing.delete(task.inputHash));
  }

  return async (task, signal) => {
    if (!files.hasVideo(task)) {
      const shared = drawing.get(task.inputHash) ?? enqueue(task, signal);
      drawing.set(task.inputHash, shared);
      await shared;
    }
    return task.clipSeconds;
  };
}

async function draw(
  task: Task,
  files: TaskFiles,
  encode: Encode,
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kling-sandbox-'));
  const output = files.draftOf(task);
  const timeoutMs = Math.max(TIMEOUT_MS_AT_LEAST, task.clipSeconds * TIMEOUT_MS_PER_CLIP_SECOND);
  try {
    const { image, sound } = files.inputsOf(task);
    const stage = await drawStage(image, SHORT_SIDE[task.mode], folder);
    const inputs = [stage.still, stage.decor, stage.thresholds, stage.cover, sound];
    const args = [
      ...['-framerate', `${FRAMES_PER_SECOND}`],
      ...inputs.flatMap((input) => ['-i', input]),
      ...['-filter_complex', filters(stage), '-map', '[video]', '-map', '[sound]'],
      ...['-t', task.clipSeconds.toFixed(3), '-r', `${FRAMES_PER_SECOND}`],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p'],
      ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
      ...['-c:a', 'aac', '-b:a', '128k', '-ar', '44100', '-movflags', '+faststart', output],
    ];
    signal.throwIfAborted();
    await encode({ args, inputs, output, timeoutMs, signal });
    await rename(output, files.videoOf(task));
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(output, { force: true });
  }
}

/** Inputs: 0 still, 1 decor, 2 thresholds, 3 cover, 4 sound. */
function filters(stage: Stage): string {
  const { bars, barsLeft, barsTop } = stage;
  const still = `loop=-1:1:0,setpts=N/${FRAMES_PER_SECOND}/TB`;
  return [
    // The colours as players expect them of a video without a mark of its own.
    `[0:v]${still},scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,${zoom()}[face]`,
    '[1:v]format=yuva420p[decor]',
    '[face][decor]overlay=0:0:format=yuv420[stage]',
    `[4:a]${levels(stage)},split[a][b]`,
    `[a]hflip[mirrored];[mirrored][b]hstack,scale=${bars.width}:${bars.height}:flags=neighbor,fps=${FRAMES_PER_SECOND}[level]`,
    `[2:v]format=gray,${still}[thresholds]`,
    `[3:v]format=gray,${still}[cover]`,
    // Lit where the level is above the threshold.
    `[level][thresholds]blend=all_mode=subtract:shortest=1,lut=y=clip(val*${bars.gain.toFixed(1)}\\,0\\,255)[lit]`,
    '[lit][cover]blend=all_mode=darken:shortest=1[alpha]',
    `color=white:s=${bars.width}x${bars.height}:r=${FRAMES_PER_SECOND},format=yuva420p[white]`,
    '[white][alpha]alphamerge[bars]',
    `[stage][bars]overlay=${barsLeft}:${barsTop}:format=yuv420[video]`,
    // The length comes from -t alone, wherever the last sample is.
    '[4:a]apad[sound]',
  ].join(';');
}

/**
 * Twelve seconds from far to near and back. `perspective` moves by parts of a pixel where `zoompan`
 * jumps from one to the next.
 */
function zoom(): string {
  const inset = '((1-1/(1.035-0.035*cos(2*PI*on/300)))/2)';
  const [left, top, right, bottom] = [`W*${inset}`, `H*${inset}`, `W-W*${inset}`, `H-H*${inset}`];
  const corners = [left, top, right, top, left, bottom, right, bottom]
    .map((value, n) => `${n % 2 === 0 ? 'x' : 'y'}${Math.floor(n / 2)}='${value}'`)
    .join(':');
  return `perspective=eval=frame:interpolation=linear:${corners}`;
}

/**
 * One grey pixel a frame for each bar of one half. The logarithmic spectrum of speech measured 30 to 70
 * in its pauses and 90 to 190 when loud, which is stretched here; `lagfun` lets a bar fall slowly.
 */
function levels({ bars }: Stage): string {
  return [
    'aresample=12000',
    `showfreqs=s=256x100:rate=${FRAMES_PER_SECOND}:mode=bar:fscale=log:ascale=log:win_size=512:overlap=0.5:averaging=1:colors=white|white`,
    'format=gray',
    `scale=${HALF_BARS}:1:flags=area`,
    `lut=y=clip((val-70)*1.75\\,${bars.floor}\\,255)`,
    'lagfun=decay=0.82',
  ].join(',');
}
