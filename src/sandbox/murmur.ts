const SAMPLES_PER_SECOND = 16_000;
const WAV_HEADER_BYTES = 44;
const LOUDEST = 11_000;
/** Length of one period of a vowel, as a table. */
const TABLE_LENGTH = 512;
/** Higher partials would only hiss. */
const HIGHEST_HERTZ = 3_600;
/** How far around a formant a partial is still heard. */
const FORMANT_WIDTH_HERTZ = 160;

/** First and second formant of five vowels, rounded from phonetics tables. */
const FORMANTS = {
  a: [750, 1_250],
  e: [500, 1_900],
  i: [300, 2_300],
  o: [480, 900],
  u: [330, 700],
} as const;

type Vowel = keyof typeof FORMANTS;
const VOWELS = ['a', 'e', 'i', 'o', 'u'] as const satisfies readonly Vowel[];

interface Sound {
  readonly kind: Vowel | 'consonant' | 'rest';
  readonly seconds: number;
}

/** A voice that says nothing: vowels, soft consonants and pauses in the rhythm of the text, as WAV. */
export function murmur(
  text: string,
  { hertz, speed }: { hertz: number; speed: number },
): { readonly wav: Buffer; readonly seconds: number } {
  const sounds = [...soundsOf(text), { kind: 'rest', seconds: 0.2 } as const];
  const pieces = sounds.map(({ kind, seconds }, index) => {
    // The pitch wanders a little, or it would sound like a machine.
    const pitch = hertz * (1 + 0.08 * Math.sin(index / 3));
    return draw(kind, Math.round((seconds / speed) * SAMPLES_PER_SECOND), pitch);
  });
  const samples = Buffer.concat(pieces);
  const seconds = samples.length / 2 / SAMPLES_PER_SECOND;
  return { wav: Buffer.concat([headerOf(samples.length), samples]), seconds };
}

function soundsOf(text: string): Sound[] {
  return [...text.toLowerCase()].flatMap((character): Sound[] => {
    const vowel = VOWELS.find((each) => each === character);
    if (vowel !== undefined) return [{ kind: vowel, seconds: 0.13 }];
    if (/\s/.test(character)) return [{ kind: 'rest', seconds: 0.05 }];
    if (/\p{P}/u.test(character)) return [{ kind: 'rest', seconds: 0.25 }];
    if (/\p{Script=Latin}/u.test(character)) return [{ kind: 'consonant', seconds: 0.05 }];
    // A Chinese character, or a number: a syllable of its own.
    const spoken = VOWELS[(character.codePointAt(0) ?? 0) % VOWELS.length] ?? 'a';
    return [
      { kind: 'consonant', seconds: 0.05 },
      { kind: spoken, seconds: 0.17 },
    ];
  });
}

function draw(kind: Sound['kind'], length: number, hertz: number): Buffer {
  const samples = new Int16Array(length);
  if (kind !== 'rest') {
    const isVoiced = kind !== 'consonant';
    const table = isVoiced ? periodOf(FORMANTS[kind], hertz) : noise();
    const loudness = LOUDEST * (isVoiced ? 1 : 0.12);
    const step = isVoiced ? (hertz * TABLE_LENGTH) / SAMPLES_PER_SECOND : 1;
    for (let n = 0; n < length; n += 1) {
      const swell = Math.sqrt(Math.sin((Math.PI * (n + 0.5)) / length));
      samples[n] = (table[Math.floor(n * step) % TABLE_LENGTH] ?? 0) * swell * loudness;
    }
  }
  return Buffer.from(samples.buffer);
}

/** The partials of the pitch, loud near the formants. */
function periodOf(formants: readonly number[], hertz: number): Float64Array {
  const period = new Float64Array(TABLE_LENGTH);
  for (let partial = 1; partial * hertz < HIGHEST_HERTZ; partial += 1) {
    const nearest = Math.min(...formants.map((each) => Math.abs(each - partial * hertz)));
    const weight = 0.08 / partial + Math.exp(-((nearest / FORMANT_WIDTH_HERTZ) ** 2));
    for (let n = 0; n < TABLE_LENGTH; n += 1) {
      const angle = (2 * Math.PI * partial * n) / TABLE_LENGTH;
      period[n] = (period[n] ?? 0) + weight * Math.sin(angle);
    }
  }
  const peak = period.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return period.map((value) => value / peak);
}

/** The same at every call, so that equal texts make equal sounds. */
function noise(): Float64Array {
  let seed = 1;
  return new Float64Array(TABLE_LENGTH).map(() => {
    seed = (seed * 16_807) % 2_147_483_647;
    return (seed / 2_147_483_647) * 2 - 1;
  });
}

/** 16-bit mono. */
function headerOf(bytes: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(WAV_HEADER_BYTES - 8 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  header.writeUInt32LE(SAMPLES_PER_SECOND * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}
