import { describe, expect, it } from 'vitest';
import type { TaskView } from '../../src/jobs/contracts.ts';
import { watchAnswering } from '../../src/kling/answering.ts';
import { timeLimitError } from '../../src/kling/errors.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';

/** A maker that counts the questions. */
function aMaker(answer: (signal: AbortSignal) => Promise<TaskView[]> = async () => []) {
  const maker = {
    asked: 0,
    list: (_page: number, _size: number, signal: AbortSignal) => {
      maker.asked += 1;
      return answer(signal);
    },
  };
  return maker;
}

describe('whether Kling answers', () => {
  it('is known from the work that goes on, without a question', async () => {
    const clock = createSteppedClock();
    const answering = watchAnswering(clock);
    const maker = aMaker();
    answering.onExchange({ call: 'list', ms: 80, httpStatus: 200, code: 0 });
    await clock.advance(7_000);
    expect(await answering.check(maker)).toEqual({ ok: true, detail: 'answers' });
    expect(maker.asked).toBe(0);
  });

  it('is asked where nothing was heard for long, once for all who want to know', async () => {
    const clock = createSteppedClock();
    const answering = watchAnswering(clock);
    const maker = aMaker(async () => {
      answering.onExchange({ call: 'list', ms: 80, httpStatus: 200, code: 0 });
      return [];
    });
    const checks = await Promise.all([answering.check(maker), answering.check(maker)]);
    expect(checks.map(({ ok }) => ok)).toEqual([true, true]);
    await clock.advance(29_000);
    await answering.check(maker);
    expect(maker.asked).toBe(1);
    await clock.advance(2_000);
    await answering.check(maker);
    expect(maker.asked).toBe(2);
  });

  it('is no where it does not answer in time, whoever waits', async () => {
    const clock = createSteppedClock();
    const answering = watchAnswering(clock);
    const maker = aMaker(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    );
    const check = answering.check(maker);
    await clock.advance(3_000);
    expect(await check).toMatchObject({ ok: false, detail: 'no answer within 3000 ms' });
  });

  it('is no where the question fails, by the name of the failure and nothing secret', async () => {
    const answering = watchAnswering(createSteppedClock());
    const maker = aMaker(async () => {
      throw timeLimitError(20_000);
    });
    expect(await answering.check(maker)).toEqual({ ok: false, detail: 'kling/timeout' });
  });

  it.each([
    [{ httpStatus: 401, code: 1002 }, 'does not take the key'],
    [{ httpStatus: 503 }, 'answers 503'],
    [{ problem: 'kling/unreachable' }, 'kling/unreachable'],
  ])('is no after %j', async (facts, detail) => {
    const answering = watchAnswering(createSteppedClock());
    answering.onExchange({ call: 'create', ms: 10, ...facts });
    expect(await answering.check(aMaker())).toEqual({ ok: false, detail });
  });

  it('is yes where Kling refuses a request: it is there', async () => {
    const answering = watchAnswering(createSteppedClock());
    answering.onExchange({ call: 'create', ms: 10, httpStatus: 429, code: 1303 });
    expect(await answering.check(aMaker())).toMatchObject({ ok: true });
  });

  it('is not judged by a request that we have broken off', async () => {
    const answering = watchAnswering(createSteppedClock());
    answering.onExchange({ call: 'list', ms: 10, httpStatus: 200, code: 0 });
    answering.onExchange({ call: 'list', ms: 10, problem: 'aborted' });
    expect(await answering.check(aMaker())).toMatchObject({ ok: true });
  });

  it('is asked anew where the clock was put back', async () => {
    const clock = createManualClock();
    const answering = watchAnswering(clock);
    const maker = aMaker();
    answering.onExchange({ call: 'list', ms: 80, httpStatus: 200, code: 0 });
    clock.advance(-3_600_000);
    await answering.check(maker);
    expect(maker.asked).toBe(1);
  });
});
