import { describe, expect, it } from 'vitest';
import { english } from '../../src/jobs/english.ts';
import { toJobId } from '../../src/jobs/job.ts';
import { repliesIn } from '../../src/jobs/locales.ts';
import type { Problem } from '../../src/jobs/problem.ts';
import type { Phase } from '../../src/jobs/view.ts';
import { aJob, STATES } from '../support/a-job.ts';

type Code = Problem['code'];
type Facts<C extends Code> = Omit<Extract<Problem, { code: C }>, 'code'>;

/** Facts of every problem, and what its sentence must tell of them; a new code fails to compile. */
const PROBLEMS: {
  readonly [C in Code]: { readonly facts: Facts<C>; readonly tells: readonly string[] };
} = {
  'portrait/empty': { facts: {}, tells: ['picture', '0 bytes'] },
  'portrait/unsupported': { facts: { found: 'a PDF' }, tells: ['picture', 'a PDF', 'JPEG'] },
  'portrait/damaged': { facts: {}, tells: ['picture', 'damaged'] },
  'portrait/too-heavy': {
    facts: { bytes: 31_000_000, maxBytes: 25_000_000 },
    tells: ['picture', '31.0 MB', '25.0 MB'],
  },
  'portrait/too-many-pixels': {
    facts: { width: 20_001, height: 10_003, maxPixels: 100_000_000 },
    tells: ['picture', '20001', '10003', '100 megapixels'],
  },
  'portrait/too-small': {
    facts: { width: 299, height: 311, minSide: 300 },
    tells: ['picture', '299', '311', '300'],
  },
  'portrait/too-narrow': {
    facts: { width: 400, height: 1_600, maxRatio: 2.5 },
    tells: ['picture', '400', '1600', '4.0 : 1', '2.5 : 1'],
  },
  'portrait/too-slow': { facts: { limitSeconds: 17 }, tells: ['picture', '17 s'] },
  'clip/empty': { facts: {}, tells: ['voice', '0 bytes'] },
  'clip/unsupported': { facts: { found: 'a text' }, tells: ['voice', 'a text', 'MP3'] },
  'clip/damaged': { facts: {}, tells: ['voice', 'damaged'] },
  'clip/no-sound-track': { facts: {}, tells: ['voice', 'sound'] },
  'clip/silent': { facts: { peakDb: -71.4, minPeakDb: -50 }, tells: ['voice', '-71 dB', '-50 dB'] },
  'clip/too-heavy': {
    facts: { bytes: 61_000_000, maxBytes: 60_000_000 },
    tells: ['voice', '61.0 MB', '60.0 MB'],
  },
  'clip/too-short': { facts: { seconds: 1.2, minSeconds: 2 }, tells: ['voice', '1.2 s', '2.0 s'] },
  'clip/too-long': {
    facts: { seconds: 301, maxSeconds: 300 },
    tells: ['voice', '5 min 1 s', '5 min'],
  },
  'clip/too-slow': { facts: { limitSeconds: 93 }, tells: ['voice', '93 s'] },
  'source/missing': { facts: { part: 'portrait' }, tells: ['picture', 'attach'] },
  'source/unreachable': { facts: {}, tells: ['attach'] },
  'source/not-allowed': { facts: { part: 'clip' }, tells: ['voice clip', 'attach'] },
  'prompt/too-long': {
    facts: { characters: 2_501, maxCharacters: 2_500 },
    tells: ['prompt', '2501', '2500'],
  },
  'limit/open-jobs': { facts: { open: 21, maxOpen: 20 }, tells: ['21 jobs', '20'] },
  'limit/person-units': {
    facts: { units: 4, leftUnits: 1.2, maxUnits: 600, freeAt: Date.UTC(2026, 10, 23) },
    tells: ['4 units ($0.56)', '1.2', '600', '00:00 UTC'],
  },
  'limit/total-units': {
    facts: { units: 4, leftUnits: 1.2, maxUnits: 6_000, freeAt: Date.UTC(2026, 10, 23) },
    tells: ['4 units ($0.56)', '1.2', '6000', '00:00 UTC'],
  },
  'maker/content-refused': { facts: {}, tells: ['content check'] },
  'maker/input-refused': { facts: { reason: 'bad value' }, tells: ['Kling refused'] },
  'maker/render-failed': { facts: { reason: 'oops' }, tells: ['could not make'] },
  'maker/account': { facts: { advice: 'Top it up.' }, tells: ['Top it up.'] },
  'maker/no-answer': { facts: { hours: 24 }, tells: ['24 hours'] },
  'maker/never-ended': { facts: { hours: 24 }, tells: ['24 hours'] },
  'video/unusable': { facts: { why: 'it has no sound' }, tells: ['it has no sound'] },
  'video/too-large': {
    facts: { bytes: 31_000_000, maxBytes: 10_000_000 },
    tells: ['31.0 MB', '10.0 MB'],
  },
  internal: { facts: { errorCode: 'blob/missing' }, tells: ['blob/missing'] },
};

const problems = Object.entries(PROBLEMS).map(([code, { facts, tells }]) => ({
  code,
  tells,
  problem: { code, ...facts } as Problem,
}));

const isPlainSentence = (text: string): void => {
  expect(text).toMatch(/^[A-Z].*[.)]$/s);
  expect(text).not.toMatch(/undefined|NaN|Infinity|null|\[object|[{}<>`*_]/);
};

describe('what a person reads', () => {
  it.each(problems)('of $code is a plain sentence with the measured values', (row) => {
    const text = english.problem(row.problem);
    isPlainSentence(text);
    for (const told of row.tells) expect(text).toContain(told);
  });

  it('of what the vendor said is never the vendor itself', () => {
    const reason = 'Error at line 3: risk_control_failed {"request_id":"x"}';
    expect(english.problem({ code: 'maker/input-refused', reason })).not.toContain('request_id');
    expect(english.problem({ code: 'maker/render-failed', reason })).not.toContain('request_id');
  });

  it('of a limit of one job is in the singular', () => {
    const text = english.problem({ code: 'limit/open-jobs', open: 1, maxOpen: 1 });
    expect(text).toContain('1 job running');
  });

  it('never reads as if a broken limit were kept', () => {
    const short = english.problem({ code: 'clip/too-short', seconds: 1.98, minSeconds: 2 });
    const long = english.problem({ code: 'clip/too-long', seconds: 300.2, maxSeconds: 300 });
    expect(short).toContain('1.9 s long');
    expect(long).toContain('5 min 1 s long');
  });

  it('names the missing part', () => {
    expect(english.problem({ code: 'source/missing', part: 'clip' })).toContain('voice clip');
    expect(english.problem({ code: 'source/not-allowed', part: 'portrait' })).toContain('picture');
  });

  it.each(problems)('of a job that ended with $code names the job', ({ problem }) => {
    const text = english.outcome(aJob('web-77'), { kind: 'problem', problem });
    expect(text).toContain('web-77');
  });

  it('of a video says how long it is, how long it took and what it cost', () => {
    const { outcome } = STATES.delivering;
    const text = english.outcome(aJob('web-77', 'delivering'), outcome);
    isPlainSentence(text);
    for (const told of ['10.0 s', '20 s', '4 units ($0.56)', 'web-77']) {
      expect(text).toContain(told);
    }
  });

  it('of a cancelled job says whether something was paid', () => {
    const job = aJob('web-77', 'rendering');
    const free = english.outcome(job, { kind: 'cancelled', charged: false });
    const charged = english.outcome(job, { kind: 'cancelled', charged: true });
    expect(free).toContain('Nothing was paid');
    expect(charged).toContain('4 units ($0.56) are spent');
  });

  it('of a video that does not fit says both sizes', () => {
    const job = aJob('web-77', 'delivering');
    const fitted = english.fitted(job, 31_000_000, 9_900_000);
    const refused = english.tooLarge(job, 31_000_000, 10_000_000);
    for (const text of [fitted, refused]) isPlainSentence(text);
    expect(fitted).toMatch(/31\.0 MB.*9\.9 MB/);
    expect(refused).toMatch(/31\.0 MB.*10\.0 MB/);
  });

  it('of every other word is a plain sentence too', () => {
    const id = toJobId('web-77');
    const texts = [
      english.accepted(id, 'pro'),
      english.accepted(id, 'std'),
      english.acceptedBefore(id),
      english.noJobs(),
      english.unknownJob('web-99'),
      english.notYours(id),
      english.cancelled(id),
      english.cancelledTooLateToSave(id, 4),
      english.alreadyEnded(id),
      english.notEnded(id),
      english.nothingToCancel(),
      english.nothingToRetry(),
      english.help(),
    ];
    for (const text of texts) isPlainSentence(text);
  });

  it('is English where there is nothing better', () => {
    expect(repliesIn('de-AT')).toBe(english);
  });
});

describe('the progress of a job', () => {
  const phases: Record<Phase, RegExp> = {
    preparing: /^Checking .*\(1 min 5 s\)$/,
    queued: /^Waiting .*\(1 min 5 s\)$/,
    submitting: /^Sending .*\(1 min 5 s\)$/,
    rendering: /^Kling is rendering \(1 min 5 s\)$/,
    fetching: /^Fetching .*\(1 min 5 s\)$/,
    delivering: /^Posting .*\(1 min 5 s\)$/,
    done: /^Done in 1 min 5 s$/,
  };

  it.each(Object.entries(phases))('while %s tells the time', (phase, shape) => {
    const view = { phase: phase as Phase, elapsedMs: 65_000, overdue: false };
    expect(english.progress(view)).toMatch(shape);
  });

  it('tells the place in the line', () => {
    const view = { phase: 'queued', position: 3, elapsedMs: 1_000, overdue: false } as const;
    expect(english.progress(view)).toContain('number 3 in line');
  });

  it('tells how long a render usually takes, and when one takes far too long', () => {
    const view = { phase: 'rendering', elapsedMs: 1_000, expectedMs: 90_000 } as const;
    expect(english.progress({ ...view, overdue: false })).toContain('usually 1 min 30 s');
    expect(english.progress({ ...view, overdue: true })).toContain('much longer');
  });
});

describe('one line about a job', () => {
  const view = { phase: 'done', elapsedMs: 1_000, overdue: false } as const;

  it('says what a running one does', () => {
    const line = english.summary(aJob('web-77', 'queued'), { ...view, phase: 'queued' });
    expect(line).toMatch(/^web-77: Waiting/);
  });

  it('says what a finished one brought', () => {
    expect(english.summary(aJob('web-77', 'done'), view)).toBe(
      'web-77: video of 10.0 s, 4 units ($0.56)',
    );
  });

  it('says why one could not be posted', () => {
    const delivery = { kind: 'undeliverable', why: 'the thread is gone' } as const;
    const job = aJob('web-77', 'done', { state: { ...STATES.done, delivery } });
    expect(english.summary(job, view)).toContain('could not be posted: the thread is gone');
  });
});
