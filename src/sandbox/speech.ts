import { randomInt } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { MAX_SOUND_SECONDS, MIN_SOUND_SECONDS, type ReadSound } from './inputs.ts';
import { murmur } from './murmur.ts';
import type { Pack } from './pack.ts';
import { badValue } from './refusal.ts';
import type { Encode } from './render.ts';
import { NO_BALANCE } from './task.ts';
import { VOICES } from './voices.ts';
import { writeWhole } from './write-whole.ts';

/** Kling docs, text to speech: an audio id lives for 30 days. */
const AUDIO_LIFE_MS = 30 * 86_400_000;
/** Kling list prices, a call. */
const UNITS = 0.05;
const TIMEOUT_MS = 60_000;

/** Kling docs, text to speech. */
const requestShape = z.object({
  text: z
    .string({ error: 'text is required' })
    .min(1, 'text is required')
    .max(1_000, 'text must not exceed 1000 characters'),
  voice_id: z.string({ error: 'voice_id is required' }),
  voice_language: z.enum(['zh', 'en'], { error: 'voice_language must be zh or en' }).default('zh'),
  // Out of range is adjusted, not refused, and one decimal counts.
  voice_speed: z
    .number({ error: 'voice_speed must be a number' })
    .default(1)
    .transform((speed) => Math.round(Math.min(2, Math.max(0.8, speed)) * 10) / 10),
});

const audioShape = z.object({
  /** 18 digits; also the task's id, because a call makes one audio. */
  id: z.string(),
  seconds: z.number(),
  madeAt: z.number(),
});

type Audio = z.infer<typeof audioShape>;

export interface Speech {
  /** @throws Refusal 1201, 1102 */
  speak(json: unknown): Promise<Audio>;
  /** The file of an audio that is not too old. */
  fileOf(id: string): string | undefined;
  /** The sound of an audio id, for a task. @throws Refusal 1201 */
  soundOf(id: string): Promise<ReadSound>;
  clear(): Promise<void>;
}

/** Text to speech that murmurs instead of speaking. */
export async function openSpeech(options: {
  readonly folder: string;
  readonly pack: Pack;
  readonly encode: Encode;
  readonly now: () => number;
}): Promise<Speech> {
  const { pack, encode, now } = options;
  const folder = path.join(options.folder, 'audios');
  await mkdir(folder, { recursive: true });
  const audios = await loadAudios(folder);
  const mp3Of = (id: string) => path.join(folder, `${id}.mp3`);

  async function toMp3(wav: Buffer, output: string): Promise<void> {
    const input = `${output}.wav`;
    await writeFile(input, wav);
    const args = ['-i', input, '-c:a', 'libmp3lame', '-b:a', '64k', output];
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    try {
      await encode({ args, inputs: [input], output, timeoutMs: TIMEOUT_MS, signal });
    } finally {
      await rm(input, { force: true });
    }
  }

  const find = (id: string) => {
    const audio = audios.get(id);
    return audio !== undefined && now() - audio.madeAt <= AUDIO_LIFE_MS ? audio : undefined;
  };

  return {
    speak: async (json) => {
      const { text, voice_id, voice_language, voice_speed } = readRequest(json);
      const voice = VOICES.get(voice_id);
      if (!voice?.languages.includes(voice_language)) throw badValue('Voice id not found');
      pack.check(UNITS);
      const { wav, seconds } = murmur(text, { hertz: voice.hertz, speed: voice_speed });
      const audio = { id: newAudioId(now()), seconds, madeAt: now() };
      await toMp3(wav, mp3Of(audio.id));
      await writeWhole(path.join(folder, `${audio.id}.json`), JSON.stringify(audio));
      audios.set(audio.id, audio);
      pack.take(UNITS);
      return audio;
    },
    fileOf: (id) => (find(id) === undefined ? undefined : mp3Of(id)),
    soundOf: async (id) => {
      const audio = find(id);
      if (audio === undefined) throw badValue(`Audio not found: ${id}`);
      if (audio.seconds < MIN_SOUND_SECONDS || audio.seconds > MAX_SOUND_SECONDS) {
        throw badValue('audio duration must be between 2 and 300 seconds');
      }
      return { bytes: await readFile(mp3Of(id)), seconds: audio.seconds, extension: 'mp3' };
    },
    clear: async () => {
      audios.clear();
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
    },
  };
}

/** Synchronous and final: everything is in the answer of the create. */
export function toSpeechData({ id, seconds, madeAt }: Audio, url: string) {
  return {
    task_id: id,
    task_status: 'succeed',
    task_status_msg: '',
    task_result: { audios: [{ id, url, duration: seconds.toFixed(3) }] },
    final_unit_deduction: `${UNITS}`,
    final_balance_deduction: NO_BALANCE,
    created_at: madeAt,
    updated_at: madeAt,
  };
}

function readRequest(json: unknown) {
  const parsed = requestShape.safeParse(json);
  if (parsed.success) return parsed.data;
  throw badValue(parsed.error.issues[0]?.message ?? 'invalid body');
}

async function loadAudios(folder: string): Promise<Map<string, Audio>> {
  const audios = new Map<string, Audio>();
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue;
    const text = await readFile(path.join(folder, name), 'utf8');
    const audio = audioShape.parse(JSON.parse(text));
    audios.set(audio.id, audio);
  }
  return audios;
}

/** Its last nine digits are chance: the id is all that the link of the sound asks for. */
function newAudioId(now: number): string {
  return `${now}`.slice(-9).padStart(9, '1') + `${randomInt(1e9)}`.padStart(9, '0');
}
