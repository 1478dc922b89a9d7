import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { ProgressView } from '../../../src/jobs/view.ts';
import { createScreen, type Screen } from '../../../src/surfaces/terminal/screen.ts';
import { aJob } from '../../support/a-job.ts';

interface Shown {
  readonly screen: Screen;
  readonly out: () => string;
  readonly err: () => string;
}

function show(kind: 'terminal' | 'pipe' | 'json'): Shown {
  const stdout = Object.assign(new PassThrough(), { isTTY: kind === 'terminal', columns: 100 });
  const stderr = new PassThrough();
  const read = (stream: PassThrough) => {
    const chunks: string[] = [];
    stream.on('data', (bytes: Buffer) => chunks.push(bytes.toString()));
    return () => chunks.join('');
  };
  const [out, err] = [read(stdout), read(stderr)];
  return { screen: createScreen(kind === 'json', stdout, stderr), out, err };
}

const rendering = (elapsedMs: number, fraction: number): ProgressView => ({
  ...{ phase: 'rendering', elapsedMs, expectedMs: 20_000, fraction, overdue: false },
});

describe('the thread on a terminal', () => {
  it('draws a bar that grows with the rendering', async () => {
    const { screen, out } = show('terminal');
    screen.progress(aJob('terminal-1', 'rendering'), rendering(5_000, 0.25));
    screen.progress(aJob('terminal-1', 'rendering'), rendering(10_000, 0.75));
    await new Promise(setImmediate);
    const bars = out().match(/█+/g) ?? [];
    expect(bars[1]?.length).toBeGreaterThan(bars[0]?.length ?? 99);
    expect(out()).toContain('Kling is rendering, usually 20 s (5 s)');
  });

  it('ends with the path and the facts of the video', async () => {
    const { screen, out } = show('terminal');
    screen.delivered(
      aJob('terminal-1', 'rendering'),
      '/home/me/talk.mp4',
      '5.0 s, 480 × 600, 412 kB, in 9 s',
    );
    await new Promise(setImmediate);
    expect(out()).toContain('/home/me/talk.mp4');
    expect(out()).toContain('5.0 s, 480 × 600, 412 kB, in 9 s');
  });
});

describe('the thread in a pipe', () => {
  it('has one line when the files are refused, and that on stderr', async () => {
    const { screen, out, err } = show('pipe');
    screen.progress(aJob('terminal-1', 'rendering'), {
      phase: 'preparing',
      elapsedMs: 100,
      overdue: false,
    });
    screen.failed('clip/empty', 'The voice file is empty (0 bytes).');
    await new Promise(setImmediate);
    expect(out()).toBe('');
    expect(err()).toBe('The voice file is empty (0 bytes).\n');
  });

  it('has no control characters, and a line every ten seconds of rendering', async () => {
    const { screen, out } = show('pipe');
    for (let ms = 0; ms <= 21_000; ms += 250)
      screen.progress(aJob('terminal-1', 'rendering'), rendering(ms, ms / 40_000));
    await new Promise(setImmediate);
    const lines = out().trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(out()).not.toContain('\u001b');
  });

  it('tells of a wait in line only when it lasts', async () => {
    const { screen, out } = show('pipe');
    const queued = (elapsedMs: number): ProgressView => ({
      ...{ phase: 'queued', position: 3, elapsedMs, overdue: false },
    });
    screen.progress(aJob('terminal-1', 'rendering'), queued(0));
    screen.progress(aJob('terminal-1', 'rendering'), queued(1_900));
    await new Promise(setImmediate);
    expect(out()).toBe('');
    screen.progress(aJob('terminal-1', 'rendering'), queued(2_100));
    await new Promise(setImmediate);
    expect(out()).toContain('number 3 in line');
  });
});

describe('the thread for scripts', () => {
  it('is one JSON object a line, with the code of a failure', async () => {
    const { screen, out, err } = show('json');
    screen.say('A note.');
    screen.progress(aJob('terminal-1', 'rendering'), rendering(1_000, 0.1));
    screen.failed(
      'clip/empty',
      'The voice file is empty (0 bytes).',
      aJob('terminal-1', 'rendering'),
    );
    await new Promise(setImmediate);
    const events = out()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events).toMatchObject([
      { event: 'note', text: 'A note.' },
      { event: 'progress', phase: 'rendering', fraction: 0.1 },
      { event: 'failed', code: 'clip/empty', job: aJob('terminal-1', 'rendering').id },
    ]);
    expect(err()).toBe('');
  });
});
