import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { MAX_SOUND_SECONDS, MIN_SOUND_SECONDS, type ReadSound } from './inputs.ts';
import { badValue } from './refusal.ts';
import type { Encode } from './render.ts';

/** A few of the voices that Kling's text-to-speech is known to have. */
const VOICES: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'en',
    [
      'oversea_male1',
      'uk_man2',
      'uk_boy1',
      'commercial_lady_en_f-v1',
      'calm_story1',
      'genshin_vindi2',
    ],
  ],
  ['zh', ['genshin_vindi2', 'zhinen_xuesheng', 'ai_shatang', 'tiexin_nanyou', 'you_pingjing']],
]);

/** Kling docs, text to speech: an audio id lives for 30 days. */
const AUDIO_LIFE_MS = 30 * 86_400_000;
const CHARACTERS_PER_SECOND = 15;
const SAMPLES_PER_SECOND = 16_000;
const TIMEOUT_MS = 60_000;

const request = z.object({
  text: z.string().min(1, 'text is required').max(1_000, 'text must not exceed 1000 characters'),
  voice_id: z.string({ error: 'voice_id is required' }),
  voice_language: z.enum(['zh', 'en'], { error: 'voice_language must be zh or en' }).default('zh'),
  // Out of range is adjusted, not refused (Kling docs).
  voice_speed: z
    .number()
    .default(1)
    .transform((speed) => Math.min(2, Math.max(0.8, speed))),
});

interface Audio {
  readonly id: string;
  readonly file: string;
  readonly seconds: number;
  readonly madeAt: number;
}

export interface Speech {
  /** @throws Refusal 1201 */
  speak(json: unknown): Promise<Audio>;
  find(id: string): Audio | undefined;
  /** The sound of an audio id, for a task. @throws Refusal 1201 */
  soundOf(id: string): Promise<ReadSound>;
  clear(): void;
}

/** Text to speech that hums instead of speaking: one tone a syllable, so that the bars move. */
export function createSpeech(options: {
  readonly folder: string;
  readonly encode: Encode;
  readonly now: () => number;
}): Speech {
  const { folder, encode, now } = options;
  const audios = new Map<string, Audio>();

  async function hum(text: string, seconds: number, id: string): Promise<string> {
    const wav = path.join(folder, `${id}.wav`);
    const file = path.join(folder, `${id}.mp3`);
    await writeFile(wav, wavOf(text, seconds));
    const args = ['-i', wav, '-c:a', 'libmp3lame', '-b:a', '64k', file];
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    await encode({ args, inputs: [wav], output: file, timeoutMs: TIMEOUT_MS, signal });
    await rm(wav, { force: true });
    return file;
  }

  return {
    speak: async (json) => {
      const parsed = request.safeParse(json);
      if (!parsed.success) throw badValue(parsed.error.issues[0]?.message ?? 'invalid body');
      const { text, voice_id, voice_language, voice_speed } = parsed.data;
      if (!VOICES.get(voice_language)?.includes(voice_id)) throw badValue('Voice id not found');
      const seconds = Math.max(1, text.length / CHARACTERS_PER_SECOND / voice_speed);
      const id = createHash('sha256')
        .update(`${text}/${voice_id}/${now()}`)
        .digest('hex')
        .slice(0, 18);
      const audio = { id, file: await hum(text, seconds, id), seconds, madeAt: now() };
      audios.set(id, audio);
      return audio;
    },
    find: (id) => audios.get(id),
    soundOf: async (id) => {
      const audio = audios.get(id);
      if (audio === undefined || now() - audio.madeAt > AUDIO_LIFE_MS) {
        throw badValue(`Audio not found: ${id}`);
      }
      if (audio.seconds < MIN_SOUND_SECONDS || audio.seconds > MAX_SOUND_SECONDS) {
        throw badValue('audio duration must be between 2 and 300 seconds');
      }
      return { bytes: await readFile(audio.file), seconds: audio.seconds, extension: 'mp3' };
    },
    clear: () => audios.clear(),
  };
}

const SYLLABLE_SECONDS = 0.22;
const LOWEST_HERTZ = 120;

/** 16-bit mono WAV; each character of the text sets the pitch of a syllable. */
function wavOf(text: string, seconds: number): Buffer {
  const samples = Math.round(seconds * SAMPLES_PER_SECOND);
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  wav.writeUInt32LE(SAMPLES_PER_SECOND * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let sample = 0; sample < samples; sample += 1) {
    const at = sample / SAMPLES_PER_SECOND;
    const syllable = Math.floor(at / SYLLABLE_SECONDS);
    const hertz = LOWEST_HERTZ + (text.charCodeAt(syllable % text.length) % 60);
    const swell = Math.sin((Math.PI * (at % SYLLABLE_SECONDS)) / SYLLABLE_SECONDS);
    const tone = Math.sin(2 * Math.PI * hertz * at) + 0.5 * Math.sin(6 * Math.PI * hertz * at);
    wav.writeInt16LE(Math.round(tone * swell * 12_000), 44 + sample * 2);
  }
  return wav;
}
