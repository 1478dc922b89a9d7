import type { Problem } from '../../src/jobs/problem.ts';
import { FOREIGN_FILES, fixtureBytes, type HostileRecipe, noise } from './hostile-recipe.ts';
import { wav } from './wav.ts';

export async function hostileClips(): Promise<HostileRecipe[]> {
  return [
    ...(await foreign()),
    ...(await damaged()),
    ...wrongLength(),
    ...all('clip/silent', {
      'muted.wav': wav({ seconds: 3, loudness: 0 }),
      'whisper.wav': wav({ seconds: 3, loudness: 0.002 }),
    }),
    ...all('clip/no-sound-track', { 'mute.mp4': await fixtureBytes('mute.mp4') }),
    { name: 'empty.ogg', expect: 'clip/empty', bytes: Buffer.alloc(0) },
    {
      name: 'heavy.wav',
      expect: 'clip/too-heavy',
      bytes: wav({ seconds: 3 }),
      grownTo: 50 * 1024 ** 2 + 1,
    },
  ];
}

async function foreign(): Promise<HostileRecipe[]> {
  const files: Record<string, Buffer | string> = {
    ...FOREIGN_FILES,
    'playlist.m4a': '#EXTM3U\n#EXTINF:10,\nhttp://169.254.169.254/latest/meta-data/\n',
    'playlist.ogg': "ffconcat version 1.0\nfile 'http://127.0.0.1:22/'\n",
    'playlist.pls': '[playlist]\nFile1=http://127.0.0.1/\nNumberOfEntries=1\n',
    'photo.mp3': await fixtureBytes('picture.heic'),
    'photo.avif': await fixtureBytes('picture.avif'),
    'score.mid': Buffer.from('MThd\0\0\0\x06\0\x01\0\x01\0\x60', 'latin1'),
    'film.avi': Buffer.from('RIFF\x24\0\0\0AVI LIST\x10\0\0\0hdrl', 'latin1'),
    'film.wmv': Buffer.from('\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62', 'latin1'),
    'film.flv': Buffer.from('FLV\x01\x05\0\0\0\x09\0\0\0\0', 'latin1'),
  };
  return all('clip/unsupported', files);
}

async function damaged(): Promise<HostileRecipe[]> {
  const ogg = await fixtureBytes('discord-voice.ogg');
  const m4a = await fixtureBytes('iphone-memo.m4a');
  const webm = await fixtureBytes('recorder.webm');
  const flac = await fixtureBytes('voice.flac');
  const mp3 = await fixtureBytes('voice.mp3');
  return all('clip/damaged', {
    'magic-only.ogg': Buffer.from('OggS'),
    'headers-only.ogg': ogg.subarray(0, 120),
    'flipped.ogg': flipped(ogg, 200, 40),
    'frames-broken.m4a': flipped(m4a, 2_000, 7),
    'index-lost.m4a': m4a.subarray(0, Math.floor(m4a.length * 0.7)),
    'frames-lost.m4a': Buffer.concat([m4a.subarray(0, 48), m4a.subarray(-1_200)]),
    'brand-only.m4a': m4a.subarray(0, 28),
    'headers-only.webm': webm.subarray(0, 240),
    'header-only.flac': flac.subarray(0, 42),
    'tag-only.mp3': Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7f', 'latin1'),
    'tag-and-noise.mp3': Buffer.concat([mp3.subarray(0, 45), noise(20)]),
    'header-only.wav': wav({ seconds: 0 }),
    'no-rate.wav': patched(wav({ seconds: 3 }), 24, [0, 0, 0, 0]),
    'no-channels.wav': patched(wav({ seconds: 3 }), 22, [0, 0]),
    'magic-only.amr': Buffer.from('#!AMR\n'),
    'magic-only.caf': Buffer.from('caff\0\x01\0\0', 'latin1'),
    'magic-only.aiff': Buffer.from('FORM\0\0\0\x04AIFF', 'latin1'),
  });
}

function wrongLength(): HostileRecipe[] {
  return [
    ...all('clip/too-short', {
      'blip.wav': wav({ seconds: 0.01 }),
      'click.wav': wav({ seconds: 0.4 }),
      'lying-size.wav': wav({ seconds: 0.4, claimedBytes: 4_000_000_000 }),
    }),
    ...all('clip/too-long', {
      'lecture.wav': wav({ seconds: 2_400, sampleRate: 8_000, format: 'u8' }),
    }),
  ];
}

function all(expect: Problem['code'], files: Record<string, Buffer | string>): HostileRecipe[] {
  return Object.entries(files).map(([name, bytes]) => ({
    name,
    expect,
    bytes: Buffer.from(bytes),
  }));
}

/** Every `step`th byte after the headers is another one. */
function flipped(bytes: Buffer, from: number, step: number): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = from; at < copy.length; at += step) copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

function patched(bytes: Buffer, at: number, patch: number[]): Buffer {
  Buffer.from(patch).copy(bytes, at);
  return bytes;
}
