import { expect, it } from 'vitest';
import { toJobId } from '../../src/jobs/job.ts';
import { createLocalQueue } from '../../src/queue/local.ts';
import { createRecordedLog } from '../support/recorded-log.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';
import { queueContract } from './queue.contract.ts';

queueContract('local', ({ clock, slots }) =>
  createLocalQueue({ name: 'test', slots, clock, log: createRecordedLog() }),
);

it('tells the operator which step threw, and when it comes back', async () => {
  const clock = createSteppedClock();
  const log = createRecordedLog();
  const queue = createLocalQueue({ name: 'render', slots: 1, clock, log });
  queue.run(async () => {
    throw new Error('the disk is full');
  });
  await queue.add(toJobId('web-1'), { owner: 'ann' });
  await clock.advance(0);
  expect(log.lines).toMatchObject([
    { level: 'error', event: 'queue.step-threw', fields: { queue: 'render', jobId: 'web-1' } },
  ]);
  await queue.close(0);
});

it('keeps order among ten thousand without getting slow', async () => {
  const clock = createSteppedClock();
  const queue = createLocalQueue({ name: 'render', slots: 1, clock, log: createRecordedLog() });
  for (let index = 0; index < 10_000; index += 1) {
    await queue.add(toJobId(`web-${index}`), { owner: `person-${index % 100}` });
  }
  const served: string[] = [];
  queue.run(async (jobId) => {
    served.push(jobId);
    return { done: true };
  });
  await clock.advance(0);
  expect(served).toHaveLength(10_000);
  expect(served[0]).toBe('web-0');
  expect(served.at(-1)).toBe('web-9999');
});
