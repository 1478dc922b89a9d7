const SAMPLES_PER_SECOND = 16_000;

/** A mono 16-bit WAV with a tone that swells like speech does, so that it is not silent. */
export function toneWav(seconds: number): Buffer {
  const samples = Math.round(seconds * SAMPLES_PER_SECOND);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples * 2, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  header.writeUInt32LE(SAMPLES_PER_SECOND * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples * 2, 40);
  const sound = new Int16Array(samples);
  for (let n = 0; n < samples; n += 1) {
    const at = n / SAMPLES_PER_SECOND;
    const swell = 0.6 + 0.4 * Math.sin(2 * Math.PI * 3 * at);
    sound[n] = Math.round(Math.sin(2 * Math.PI * 220 * at) * swell * 12_000);
  }
  return Buffer.concat([header, Buffer.from(sound.buffer)]);
}
