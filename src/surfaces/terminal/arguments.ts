import { parseArgs } from 'node:util';
import { AppError, messageOf } from '../../errors.ts';
import type { Mode } from '../../jobs/job.ts';

export const USAGE = `Usage: npm run avatar -- [--image FILE --voice FILE] [options]

Makes a talking-avatar video from a picture and a voice clip. Without --image and --voice
it uses the samples of this repository.

  --image FILE    a picture of a face: JPEG, PNG, WebP, GIF, HEIC, AVIF or TIFF
  --voice FILE    1 s to 5 min of voice: MP3, WAV, M4A, AAC, OGG, FLAC, WebM, or a video
  --prompt TEXT   how to move, which mood
  --mode MODE     std (720p, the default) or pro (1080p, twice the price)
  --out FILE      where the video goes (default: avatar-<time>.mp4 in this folder)
  --resume        finish what was interrupted
  --json          one JSON object a line, for scripts
  --help          this text
`;

export type AvatarArguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'resume'; readonly json: boolean }
  | {
      readonly kind: 'make';
      readonly json: boolean;
      /** Absent together: the samples. */
      readonly files: { readonly image: string; readonly voice: string } | undefined;
      readonly prompt: string | undefined;
      readonly mode: Mode;
      readonly out: string | undefined;
    };

/** @throws AppError `usage/wrong` with one line about what is wrong */
export function readArguments(args: readonly string[]): AvatarArguments {
  const values = parse(args);
  if (values.help === true) return { kind: 'help' };
  const json = values.json === true;
  const { image, voice, prompt, out, mode = 'std' } = values;
  if (values.resume === true) {
    if ([image, voice, prompt, out, values.mode].some((value) => value !== undefined)) {
      throw wrong(
        '--resume finishes what was asked for before; it takes no other option but --json',
      );
    }
    return { kind: 'resume', json };
  }
  if ((image === undefined) !== (voice === undefined)) {
    throw wrong('give both --image and --voice, or neither for the samples');
  }
  if (mode !== 'std' && mode !== 'pro') throw wrong(`--mode is std or pro, not ${mode}`);
  if ([image, voice, out].includes('')) throw wrong('a file name is empty');
  const files = image === undefined || voice === undefined ? undefined : { image, voice };
  return { kind: 'make', json, files, prompt, mode, out };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        image: { type: 'string' },
        voice: { type: 'string' },
        prompt: { type: 'string' },
        mode: { type: 'string' },
        out: { type: 'string' },
        resume: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    // Node's first sentence names the option; the rest explains its own syntax.
    throw wrong(messageOf(cause).split(/\.\s/)[0] ?? 'the options are not understood', cause);
  }
}

function wrong(message: string, cause?: unknown): AppError {
  return new AppError('usage/wrong', message, { cause });
}
