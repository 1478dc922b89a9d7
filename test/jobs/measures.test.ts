import { expect, it } from 'vitest';
import {
  bytesText,
  dayText,
  durationText,
  lengthText,
  unitsText,
} from '../../src/jobs/measures.ts';

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [25_499, '25 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [1_000_000, '1.0 MB'],
  [10_485_760, '10.5 MB'],
])('%d bytes read as %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

it.each([
  [1.04, '1.0 s'],
  [7.42, '7.4 s'],
  [99.94, '99.9 s'],
  [100, '1 min 40 s'],
  [300, '5 min'],
])('a clip of %d s reads as %s', (seconds, text) => {
  expect(lengthText(seconds)).toBe(text);
});

it.each([
  [0, '0 s'],
  [59_499, '59 s'],
  [59_500, '1 min'],
  [200_000, '3 min 20 s'],
  [3_599_600, '1 h'],
  [7_500_000, '2 h 5 min'],
  [86_400_000, '24 h'],
])('a wait of %d ms reads as %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

it.each([
  [1, 0.14, '1 unit ($0.14)'],
  [2.4, 0.336, '2.4 units ($0.34)'],
  [0, 0, '0 units ($0.00)'],
])('%d units read with their price', (units, dollars, text) => {
  expect(unitsText(units, dollars)).toBe(text);
});

it('a day is that of UTC, up to its last moment', () => {
  expect(dayText(Date.UTC(2026, 11, 22))).toBe('2026-12-22');
  expect(dayText(Date.UTC(2026, 11, 23) - 1)).toBe('2026-12-22');
});
