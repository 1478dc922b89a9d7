import { expect, it } from 'vitest';
import { createGate } from '../../src/media/gate.ts';
import { noSignal } from './temp-folder.ts';

/** Work that lasts until it is told to end. */
function openEnded() {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const work = (id: number) => () => {
    started.push(id);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  return { started, work, endNext: () => ends.shift()?.() };
}

it('lets only so many in at once, and the others in the order in which they came', async () => {
  const { started, work, endNext } = openEnded();
  const gate = createGate(2);
  const all = Promise.all([1, 2, 3, 4].map((id) => gate(work(id), noSignal())));
  await Promise.resolve();
  expect(started).toEqual([1, 2]);
  endNext();
  await expect.poll(() => started).toEqual([1, 2, 3]);
  endNext();
  await expect.poll(() => started).toEqual([1, 2, 3, 4]);
  endNext();
  endNext();
  await all;
});

it('forgets who was called off while waiting', async () => {
  const { started, work, endNext } = openEnded();
  const gate = createGate(1);
  const first = gate(work(1), noSignal());
  const impatient = new AbortController();
  const second = gate(work(2), impatient.signal);
  const third = gate(work(3), noSignal());
  impatient.abort('SIGTERM');
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  endNext();
  await first;
  await expect.poll(() => started).toEqual([1, 3]);
  endNext();
  await third;
});

it('gives a place back when the work in it fails', async () => {
  const gate = createGate(1);
  await expect(gate(() => Promise.reject(new Error('no')), noSignal())).rejects.toThrow('no');
  expect(await gate(async () => 'yes', noSignal())).toBe('yes');
});
