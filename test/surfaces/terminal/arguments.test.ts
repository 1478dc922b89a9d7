import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../src/surfaces/terminal/arguments.ts';

describe('the options of npm run avatar', () => {
  it('make the samples talk when there are none', () => {
    expect(readArguments([])).toEqual({
      kind: 'make',
      json: false,
      files: undefined,
      prompt: undefined,
      mode: 'std',
      out: undefined,
    });
  });

  it('name a picture, a clip and everything about the video', () => {
    const args = ['--image', 'a.heic', '--voice', 'b.ogg', '--prompt', 'smile', '--mode', 'pro'];
    expect(readArguments([...args, '--out', 'c.mp4', '--json'])).toEqual({
      kind: 'make',
      json: true,
      files: { image: 'a.heic', voice: 'b.ogg' },
      prompt: 'smile',
      mode: 'pro',
      out: 'c.mp4',
    });
  });

  it('ask for help whatever else is said', () => {
    expect(readArguments(['--help', '--mode', 'gold'])).toEqual({ kind: 'help' });
  });

  it('resume, also for scripts', () => {
    expect(readArguments(['--resume', '--json'])).toEqual({ kind: 'resume', json: true });
  });

  it.each([
    [['--image', 'a.png'], 'give both --image and --voice'],
    [['--voice', 'a.mp3'], 'give both --image and --voice'],
    [['--mode', 'gold'], '--mode is std or pro, not gold'],
    [['--resume', '--out', 'x.mp4'], 'it takes no other option'],
    [['--resume', '--mode', 'pro'], 'it takes no other option'],
    [['--picture', 'a.png'], "Unknown option '--picture'"],
    [['a.png'], "Unexpected argument 'a.png'"],
    [['--image'], '--image'],
    [['--out', ''], 'a file name is empty'],
  ])('are refused in one line: %j', (args, told) => {
    expect(() => readArguments(args)).toThrow(told);
  });
});
