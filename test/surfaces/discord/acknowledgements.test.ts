import { expect, it } from 'vitest';
import { createFirstOfAll } from '../../../src/surfaces/discord/acknowledgements.ts';
import { createSteppedClock } from '../../support/stepped-clock.ts';

/** An answer of Discord that comes when the test says so. */
function answer() {
  const { promise, resolve } = withResolvers();
  return { acknowledge: () => promise, come: resolve };
}

function withResolvers() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

it('of two who ask at once nobody is worked for before both are heard', async () => {
  const clock = createSteppedClock();
  const firstOfAll = createFirstOfAll(clock);
  const [ada, ben] = [answer(), answer()];
  const worked: string[] = [];
  void firstOfAll(ada.acknowledge).then(() => worked.push('ada'));
  void firstOfAll(ben.acknowledge).then(() => worked.push('ben'));
  ada.come();
  await clock.advance(0);
  expect(worked).toEqual([]);
  ben.come();
  await clock.advance(0);
  expect(worked.sort()).toEqual(['ada', 'ben']);
});

it('an answer that does not come keeps the others for a while and no longer', async () => {
  const clock = createSteppedClock();
  const firstOfAll = createFirstOfAll(clock);
  const ada = answer();
  const worked: string[] = [];
  void firstOfAll(ada.acknowledge).then(() => worked.push('ada'));
  void firstOfAll(() => new Promise(() => undefined));
  ada.come();
  await clock.advance(2_499);
  expect(worked).toEqual([]);
  await clock.advance(1);
  expect(worked).toEqual(['ada']);
});

it('one whose acknowledgement fails hears why, and nobody waits for them', async () => {
  const clock = createSteppedClock();
  const firstOfAll = createFirstOfAll(clock);
  const refusal = firstOfAll(() => Promise.reject(new Error('too late')));
  await expect(refusal).rejects.toThrow('too late');
  await expect(firstOfAll(async () => 'heard')).resolves.toBe('heard');
});
