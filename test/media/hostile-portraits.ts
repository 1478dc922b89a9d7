import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { Problem } from '../../src/jobs/problem.ts';
import { FOREIGN_FILES, fixtureBytes, type HostileRecipe, noise } from './hostile-recipe.ts';

export async function hostilePortraits(): Promise<HostileRecipe[]> {
  return [
    ...foreign(),
    ...(await damaged()),
    ...(await tooManyPixels()),
    ...(await wrongShape()),
    { name: 'empty.jpg', expect: 'portrait/empty', bytes: Buffer.alloc(0) },
    {
      name: 'heavy.jpg',
      expect: 'portrait/too-heavy',
      bytes: await picture(400, 400).jpeg().toBuffer(),
      grownTo: 26 * 1024 ** 2 + 1,
    },
  ];
}

/** The bytes of noise are hardly fewer after ten times the work. */
const QUICKLY = { effort: 1 };

/** A picture with something to see on it, which is the same on every run. */
function picture(width: number, height: number): Sharp {
  return sharp(noise(width * height * 3), { raw: { width, height, channels: 3 } });
}

function foreign(): HostileRecipe[] {
  const starts: Record<string, string> = {
    'old.bmp': 'BM\x36\x10\x0e\0\0\0\0\0\x36\0\0\0\x28\0\0\0\0\0',
    'new.jxl': '\xff\x0a\xfa\x1f\x81\x91',
    'cinema.jp2': '\0\0\0\x0cjP  \r\n\x87\n',
    'layers.psd': '8BPS\0\x01\0\0',
    'favicon.ico': '\0\0\x01\0\x01\0\x20\x20',
    'song.mp3': 'ID3\x04\0\0\0\0\0\x21',
    'voice.ogg': 'OggS\0\x02\0\0',
    'film.mp4': '\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41',
    'film.webm': '\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm',
  };
  const pictures = Object.entries(starts).map(
    ([name, start]) => [name, Buffer.concat([Buffer.from(start, 'latin1'), noise(500)])] as const,
  );
  return [...Object.entries(FOREIGN_FILES), ...pictures].map(([name, bytes]) => ({
    name,
    expect: 'portrait/unsupported',
    bytes: Buffer.from(bytes),
  }));
}

async function damaged(): Promise<HostileRecipe[]> {
  const jpeg = await picture(500, 500).jpeg().toBuffer();
  const png = await picture(500, 500).png().toBuffer();
  const webp = await picture(500, 500).webp().toBuffer();
  const tiff = await picture(500, 500).tiff().toBuffer();
  const gif = await picture(500, 500).gif(QUICKLY).toBuffer();
  const avif = await fixtureBytes('picture.avif');
  const heic = await fixtureBytes('picture.heic');
  const files: Record<string, Buffer> = {
    'cut.jpg': first(jpeg, 0.6),
    'header-only.jpg': jpeg.subarray(0, 20),
    'scratched.jpg': overwrite(jpeg, 0.5, Buffer.alloc(12, 0xff)),
    'cut.png': first(png, 0.6),
    'header-only.png': png.subarray(0, 8),
    'flipped.png': overwrite(png, 0.5, noise(64)),
    'lying-size.png': withPngSize(png, 500, 900),
    'cut.webp': first(webp, 0.6),
    'cut.tiff': first(tiff, 0.6),
    'header-only.tiff': tiff.subarray(0, 8),
    'script.gif': Buffer.from('GIF89a=1;alert(document.cookie);//'),
    'cut.gif': first(gif, 0.02),
    'cut.avif': first(avif, 0.8),
    'noise.avif': overwrite(avif, 0.6, noise(200)),
    'cut.heic': first(heic, 0.6),
    'boxes-only.heic': heic.subarray(0, 40),
  };
  return all('portrait/damaged', files);
}

async function tooManyPixels(): Promise<HostileRecipe[]> {
  const jpeg = await picture(320, 320).jpeg().toBuffer();
  const progressive = await picture(320, 320).jpeg({ progressive: true }).toBuffer();
  const png = await picture(320, 320).png().toBuffer();
  const webp = await picture(320, 320).webp({ lossless: true }).toBuffer();
  const gif = await picture(320, 320).gif(QUICKLY).toBuffer();
  const files: Record<string, Buffer> = {
    'bomb.jpg': withJpegSize(jpeg, 0xc0, 65_500, 65_500),
    'whole.jpg': withJpegSize(progressive, 0xc2, 9_000, 8_000),
    'bomb.png': withPngSize(png, 30_000, 30_000),
    'bomb.webp': withWebpSize(webp, 16_383, 16_383),
    'bomb.gif': withGifSize(gif, 60_000, 60_000),
  };
  return all('portrait/too-many-pixels', files);
}

async function wrongShape(): Promise<HostileRecipe[]> {
  return [
    ...all('portrait/too-small', {
      'three-pixels.png': await picture(3, 3).png().toBuffer(),
      'thumbnail.jpg': await picture(149, 149).jpeg().toBuffer(),
      'strip.png': await picture(4_000, 20).png().toBuffer(),
    }),
    ...all('portrait/too-narrow', {
      'banner.jpg': await picture(1_000, 399).jpeg().toBuffer(),
      'ribbon.webp': await picture(300, 2_000).webp().toBuffer(),
    }),
  ];
}

function all(expect: Problem['code'], files: Record<string, Buffer>): HostileRecipe[] {
  return Object.entries(files).map(([name, bytes]) => ({ name, expect, bytes }));
}

function first(bytes: Buffer, share: number): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length * share));
}

function overwrite(bytes: Buffer, atShare: number, patch: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  patch.copy(copy, Math.floor(bytes.length * atShare));
  return copy;
}

/** With the check sum of the header put right, so that only the size lies. */
function withPngSize(png: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(png);
  copy.writeUInt32BE(width, 16);
  copy.writeUInt32BE(height, 20);
  copy.writeUInt32BE(crc32(copy.subarray(12, 29)), 29);
  return copy;
}

/** `marker` is the kind of frame: 0xc0 for a plain JPEG, 0xc2 for a progressive one. */
function withJpegSize(jpeg: Buffer, marker: number, width: number, height: number): Buffer {
  const copy = Buffer.from(jpeg);
  const frame = copy.indexOf(Buffer.from([0xff, marker]));
  copy.writeUInt16BE(height, frame + 5);
  copy.writeUInt16BE(width, frame + 7);
  return copy;
}

/** The size of a lossless WebP: twice 14 bits, less one, behind the signature byte. */
function withWebpSize(webp: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(webp);
  const size = copy.indexOf('VP8L') + 9;
  copy.writeUInt32LE((((height - 1) << 14) | (width - 1)) >>> 0, size);
  return copy;
}

/** On the screen and on the first frame, or the frame would simply not fill the screen. */
function withGifSize(gif: Buffer, width: number, height: number): Buffer {
  const copy = Buffer.from(gif);
  const frame = copy.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, copy[6] ?? 0, copy[7] ?? 0]));
  for (const at of [6, frame + 5]) {
    copy.writeUInt16LE(width, at);
    copy.writeUInt16LE(height, at + 2);
  }
  return copy;
}
