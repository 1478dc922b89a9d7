import { setTimeout as wait } from 'node:timers/promises';
import {
  ADTS,
  FilePathSource,
  FLAC,
  Input,
  type InputAudioTrack,
  type InputTrack,
  type InputVideoTrack,
  MATROSKA,
  MP3,
  MP4,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';

interface SoundTrack {
  /** Absent for a codec that mediabunny has no name for. */
  readonly codec: string | undefined;
  /** By the times of the packets, which lie less often than headers do. */
  readonly seconds: number | undefined;
  readonly channels: number;
  readonly sampleRate: number;
}

interface PictureTrack {
  readonly codec: string | undefined;
  readonly seconds: number | undefined;
  readonly width: number;
  readonly height: number;
}

export interface Probe {
  readonly container: string;
  readonly sound: SoundTrack | undefined;
  readonly picture: PictureTrack | undefined;
}

/** Without HLS, which is in mediabunny's own list: a playlist could name any file of this machine. */
const FORMATS = [MP4, QTFF, MATROSKA, WEBM, OGG, WAVE, MP3, ADTS, FLAC];
/** Normal files take 20 to 700 ms; reading all packets of a day of FLAC took 10 s. */
const PROBE_LIMIT_MS = 5_000;
const COUNT_LIMIT_MS = 2_000;

/**
 * Names container and tracks of a file by reading its structure; nothing is decoded here. Undefined
 * when it cannot be read, which is no verdict: ffmpeg can read some that mediabunny cannot.
 */
export async function probe(file: string): Promise<Probe | undefined> {
  const input = new Input({ formats: FORMATS, source: new FilePathSource(file) });
  try {
    return await within(PROBE_LIMIT_MS, readTracks(input));
  } catch {
    return undefined;
  } finally {
    // Closes the file, and stops a reader that was too slow.
    input.dispose();
  }
}

async function readTracks(input: Input): Promise<Probe> {
  const container = (await input.getFormat()).name;
  const sound = await input.getPrimaryAudioTrack();
  const picture = await input.getPrimaryVideoTrack();
  return {
    container,
    sound: sound === null ? undefined : await readSound(sound),
    picture: picture === null ? undefined : await readPicture(picture),
  };
}

async function readSound(track: InputAudioTrack): Promise<SoundTrack> {
  return {
    codec: (await track.getCodec()) ?? undefined,
    seconds: await readSeconds(track),
    channels: await track.getNumberOfChannels(),
    sampleRate: await track.getSampleRate(),
  };
}

async function readPicture(track: InputVideoTrack): Promise<PictureTrack> {
  return {
    codec: (await track.getCodec()) ?? undefined,
    seconds: await readSeconds(track),
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
  };
}

async function readSeconds(track: InputTrack): Promise<number | undefined> {
  const end = await within(COUNT_LIMIT_MS, track.computeDuration());
  if (end === undefined) return (await track.getDurationFromMetadata()) ?? undefined;
  // The piece of a live recording goes on counting from where the recording began.
  return end - Math.max(0, await track.getFirstTimestamp());
}

/** Undefined when it takes longer. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  const done = new AbortController();
  try {
    return await Promise.race([work, wait(limitMs, undefined, { signal: done.signal })]);
  } finally {
    done.abort();
  }
}
