import { readFileSync } from 'node:fs';
import sharp from 'sharp';

/** A plain picture in base64. */
export async function picture(
  width = 320,
  height = 320,
  format: 'jpeg' | 'png' | 'webp' | 'gif' = 'jpeg',
): Promise<string> {
  const channels = 3;
  const image = sharp({ create: { width, height, channels, background: '#b86' } });
  return (await image[format]().toBuffer()).toString('base64');
}

/** A silent WAV with eight bits a sample, in base64: five minutes of it are small. */
export function sound(seconds: number, samplesPerSecond = 4_000): string {
  const samples = Math.round(seconds * samplesPerSecond);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(samplesPerSecond, 24);
  header.writeUInt32LE(samplesPerSecond, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples, 40);
  return Buffer.concat([header, Buffer.alloc(samples, 128)]).toString('base64');
}

export const SOUND_HEADER_BYTES = 44;

export function fixture(name: string): Buffer {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url));
}
