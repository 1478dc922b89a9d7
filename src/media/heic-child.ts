/** A process that turns one HEIC picture into a PNG; see `heic.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { HeicTask } from './heic.ts';

type DecodeHeic = (options: {
  buffer: Uint8Array;
}) => Promise<{ width: number; height: number; data: Uint8ClampedArray }>;

const require = createRequire(import.meta.url);

async function convert(task: HeicTask): Promise<void> {
  const decodeHeic = require('heic-decode') as DecodeHeic;
  const bytes = readFileSync(task.input);
  const { icc } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { width, height, data } = await decodeHeic({ buffer: bytes });
  const png = await sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .resize({ width: task.width, height: task.height, fit: 'fill' })
    .png({ compressionLevel: 1 })
    .toBuffer();
  writeFileSync(task.output, icc === undefined ? png : withColourProfile(png, icc));
}

/** The signature and the header chunk, which come first in every PNG. */
const PNG_START_BYTES = 33;

/**
 * Phones take pictures in Display P3, but decoding yields bare numbers. The profile goes back in
 * here, so that the conversion to sRGB sees it; sharp cannot attach one to raw pixels.
 */
function withColourProfile(png: Buffer, icc: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('iCCPicc\0\0', 'latin1'), deflateSync(icc)]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return Buffer.concat([png.subarray(0, PNG_START_BYTES), chunk, png.subarray(PNG_START_BYTES)]);
}

process.once('message', (message) => {
  // Only our parent can send, and it sends this.
  convert(message as HeicTask).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
