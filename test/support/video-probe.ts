import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';

export interface ProbedVideo {
  readonly seconds: number;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
  readonly width: number;
  readonly height: number;
}

/** What a player would find in a file: measured packet by packet, not read from a header. */
export async function probeVideo(file: string): Promise<ProbedVideo> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  try {
    const video = await input.getPrimaryVideoTrack();
    const audio = await input.getPrimaryAudioTrack();
    if (video === null || audio === null)
      throw new Error(`${file} lacks a video or an audio track`);
    return {
      seconds: Math.max(await video.computeDuration(), await audio.computeDuration()),
      videoCodec: video.codec,
      audioCodec: audio.codec,
      width: video.displayWidth,
      height: video.displayHeight,
    };
  } finally {
    input.dispose();
  }
}

export async function probeSeconds(sound: string): Promise<number> {
  const input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(sound) });
  try {
    return await input.computeDuration();
  } finally {
    input.dispose();
  }
}
