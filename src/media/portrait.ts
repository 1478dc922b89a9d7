import { rm, stat } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { messageOf } from '../errors.ts';
import type { PortraitFacts } from '../jobs/job.ts';
import { ProblemError } from '../jobs/problem.ts';
import { MAX_SOURCE_BYTES } from '../jobs/source-limits.ts';
import { throwIfCalledOff } from './called-off.ts';
import { type FileKind, type PictureFormat, readFileKind } from './file-kind.ts';
import { heicToPng } from './heic.ts';
import { portraitShape, type Shape } from './portrait-shape.ts';

// libvips remembers files by path, and a scratch path may come again with another picture.
sharp.cache(false);

const MAX_BYTES = MAX_SOURCE_BYTES.portrait;
/** The 108-megapixel cameras of phones, with a margin. Such a picture is read in strips. */
const MAX_STREAMED_PIXELS = 120_000_000;
/** Pictures that can only be decoded whole: 64 million pixels are 256 MB. */
const MAX_WHOLE_PIXELS = 64_000_000;
const LIMIT_SECONDS = 20;
const JPEG_QUALITY = 90;

/**
 * Reads any picture and writes an upright, opaque sRGB JPEG without metadata, in a shape that Kling
 * takes. libvips stays in this process: it withstood every hostile file that it was measured with.
 * @throws ProblemError `portrait/…`
 */
export async function preparePortrait(
  input: string,
  output: string,
  signal: AbortSignal,
): Promise<PortraitFacts> {
  await checkWeight(input);
  const format = pictureFormat(await readFileKind(input));
  const header = await readHeader(input);
  const upright = header.autoOrient;
  checkPixels(upright, isStreamed(format, header));
  const shape = portraitShape(upright);
  throwIfCalledOff(signal);
  try {
    if (format === 'heic') return await throughPng(input, output, shape, signal);
    return await writeUpright(input, output, shape);
  } catch (error) {
    await rm(output, { force: true });
    throw error;
  }
}

async function checkWeight(input: string): Promise<void> {
  const { size: bytes } = await stat(input);
  if (bytes === 0) throw new ProblemError({ code: 'portrait/empty' });
  if (bytes > MAX_BYTES) {
    throw new ProblemError({ code: 'portrait/too-heavy', bytes, maxBytes: MAX_BYTES });
  }
}

function pictureFormat(kind: FileKind): PictureFormat {
  if (kind.family === 'picture' && kind.format !== undefined) return kind.format;
  throw new ProblemError({ code: 'portrait/unsupported', found: kind.found });
}

/**
 * The pixel limits are ours, so that a refusal can name the measured size. Only 'warning' notices a
 * JPEG with damaged scan data, which would otherwise become a grey mess.
 */
function open(input: string, failOn: 'warning' | 'error' = 'warning'): Sharp {
  return sharp(input, { limitInputPixels: false, failOn });
}

async function readHeader(input: string): Promise<Metadata> {
  try {
    return await open(input).metadata();
  } catch (cause) {
    throw new ProblemError({ code: 'portrait/damaged' }, { cause });
  }
}

function isStreamed(format: PictureFormat, header: Metadata): boolean {
  return ['jpeg', 'png', 'tiff'].includes(format) && !header.isProgressive;
}

function checkPixels({ width, height }: Shape, streamed: boolean): void {
  const maxPixels = streamed ? MAX_STREAMED_PIXELS : MAX_WHOLE_PIXELS;
  if (width * height > maxPixels) {
    throw new ProblemError({ code: 'portrait/too-many-pixels', width, height, maxPixels });
  }
}

/** HEIC is decoded elsewhere; that also turns it upright, so its orientation is not applied again. */
async function throughPng(
  input: string,
  output: string,
  shape: Shape,
  signal: AbortSignal,
): Promise<PortraitFacts> {
  const png = `${output}.png`;
  try {
    await heicToPng({ input, output: png, ...shape }, LIMIT_SECONDS, signal);
    return await writePortrait(open(png), output, shape);
  } finally {
    await rm(png, { force: true });
  }
}

/** libjpeg warns of these too, although the picture is whole; some phones write them. */
const HARMLESS_WARNING = /Invalid SOS parameters|extraneous bytes before marker/;

async function writeUpright(input: string, output: string, shape: Shape): Promise<PortraitFacts> {
  try {
    return await writePortrait(open(input).autoOrient(), output, shape);
  } catch (error) {
    const cause = error instanceof ProblemError ? error.cause : undefined;
    if (!HARMLESS_WARNING.test(messageOf(cause))) throw error;
    return writePortrait(open(input, 'error').autoOrient(), output, shape);
  }
}

async function writePortrait(source: Sharp, output: string, shape: Shape): Promise<PortraitFacts> {
  try {
    const { width, height, size } = await source
      .resize({ ...shape, fit: 'fill' })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .jpeg({ quality: JPEG_QUALITY })
      .timeout({ seconds: LIMIT_SECONDS })
      .toFile(output);
    return { width, height, bytes: size };
  } catch (cause) {
    if (cause instanceof Error && cause.message.startsWith('timeout')) {
      throw new ProblemError({ code: 'portrait/too-slow', limitSeconds: LIMIT_SECONDS }, { cause });
    }
    throw new ProblemError({ code: 'portrait/damaged' }, { cause });
  }
}
