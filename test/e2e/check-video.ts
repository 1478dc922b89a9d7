import { probeSeconds, probeVideo } from '../support/video-probe.ts';

/** `node dist/test/e2e/check-video.js VIDEO CLIP`: ends with 1 unless VIDEO is H.264 + AAC as long as CLIP. */
const [file, clip] = process.argv.slice(2);
if (file === undefined || clip === undefined) throw new Error('Give VIDEO and CLIP');
const [video, clipSeconds] = [await probeVideo(file), await probeSeconds(clip)];
process.stdout.write(`${JSON.stringify({ ...video, clipSeconds })}\n`);
const isRight =
  video.videoCodec === 'avc' &&
  video.audioCodec === 'aac' &&
  Math.abs(video.seconds - clipSeconds) <= 0.5;
process.exitCode = isRight ? 0 : 1;
