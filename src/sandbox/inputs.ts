import { ADTS, BufferSource, Input, MP3, MP4, WAVE } from 'mediabunny';
import fetch from 'node-fetch';
import sharp from 'sharp';
import { badValue, Refusal } from './refusal.ts';

/**
 * What Kling takes (Kling docs, avatar): measured here by other means than the bot's own, because the
 * sandbox judges what the bot sends.
 */
const MAX_IMAGE_BYTES = 10_000_000;
const MIN_SIDE_PIXELS = 300;
const MAX_RATIO = 2.5;
const MAX_SOUND_BYTES = 5_000_000;
export const MIN_SOUND_SECONDS = 2;
export const MAX_SOUND_SECONDS = 300;
const FETCH_TIMEOUT_MS = 20_000;

export interface ReadImage {
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
  /** Kling was seen to take some of these and to fail them later. */
  readonly isTooSmall: boolean;
}

export interface ReadSound {
  readonly bytes: Buffer;
  readonly seconds: number;
  /** For the file name, so that the encoder knows what it gets. */
  readonly extension: string;
}

/** @throws Refusal 1201 */
export async function readImage(value: string): Promise<ReadImage> {
  const bytes = await bytesOf(value, MAX_IMAGE_BYTES, 'image');
  const { format, width, height } = await sharp(bytes)
    .metadata()
    .catch(() => ({ format: undefined, width: 0, height: 0 }));
  if (format !== 'jpeg' && format !== 'png') throw badValue('image must be .jpg, .jpeg or .png');
  // Reads every row, and keeps next to nothing of it.
  await sharp(bytes)
    .resize(16, 16, { fit: 'fill' })
    .raw()
    .toBuffer()
    .catch(() => {
      throw badValue('image can not be decoded');
    });
  if (Math.max(width, height) / Math.min(width, height) > MAX_RATIO) {
    throw badValue('image aspect ratio must be between 1:2.5 and 2.5:1');
  }
  return { bytes, width, height, isTooSmall: Math.min(width, height) < MIN_SIDE_PIXELS };
}

/** @throws Refusal 1201 */
export async function readSound(value: string): Promise<ReadSound> {
  const bytes = await bytesOf(value, MAX_SOUND_BYTES, 'sound_file');
  const { seconds, extension } = await measure(bytes);
  if (seconds < MIN_SOUND_SECONDS || seconds > MAX_SOUND_SECONDS) {
    throw badValue(
      `sound_file duration must be between ${MIN_SOUND_SECONDS} and ${MAX_SOUND_SECONDS} seconds`,
    );
  }
  return { bytes, seconds, extension };
}

async function measure(bytes: Buffer): Promise<{ seconds: number; extension: string }> {
  const input = new Input({
    formats: [MP3, WAVE, MP4, ADTS],
    source: new BufferSource(bytes),
  });
  try {
    const [format, track] = [await input.getFormat(), await input.getPrimaryAudioTrack()];
    const extension = EXTENSIONS.get(format.name);
    if (
      extension === undefined ||
      track === null ||
      (await input.getPrimaryVideoTrack()) !== null
    ) {
      throw badValue('sound_file must be .mp3, .wav, .m4a or .aac');
    }
    if (extension === 'm4a' && track.codec !== 'aac') {
      throw badValue('sound_file in .m4a must be AAC');
    }
    return { seconds: await track.computeDuration(), extension };
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw badValue('sound_file must be .mp3, .wav, .m4a or .aac', { cause });
  } finally {
    input.dispose();
  }
}

const EXTENSIONS = new Map([
  [MP3.name, 'mp3'],
  [WAVE.name, 'wav'],
  [MP4.name, 'm4a'],
  [ADTS.name, 'aac'],
]);

async function bytesOf(value: string, maxBytes: number, field: string): Promise<Buffer> {
  const bytes = /^https?:\/\//.test(value) ? await download(value, maxBytes, field) : decode(value);
  if (bytes.length > maxBytes) throw badValue(`${field} is larger than ${maxBytes / 1e6}MB`);
  return bytes;
}

/** Raw base64 only: with a `data:` prefix Kling answers with this very sentence (seen in the wild). */
function decode(value: string): Buffer {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value) || value.length % 4 !== 0) {
    throw badValue('File is not in a valid base64 format');
  }
  return Buffer.from(value, 'base64');
}

async function download(url: string, maxBytes: number, field: string): Promise<Buffer> {
  try {
    const reply = await fetch(url, {
      size: maxBytes + 1,
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
    return Buffer.from(await reply.arrayBuffer());
  } catch (cause) {
    throw badValue(`${field} can not be downloaded`, { cause });
  }
}
