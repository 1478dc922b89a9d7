import { copyFile, rm, stat } from 'node:fs/promises';
import type { ClipFacts, ClipFormat } from '../jobs/job.ts';
import { ProblemError } from '../jobs/problem.ts';
import { MAX_SOURCE_BYTES } from '../jobs/source-limits.ts';
import { checkHeard, LISTEN_SECONDS, MAX_SECONDS, MIN_KLING_SECONDS } from './clip-rules.ts';
import { type Ffmpeg, FfmpegError } from './ffmpeg.ts';
import { type FileKind, readFileKind } from './file-kind.ts';
import { HEARING_FILTER, HEARING_LOG, type Heard, heardIn } from './hearing.ts';
import { type Probe, probe } from './probe.ts';

const MAX_BYTES = MAX_SOURCE_BYTES.clip;
/** Kling's 5 MB, read in the way that is safe. */
const MAX_KLING_BYTES = 5_000_000;
/** Five minutes of Opus took 4 s natively and 7 s in WebAssembly on two slow cores. */
const LIMIT_SECONDS = 60;
/** An encoder adds 24 to 48 ms at the end, with which 300 s would be too long for Kling. */
const MAX_ENCODED_SECONDS = MAX_SECONDS - 0.1;
const PADDED_SECONDS = MIN_KLING_SECONDS + 0.05;

/** What ffmpeg may take a file for. Playlists are not among it: they name other files. */
const DEMUXERS = 'mov,matroska,webm,ogg,wav,mp3,aac,flac,aiff,caf,amr';
/** 96 kbit/s are plenty for a voice, and 300 s of it are 3.6 MB. */
const MP3 = ['-c:a', 'libmp3lame', '-b:a', '96k', '-map_metadata', '-1', '-f', 'mp3'];
/** LAME aborts on samples that are no sane floats, as damaged AAC yields; integers always are. */
const SAFE_SAMPLES = ['-sample_fmt', 's16p'];

interface Source {
  readonly input: string;
  readonly bytes: number;
  readonly kind: FileKind;
  readonly found: Probe | undefined;
}

/**
 * Reads any sound, also that of a video, and writes a clip that Kling takes: the file itself where
 * it is one already, else mono MP3. The length is that of the decoded sound, whatever headers say.
 * @throws ProblemError `clip/…`
 */
export async function prepareClip(
  ffmpeg: Ffmpeg,
  input: string,
  output: string,
  signal: AbortSignal,
): Promise<ClipFacts> {
  const source = await openSource(input);
  try {
    const asItIs = await useAsItIs(ffmpeg, source, output, signal);
    return asItIs ?? (await encode(ffmpeg, source, output, signal));
  } catch (error) {
    await rm(output, { force: true });
    throw error instanceof FfmpegError ? toProblem(error, source.kind) : error;
  }
}

async function openSource(input: string): Promise<Source> {
  const { size: bytes } = await stat(input);
  if (bytes === 0) throw new ProblemError({ code: 'clip/empty' });
  if (bytes > MAX_BYTES) {
    throw new ProblemError({ code: 'clip/too-heavy', bytes, maxBytes: MAX_BYTES });
  }
  const kind = await readFileKind(input);
  const mayBeSound =
    kind.family === 'unknown' ||
    ((kind.family === 'sound' || kind.family === 'video') && kind.format !== undefined);
  if (!mayBeSound) throw new ProblemError({ code: 'clip/unsupported', found: kind.found });
  return { input, bytes, kind, found: await probe(input) };
}

async function useAsItIs(
  ffmpeg: Ffmpeg,
  source: Source,
  output: string,
  signal: AbortSignal,
): Promise<ClipFacts | undefined> {
  const format = formatForKling(source);
  if (format === undefined) return undefined;
  const heard = await listen(ffmpeg, source, signal);
  checkHeard(heard, source.kind, source.found);
  const { seconds } = heard;
  const fits = seconds >= MIN_KLING_SECONDS && seconds <= MAX_ENCODED_SECONDS;
  if (!fits || heard.hasErrors) return undefined;
  await copyFile(source.input, output);
  return { format, seconds, bytes: source.bytes };
}

/** The format in which Kling can take the file itself; strict, because a clip can always be encoded. */
function formatForKling({ bytes, kind, found }: Source): ClipFormat | undefined {
  const track = found?.sound;
  if (track === undefined || found?.picture !== undefined) return undefined;
  if (bytes > MAX_KLING_BYTES || track.channels > 2 || track.sampleRate > 48_000) return undefined;
  switch (`${found?.container} ${track.codec}`) {
    case 'MP3 mp3':
      return 'mp3';
    case 'WAVE pcm-s16':
      return 'wav';
    case 'ADTS aac':
      return 'aac';
    case 'MP4 aac':
      // Under another brand a reader that goes by the first bytes takes it for a video.
      return kind.family === 'sound' && kind.format === 'm4a' ? 'm4a' : undefined;
    default:
      return undefined;
  }
}

async function encode(
  ffmpeg: Ffmpeg,
  source: Source,
  output: string,
  signal: AbortSignal,
): Promise<ClipFacts> {
  const { kind, found } = source;
  if ((found?.sound?.seconds ?? 0) > LISTEN_SECONDS) {
    // Most likely too long: listening is quicker than encoding.
    checkHeard(await listen(ffmpeg, source, signal), kind, found);
  }
  const heard = await encodeTo(ffmpeg, source, output, LISTEN_SECONDS, signal);
  checkHeard(heard, kind, found);
  if (heard.seconds > MAX_ENCODED_SECONDS) {
    await encodeTo(ffmpeg, source, output, MAX_ENCODED_SECONDS, signal);
  }
  const seconds = Math.min(Math.max(heard.seconds, PADDED_SECONDS), MAX_ENCODED_SECONDS);
  return { format: 'mp3', seconds, bytes: (await stat(output)).size };
}

async function listen(ffmpeg: Ffmpeg, source: Source, signal: AbortSignal): Promise<Heard> {
  const args = [...reading(source), '-af', HEARING_FILTER, '-t', `${LISTEN_SECONDS}`];
  args.push('-f', 'null', '-');
  return heardIn((await ffmpeg.run({ ...task(source, signal), args })).log);
}

async function encodeTo(
  ffmpeg: Ffmpeg,
  source: Source,
  output: string,
  maxSeconds: number,
  signal: AbortSignal,
): Promise<Heard> {
  const filter = `${HEARING_FILTER},apad=whole_dur=${PADDED_SECONDS}`;
  const args = [...reading(source), '-af', filter, '-t', `${maxSeconds}`];
  args.push(...MP3, ...SAFE_SAMPLES, output);
  return heardIn((await ffmpeg.run({ ...task(source, signal), args, output })).log);
}

function reading({ input }: Source): string[] {
  return [...HEARING_LOG, '-format_whitelist', DEMUXERS, '-i', input, '-map', '0:a:0', '-vn'];
}

function task({ input }: Source, signal: AbortSignal) {
  return { inputs: [input], timeoutMs: LIMIT_SECONDS * 1_000, signal };
}

function toProblem(error: FfmpegError, kind: FileKind): Error {
  const options = { cause: error };
  if (error.code === 'ffmpeg/unavailable') return error;
  if (error.code === 'ffmpeg/timeout') {
    return new ProblemError({ code: 'clip/too-slow', limitSeconds: LIMIT_SECONDS }, options);
  }
  if (kind.family === 'unknown') {
    return new ProblemError({ code: 'clip/unsupported', found: kind.found }, options);
  }
  // ffmpeg writes this for the `-map` above.
  if (/matches no streams/.test(error.log)) {
    return new ProblemError({ code: 'clip/no-sound-track' }, options);
  }
  return new ProblemError({ code: 'clip/damaged' }, options);
}
