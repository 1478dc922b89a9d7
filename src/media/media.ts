import type { Clock } from '../clock.ts';
import type { Media } from '../jobs/contracts.ts';
import { prepareClip } from './clip.ts';
import { download } from './download.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { createGate } from './gate.ts';
import { preparePortrait } from './portrait.ts';
import { checkVideo } from './video.ts';
import { fitVideo } from './video-fit.ts';

/** Decoding pictures takes memory, and everything here takes whole cores. */
const WORKS_AT_ONCE = 2;
/** Fitting takes minutes; the other place stays free for requests that have just come in. */
const FITS_AT_ONCE = 1;
/** Five minutes of 1080p at a generous 12 Mbit/s. */
const MAX_VIDEO_BYTES = 450_000_000;
const VIDEO_TIMEOUT_MS = 10 * 60_000;

export function createMedia(deps: {
  readonly ffmpeg: Ffmpeg;
  /** `host:port` on a private network from which videos may come, over plain HTTP too. */
  readonly privateHosts?: ReadonlySet<string>;
  readonly clock?: Clock;
}): Media {
  const { ffmpeg, privateHosts, clock } = deps;
  const inWorkPlace = createGate(WORKS_AT_ONCE);
  const inFitPlace = createGate(FITS_AT_ONCE);

  return {
    preparePortrait: (input, output, signal) =>
      inWorkPlace(() => preparePortrait(input, output, signal), signal),

    prepareClip: (input, output, signal) =>
      inWorkPlace(() => prepareClip(ffmpeg, input, output, signal), signal),

    downloadVideo: (url, output, signal) =>
      download(url, {
        output,
        maxBytes: MAX_VIDEO_BYTES,
        timeoutMs: VIDEO_TIMEOUT_MS,
        // The hosts of Kling's files change, so none is listed; the link itself comes from Kling.
        allow: ({ protocol, host }) => protocol === 'https:' || privateHosts?.has(host) === true,
        signal,
        ...(privateHosts === undefined ? {} : { privateHosts }),
        ...(clock === undefined ? {} : { clock }),
      }),

    checkVideo: (file, clipSeconds, signal) =>
      inWorkPlace(() => checkVideo(ffmpeg, file, clipSeconds, signal), signal),

    fitVideo: (input, output, maxBytes, signal) =>
      inFitPlace(
        () => inWorkPlace(() => fitVideo(ffmpeg, input, output, maxBytes, signal), signal),
        signal,
      ),
  };
}
