import { expect, it } from 'vitest';
import { english } from '../../src/jobs/english.ts';
import { viewOf } from '../../src/jobs/view.ts';
import { aJob, NOON } from '../support/a-job.ts';

it('says that Kling does not answer once an order has waited for longer than it should', () => {
  const job = aJob('web-1', 'submitting');
  const at = (ms: number) => english.progress(viewOf(job, NOON + ms, undefined, undefined));
  expect(at(15_000)).toBe('Sending it to Kling (15 s)');
  expect(at(15_001)).toBe('Kling does not answer; still trying (15 s)');
});
