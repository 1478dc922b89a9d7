import { probeVideo } from '../support/video-probe.ts';

/** `tsx test/e2e/check-video.ts FILE SECONDS`: ends with 1 unless FILE is H.264 + AAC of that length. */
const [file, seconds] = process.argv.slice(2);
if (file === undefined || seconds === undefined) throw new Error('Give FILE and SECONDS');
const video = await probeVideo(file);
process.stdout.write(`${JSON.stringify(video)}\n`);
const isRight =
  video.videoCodec === 'avc' &&
  video.audioCodec === 'aac' &&
  Math.abs(video.seconds - Number(seconds)) <= 0.5;
process.exitCode = isRight ? 0 : 1;
