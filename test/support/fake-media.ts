import type { Media } from '../../src/jobs/contracts.ts';
import type { ClipFacts, PortraitFacts, VideoFacts } from '../../src/jobs/job.ts';

export interface FakeMedia extends Media {
  portrait: PortraitFacts;
  clip: ClipFacts;
  video: VideoFacts;
  /** What the smallest copy of a video needs; below it a video cannot be fitted. */
  leastFittedBytes: number;
  /** Asked before each piece of work; throws where the test wants trouble. */
  trouble: (work: keyof Media, subject: string) => void;
  /** Calls by their names, in order. */
  readonly calls: readonly string[];
  /** What a file holds that was lent or written here. */
  bytesOf(file: string): number;
}

/** Media work that only tells facts: no file is ever read or written. */
export function createFakeMedia(): FakeMedia {
  const calls: string[] = [];
  const fitted = new Map<string, number>();
  const begin = (work: keyof Media, subject: string) => {
    calls.push(work);
    media.trouble(work, subject);
  };
  const media: FakeMedia = {
    portrait: { width: 800, height: 1_000, bytes: 200_000 },
    clip: { format: 'mp3', seconds: 10, bytes: 160_000 },
    video: { seconds: 10, bytes: 4_000_000, width: 720, height: 900 },
    leastFittedBytes: 500_000,
    trouble: () => undefined,
    calls,
    bytesOf: (file) => fitted.get(file) ?? media.video.bytes,
    preparePortrait: async (input) => {
      begin('preparePortrait', input);
      return media.portrait;
    },
    prepareClip: async (input) => {
      begin('prepareClip', input);
      return media.clip;
    },
    downloadVideo: async (url) => begin('downloadVideo', url),
    checkVideo: async (file) => {
      begin('checkVideo', file);
      return media.video;
    },
    fitVideo: async (input, output, maxBytes) => {
      begin('fitVideo', input);
      if (maxBytes < media.leastFittedBytes) return undefined;
      const bytes = Math.min(maxBytes, media.video.bytes);
      fitted.set(output, bytes);
      return { ...media.video, bytes };
    },
  };
  return media;
}
