import { expect, it } from 'vitest';
import { checkHeard } from '../../src/media/clip-rules.ts';
import type { FileKind } from '../../src/media/file-kind.ts';
import type { Heard } from '../../src/media/hearing.ts';

const SOUND: FileKind = { family: 'sound', format: 'ogg', found: 'a sound file' };
const UNKNOWN: FileKind = { family: 'unknown', found: 'a file of an unknown kind' };
const FINE: Heard = { seconds: 5, peakDb: -3, hasErrors: false, headerSeconds: undefined };

function promising(seconds: number) {
  const sound = { codec: 'opus', seconds, channels: 1, sampleRate: 48_000 };
  return { container: 'Ogg', sound, picture: undefined };
}

it.each([
  ['the shortest', { seconds: 1 }, undefined],
  ['the longest', { seconds: 300 }, 300],
  ['less than a second too much', { seconds: 300.9 }, 300.9],
  ['quiet speech', { peakDb: -50 }, 5],
  ['half of what was promised', { seconds: 5 }, 10],
])('%s is fine', (_, heard, promised) => {
  const found = promised === undefined ? undefined : promising(promised);
  expect(() => checkHeard({ ...FINE, ...heard }, SOUND, found)).not.toThrow();
});

it.each([
  ['nothing', { seconds: 0 }, 5, { code: 'clip/damaged' }],
  ['less than half', { seconds: 4.9 }, 10, { code: 'clip/damaged' }],
  ['a tenth of a long one', { seconds: 30 }, 3_000, { code: 'clip/damaged' }],
  ['a click', { seconds: 0.9 }, 0.9, { code: 'clip/too-short', seconds: 0.9, minSeconds: 1 }],
  ['a bit too much', { seconds: 301 }, 301.2, { code: 'clip/too-long', seconds: 301.2 }],
  ['a lecture', { seconds: 301 }, 2_400, { code: 'clip/too-long', seconds: 2_400 }],
  ['a lecture', { seconds: 301, headerSeconds: 900 }, undefined, { seconds: 900 }],
  ['silence', { peakDb: -50.1 }, 5, { code: 'clip/silent', peakDb: -50.1, minPeakDb: -50 }],
])('%s is refused with what was measured', (_, heard, promised, problem) => {
  const found = promised === undefined ? undefined : promising(promised);
  expect(() => checkHeard({ ...FINE, ...heard }, SOUND, found)).toThrow(
    expect.objectContaining({ problem: expect.objectContaining(problem) }),
  );
});

it('takes a moment of sound in a file of an unknown kind for chance', () => {
  expect(() => checkHeard({ ...FINE, seconds: 0.05 }, UNKNOWN, undefined)).toThrow(
    expect.objectContaining({ problem: { code: 'clip/unsupported', found: UNKNOWN.found } }),
  );
});
