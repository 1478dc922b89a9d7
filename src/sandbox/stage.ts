import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { barsFor, drawBars, type LevelBars } from './level-bars.ts';

/** The pictures that a preview is made of. */
export interface Stage {
  /** The portrait, upright and as large as the video. */
  readonly still: string;
  /** What lies over it and does not move. */
  readonly decor: string;
  readonly thresholds: string;
  readonly cover: string;
  readonly bars: LevelBars;
  readonly barsLeft: number;
  readonly barsTop: number;
}

/** Of the short side. */
const MARGIN = 0.035;
const SHADE_HEIGHT = 0.42;
const MARK_WIDTH = 0.32;
/** A very wide picture stays within what a WebAssembly encoder can do. */
const MAX_LONG_SIDE = 1_280;

/** Draws the pictures into `folder`. */
export async function drawStage(image: string, shortSide: number, folder: string): Promise<Stage> {
  const file = (name: string) => path.join(folder, name);
  const upright = await sharp(image).autoOrient().toBuffer({ resolveWithObject: true });
  const { width, height } = sizeFor(upright.info, shortSide);
  const side = Math.min(width, height);
  const bars = barsFor(width, side);
  const stage = {
    still: file('still.png'),
    decor: file('decor.png'),
    thresholds: file('thresholds.png'),
    cover: file('cover.png'),
    bars,
    barsLeft: (width - bars.width) / 2,
    barsTop: height - Math.round(side * MARGIN) - bars.height,
  };
  await sharp(upright.data)
    .flatten({ background: '#fff' })
    .resize(width, height, { fit: 'fill' })
    .png({ compressionLevel: 1 })
    .toFile(stage.still);
  await drawDecor(width, height, stage.decor);
  await drawBars(bars, stage.thresholds, stage.cover);
  return stage;
}

/** Even sides, because the video's colours are stored for two by two pixels. */
function sizeFor(from: { width: number; height: number }, shortSide: number) {
  const scale = Math.min(
    shortSide / Math.min(from.width, from.height),
    MAX_LONG_SIDE / Math.max(from.width, from.height),
  );
  const even = (side: number) => 2 * Math.round((side * scale) / 2);
  return { width: even(from.width), height: even(from.height) };
}

/** A darkened lower edge for the bars, and the mark: a picture, because a machine may have no fonts. */
async function drawDecor(width: number, height: number, file: string): Promise<void> {
  const side = Math.min(width, height);
  const edge = Math.round(side * SHADE_HEIGHT);
  const shade = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="shade" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#000" stop-opacity="0"/>
      <stop offset="0.5" stop-color="#000" stop-opacity="0.32"/>
      <stop offset="1" stop-color="#000" stop-opacity="0.7"/>
    </linearGradient></defs>
    <rect y="${height - edge}" width="${width}" height="${edge}" fill="url(#shade)"/></svg>`;
  const mark = await sharp(fileURLToPath(import.meta.resolve('#assets/sandbox-preview.png')))
    .resize({ width: Math.round(side * MARK_WIDTH) })
    .toBuffer();
  const margin = Math.round(side * MARGIN);
  await sharp(Buffer.from(shade))
    .composite([{ input: mark, left: margin, top: margin }])
    .png()
    .toFile(file);
}
