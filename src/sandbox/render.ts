import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { barsFor, drawBars, HALF_BARS, type LevelBars } from './level-bars.ts';
import type { Task } from './task.ts';
import type { RenderVideo } from './task-book.ts';
import type { TaskFiles } from './task-files.ts';

/** Runs ffmpeg, native or WebAssembly; the paths stand literally among the arguments. */
export type Encode = (work: {
  readonly args: readonly string[];
  readonly inputs: readonly string[];
  readonly output: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}) => Promise<void>;

/** Smaller than Kling's 720p and 1080p, so that WebAssembly draws a second of video in about one. */
const SHORT_SIDE = { std: 480, pro: 720 } as const;
const FRAMES_PER_SECOND = 25;
/** Five minutes in WebAssembly on a slow machine. */
const TIMEOUT_MS = 1_800_000;

/**
 * Draws the preview: the portrait with a slow zoom, the level of the voice as bars, and a mark that
 * nobody takes for Kling's work. Equal inputs share one video.
 */
export function createRenderVideo(files: TaskFiles, encode: Encode): RenderVideo {
  const drawing = new Map<string, Promise<void>>();
  return async (task, signal) => {
    if (!files.hasVideo(task)) {
      const shared = drawing.get(task.inputHash) ?? draw(task, files, encode, signal);
      drawing.set(task.inputHash, shared);
      await shared.finally(() => drawing.delete(task.inputHash));
    }
    return task.clipSeconds;
  };
}

async function draw(task: Task, files: TaskFiles, encode: Encode, signal: AbortSignal) {
  const folder = await mkdtemp(path.join(tmpdir(), 'kling-sandbox-'));
  const output = files.draftOf(task);
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
      ...['-c:a', 'aac', '-b:a', '128k', '-ar', '44100', '-movflags', '+faststart', output],
    ];
    await encode({ args, inputs, output, timeoutMs: TIMEOUT_MS, signal });
    await rename(output, files.videoOf(task));
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(output, { force: true });
  }
}

interface Stage {
  readonly still: string;
  readonly decor: string;
  readonly thresholds: string;
  readonly cover: string;
  readonly bars: LevelBars;
  readonly barsLeft: number;
  readonly barsTop: number;
}

/** Draws the pictures that the video is made of. */
async function drawStage(image: string, shortSide: number, folder: string): Promise<Stage> {
  const file = (name: string) => path.join(folder, name);
  const upright = await sharp(image).autoOrient().toBuffer({ resolveWithObject: true });
  const scale = shortSide / Math.min(upright.info.width, upright.info.height);
  const even = (side: number) => 2 * Math.round((side * scale) / 2);
  const [width, height] = [even(upright.info.width), even(upright.info.height)];
  const bars = barsFor(width, shortSide);
  const stage = {
    still: file('still.png'),
    decor: file('decor.png'),
    thresholds: file('thresholds.png'),
    cover: file('cover.png'),
    bars,
    barsLeft: (width - bars.width) / 2,
    barsTop: height - Math.round(shortSide * 0.035) - bars.height,
  };
  await sharp(upright.data)
    .flatten({ background: '#fff' })
    .resize(width, height, { fit: 'fill' })
    .png({ compressionLevel: 1 })
    .toFile(stage.still);
  await drawDecor(width, height, shortSide, stage.decor);
  await drawBars(bars, stage.thresholds, stage.cover);
  return stage;
}

/** A darkened lower edge for the bars, and the mark: a picture, because a machine may have no fonts. */
async function drawDecor(width: number, height: number, shortSide: number, file: string) {
  const edge = Math.round(shortSide * 0.32);
  const shade = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="shade" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#000" stop-opacity="0"/>
      <stop offset="1" stop-color="#000" stop-opacity="0.62"/>
    </linearGradient></defs>
    <rect y="${height - edge}" width="${width}" height="${edge}" fill="url(#shade)"/></svg>`;
  const mark = await sharp(fileURLToPath(import.meta.resolve('#assets/sandbox-preview.png')))
    .resize({ width: Math.round(shortSide * 0.36) })
    .toBuffer();
  const margin = Math.round(shortSide * 0.035);
  await sharp(Buffer.from(shade))
    .composite([{ input: mark, left: margin, top: margin }])
    .png()
    .toFile(file);
}

/** Inputs: 0 still, 1 decor, 2 thresholds, 3 cover, 4 sound. */
function filters({ bars, barsLeft, barsTop }: Stage): string {
  // Twelve seconds from near to far and back. `perspective` moves by parts of a pixel where
  // `zoompan` jumps from one to the next.
  const zoom = '(1.035-0.035*cos(2*PI*on/300))';
  const inset = `((1-1/${zoom})/2)`;
  const [left, top, right, bottom] = [`W*${inset}`, `H*${inset}`, `W-W*${inset}`, `H-H*${inset}`];
  const corners = `x0='${left}':y0='${top}':x1='${right}':y1='${top}':x2='${left}':y2='${bottom}':x3='${right}':y3='${bottom}'`;
  const still = `loop=-1:1:0,setpts=N/${FRAMES_PER_SECOND}/TB`;
  // Lit where the level is above the threshold, and quickly so: the gain makes the edge sharp.
  const gain = (bars.height / 8).toFixed(1);
  return [
    `[0:v]${still},format=yuv420p,perspective=eval=frame:interpolation=linear:${corners}[face]`,
    '[1:v]format=yuva420p[decor]',
    '[face][decor]overlay=0:0:format=yuv420[stage]',
    // One column of the spectrum for each bar of one half; `lagfun` lets a bar fall slowly.
    `[4:a]aresample=16000,showfreqs=s=256x100:rate=${FRAMES_PER_SECOND}:mode=bar:fscale=log:ascale=cbrt:win_size=1024:overlap=0.5:averaging=1:colors=white|white,format=gray,scale=${HALF_BARS}:1:flags=area,lagfun=decay=0.8,split[a][b]`,
    `[a]hflip[mirrored];[mirrored][b]hstack,scale=${bars.width}:${bars.height}:flags=neighbor,fps=${FRAMES_PER_SECOND}[level]`,
    `[2:v]format=gray,${still}[thresholds]`,
    `[3:v]format=gray,${still}[cover]`,
    `[level][thresholds]blend=all_mode=subtract:shortest=1,lut=y=clip(val*${gain}\\,0\\,255)[lit]`,
    '[lit][cover]blend=all_mode=darken:shortest=1[alpha]',
    `color=white:s=${bars.width}x${bars.height}:r=${FRAMES_PER_SECOND},format=yuva420p[white]`,
    '[white][alpha]alphamerge[bars]',
    `[stage][bars]overlay=${barsLeft}:${barsTop}:format=yuv420[video]`,
    // The spectrum ends a few frames early or late; the length comes from -t alone.
    '[4:a]apad[sound]',
  ].join(';');
}
