import { expect, it } from 'vitest';
import { axisFor, medianMs } from '../../../src/surfaces/web/pages/ops/plot-scale.ts';

it.each([
  ['a tenth of a second', 0.1, 4, [0, 1]],
  ['a few seconds', 7, 4, [0, 2, 4, 6]],
  ['a minute and a half', 90, 4, [0, 30, 60, 90]],
  ['half an hour', 1_800, 4, [0, 600, 1_200, 1_800]],
  ['three days', 259_200, 2, [0, 172_800]],
])(
  'marks an axis that ends at %s in steps that people count in',
  (_what, greatest, most, ticks) => {
    const axis = axisFor(greatest, most);
    expect(axis.ticks).toEqual(ticks);
    expect(axis.end).toBeGreaterThan(greatest);
  },
);

it('finds the middle of the render times', () => {
  const renders = (...times: number[]) => times.map((renderMs) => ({ clipSeconds: 10, renderMs }));
  expect(medianMs(renders(9_000, 1_000, 2_000))).toBe(2_000);
  expect(medianMs(renders(4_000, 1_000, 2_000, 9_000))).toBe(3_000);
  expect(medianMs([])).toBeUndefined();
});
