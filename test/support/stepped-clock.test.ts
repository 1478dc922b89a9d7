import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createSteppedClock } from './stepped-clock.ts';

it('wakes sleepers in the order of their times, and those they put to sleep in between', async () => {
  const clock = createSteppedClock(0);
  const woken: string[] = [];
  const note = (name: string) => () => woken.push(`${name} at ${clock.now()}`);
  void clock.sleep(30).then(note('late'));
  void clock
    .sleep(10)
    .then(note('early'))
    .then(() => clock.sleep(10))
    .then(note('nested'));
  await clock.advance(30);
  expect(woken).toEqual(['early at 10', 'nested at 20', 'late at 30']);
});

it('wakes nobody before their time', async () => {
  const clock = createSteppedClock(0);
  let woken = false;
  void clock.sleep(10).then(() => {
    woken = true;
  });
  await clock.advance(9);
  expect(woken).toBe(false);
  expect(clock.sleepers()).toBe(1);
});

it('lets work on files finish before time goes on', async () => {
  const clock = createSteppedClock(0);
  const seen: number[] = [];
  void clock.sleep(10).then(async () => {
    for (let read = 0; read < 3; read += 1) await readFile(fileURLToPath(import.meta.url));
    seen.push(clock.now());
  });
  void clock.sleep(11).then(() => seen.push(clock.now()));
  await clock.advance(20);
  expect(seen).toEqual([10, 11]);
});

it('lets a sleep be called off, and leaves nothing behind', async () => {
  const clock = createSteppedClock(0);
  const stop = new AbortController();
  const sleeping = clock.sleep(10, stop.signal);
  stop.abort();
  await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
  await expect(clock.sleep(10, stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect(clock.sleepers()).toBe(0);
});

it('stops at the moment in which something comes about, and says when it does not', async () => {
  const clock = createSteppedClock(0);
  let done = false;
  void clock.sleep(40).then(() => {
    done = true;
  });
  void clock.sleep(90);
  await clock.advanceUntil(() => done);
  expect(clock.now()).toBe(40);
  await expect(clock.advanceUntil(() => false, 1_000)).rejects.toThrow('1000 ms');
});
