import { expect, it } from 'vitest';
import { kindOf, readFileKind } from '../../src/media/file-kind.ts';
import { fixture } from './temp-folder.ts';

it.each([
  ['discord-voice.ogg', 'sound', 'ogg'],
  ['iphone-memo.m4a', 'sound', 'm4a'],
  ['slack-clip.mp4', 'video', 'mp4'],
  ['phone-video.mov', 'video', 'mov'],
  ['recorder.webm', 'video', 'webm'],
  ['voice.mp3', 'sound', 'mp3'],
  ['voice.aac', 'sound', 'aac'],
  ['voice.flac', 'sound', 'flac'],
  ['voice.aiff', 'sound', 'aiff'],
  ['imessage.caf', 'sound', 'caf'],
  ['picture.heic', 'picture', 'heic'],
  ['picture.avif', 'picture', 'avif'],
])('%s is a %s of the format %s', async (name, family, format) => {
  expect(await readFileKind(fixture(name))).toMatchObject({ family, format });
});

it.each([
  ['\xff\xfb\x90\x64', 'sound'],
  ['\xff\xf1\x50\x80', 'sound'],
  ['\xff\xfe\x01\x02\0\0', 'unknown'],
  ['<svg xmlns="http://www.w3.org/2000/svg">', 'other'],
  ['', 'unknown'],
])('the bytes %j are %s', (start, family) => {
  expect(kindOf(Buffer.from(start, 'latin1')).family).toBe(family);
});

it('tells a text in any alphabet from bytes without meaning', () => {
  const words = 'Здравствуйте! こんにちは، مرحبا 👋 '.repeat(300);
  expect(kindOf(Buffer.from(words).subarray(0, 4_096)).found).toBe('a text file');
});
