/** How samples are stored: 16-bit or 8-bit numbers, or 32-bit floats. */
type SampleFormat = 's16' | 'u8' | 'f32';
const BYTES = { s16: 2, u8: 1, f32: 4 };

/** A WAV file of a 220 Hz tone, made by hand. */
export function wav(options: {
  readonly seconds: number;
  readonly sampleRate?: number;
  readonly channels?: number;
  readonly format?: SampleFormat;
  /** 1 is the loudest. */
  readonly loudness?: number;
  /** What the header says about the length of the samples, if that is to be a lie. */
  readonly claimedBytes?: number;
}): Buffer {
  const { seconds, sampleRate = 16_000, channels = 1, format = 's16', loudness = 0.5 } = options;
  // A whole number of waves, so every second is like the first.
  const second = oneSecond(sampleRate, channels, format, loudness);
  const frames = Math.round(seconds * sampleRate);
  const samples = Buffer.alloc(frames * channels * BYTES[format], second);
  const header = Buffer.alloc(44);
  const claimedBytes = options.claimedBytes ?? samples.length;
  header.write('RIFF', 0);
  header.writeUInt32LE((36 + claimedBytes) >>> 0, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(format === 'f32' ? 3 : 1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels * BYTES[format], 28);
  header.writeUInt16LE(channels * BYTES[format], 32);
  header.writeUInt16LE(BYTES[format] * 8, 34);
  header.write('data', 36);
  header.writeUInt32LE(claimedBytes, 40);
  return Buffer.concat([header, samples]);
}

function oneSecond(
  sampleRate: number,
  channels: number,
  format: SampleFormat,
  loudness: number,
): Buffer {
  const samples = Buffer.alloc(sampleRate * channels * BYTES[format]);
  for (let index = 0; index < sampleRate * channels; index += 1) {
    const time = Math.floor(index / channels) / sampleRate;
    write(samples, index, format, loudness * Math.sin(2 * Math.PI * 220 * time));
  }
  return samples;
}

function write(samples: Buffer, index: number, format: SampleFormat, value: number): void {
  if (format === 's16') samples.writeInt16LE(Math.round(value * 32_767), index * 2);
  else if (format === 'f32') samples.writeFloatLE(value, index * 4);
  else samples.writeUInt8(Math.round(128 + value * 127), index);
}
