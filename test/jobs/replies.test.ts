import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { chinese } from '../../src/jobs/chinese.ts';
import { english } from '../../src/jobs/english.ts';
import { japanese } from '../../src/jobs/japanese.ts';
import { type Outcome, toJobId } from '../../src/jobs/job.ts';
import { languageOf, repliesIn } from '../../src/jobs/locales.ts';
import type { Problem } from '../../src/jobs/problem.ts';
import type { KeptVideo, Replies } from '../../src/jobs/replies.ts';
import { spanish } from '../../src/jobs/spanish.ts';
import type { Phase, ProgressView } from '../../src/jobs/view.ts';
import { aJob, NOON, STATES } from '../support/a-job.ts';

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
  'source/hidden': { facts: { part: 'clip' }, tells: ['voice clip', 'deleted', 'attach'] },
  'source/no-permission': {
    facts: { part: 'clip', permission: 'files:read' },
    tells: ['voice clip', 'files:read', 'install the app again', 'ask again'],
  },
  'prompt/too-long': {
    facts: { characters: 2_501, maxCharacters: 2_500 },
    tells: ['prompt', '2501', '2500'],
  },
  'intake/closed': { facts: {}, tells: ['no new requests', 'operator', 'later'] },
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

const UNTIL = Date.UTC(2026, 11, 22);
const KEPT: KeptVideo = { until: UNTIL };
const LENT: KeptVideo = { until: UNTIL, url: 'https://bot.example/v/web-77' };
const UNDELIVERABLE = {
  kind: 'undeliverable',
  why: 'the thread is gone',
  keptUntil: UNTIL,
} as const;

const NO_TEXT = /undefined|NaN|Infinity|null|\[object|[{}<>`*_]/;

const isPlainSentence = (text: string): void => {
  expect(text).toMatch(/^[A-Z].*[.)]$/s);
  expect(text).not.toMatch(NO_TEXT);
};

describe('what a person reads in English', () => {
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
    expect(english.problem({ code: 'source/hidden', part: 'portrait' })).toContain('picture');
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

  it.each(['en', 'es', 'zh', 'ja'])(
    'of a preview names no price that nobody pays, in %s',
    (locale) => {
      const replies = repliesIn(locale);
      const done = aJob('web-77', 'done', { isPreview: true });
      const view = { phase: 'done', elapsedMs: 1_000, overdue: false } as const;
      const said = [
        replies.outcome(done, STATES.done.outcome),
        replies.outcome(done, { kind: 'cancelled', charged: true }),
        replies.summary(done, view),
      ];
      for (const text of said) expect(text).not.toMatch(/\$|0\.56/);
    },
  );

  it('of a video that does not fit says both sizes', () => {
    const job = aJob('web-77', 'delivering');
    const fitted = english.fitted(job, 31_000_000, 9_900_000);
    const refused = english.tooLarge(job, 31_000_000, 10_000_000, KEPT);
    for (const text of [fitted, refused]) isPlainSentence(text);
    expect(fitted).toMatch(/31\.0 MB.*9\.9 MB/);
    expect(refused).toMatch(/31\.0 MB.*10\.0 MB/);
  });

  it('of a video that fits nowhere says where and how long it can be had', () => {
    const job = aJob('web-77', 'delivering');
    const kept = english.tooLarge(job, 31_000_000, 10_000_000, KEPT);
    const lent = english.tooLarge(job, 31_000_000, 10_000_000, LENT);
    for (const text of [kept, lent]) isPlainSentence(text);
    expect(kept).toMatch(/kept until 2026-12-22, .*status.*shorter voice clip/);
    expect(lent).toContain('until 2026-12-22: https://bot.example/v/web-77 Job');
    expect(lent).not.toContain('shorter');
  });

  it('of a video that may not be uploaded says where and how long it can be had', () => {
    const job = aJob('web-77', 'delivering');
    const kept = english.cannotUpload(job, KEPT);
    const lent = english.cannotUpload(job, LENT);
    for (const text of [kept, lent]) isPlainSentence(text);
    expect(kept).toMatch(/switched off here\. .*kept until 2026-12-22, .*status command/);
    expect(kept).not.toContain('shorter');
    expect(lent).toContain('until 2026-12-22: https://bot.example/v/web-77 Job');
  });

  it('of a deleted job says what is gone', () => {
    const id = toJobId('web-77');
    expect(english.deleted(id)).toMatch(/web-77 is deleted: .*picture.*voice clip.*video.*prompt/);
    expect(english.deletedBefore(id)).toMatch(/web-77 was deleted/);
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
      english.deleted(id),
      english.deletedBefore(id),
      english.alreadyEnded(id),
      english.notEnded(id),
      english.nothingToCancel(),
      english.nothingToRetry(),
      english.nothingToDelete(),
      english.takes(),
      english.help(),
    ];
    for (const text of texts) isPlainSentence(text);
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

  it.each(Object.keys(phases))('while %s tells the phase alone where a clock is', (phase) => {
    const view = { phase: phase as Phase, elapsedMs: 65_000, overdue: false };
    const timed = phase === 'done' ? '' : ' (1 min 5 s)';
    expect(english.progress(view)).toBe(`${english.phase(view)}${timed}`);
  });

  it('tells how a job ended', () => {
    const told = (ended: NonNullable<ProgressView['ended']>) =>
      english.progress({ phase: 'done', elapsedMs: 65_000, overdue: false, ended });
    expect(told('video')).toBe('Done in 1 min 5 s');
    expect(told('problem')).toBe('Ended without a video after 1 min 5 s');
    expect(told('cancelled')).toBe('Cancelled after 1 min 5 s');
    expect(told('deleted')).toBe('Deleted');
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

  it('tells when the chat does not take the finished video', () => {
    const view = { phase: 'delivering', elapsedMs: 65_000, overdue: true } as const;
    expect(english.progress(view)).toMatch(/^The video is ready, .*still trying \(1 min 5 s\)$/);
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
      'web-77: video of 10.0 s for 4 units ($0.56)',
    );
  });

  it('says why one could not be posted, and how long its video is kept', () => {
    const job = aJob('web-77', 'done', { state: { ...STATES.done, delivery: UNDELIVERABLE } });
    const line = english.summary(job, view);
    expect(line).toContain('could not be posted: the thread is gone');
    expect(line).toContain('kept until 2026-12-22');
  });

  it('says nothing of a deleted one but that', () => {
    const job = aJob('web-77', 'done', { deletedAt: NOON });
    expect(english.summary(job, view)).toBe('web-77: deleted');
  });
});

/** More facts that change a sentence. */
const VARIANTS: Readonly<Record<string, Problem>> = {
  'one byte': { code: 'portrait/too-heavy', bytes: 1, maxBytes: 999 },
  'hardly too short': { code: 'clip/too-short', seconds: 1.98, minSeconds: 2 },
  'hardly too long': { code: 'clip/too-long', seconds: 300.2, maxSeconds: 300 },
  'hours too long': { code: 'clip/too-long', seconds: 7_500, maxSeconds: 3_600 },
  'one job': { code: 'limit/open-jobs', open: 1, maxOpen: 1 },
  'no clip': { code: 'source/missing', part: 'clip' },
  'a picture out of reach': { code: 'source/not-allowed', part: 'portrait' },
  'a hidden picture': { code: 'source/hidden', part: 'portrait' },
  'a picture without permission': {
    ...{ code: 'source/no-permission', part: 'portrait' },
    permission: 'files:read',
  },
};

const ID = toJobId('web-77');
const JOB = aJob('web-77', 'delivering');
const MB = 1_000_000;
const VIDEO = STATES.done.outcome as Outcome & { kind: 'video' };

const ENDINGS: { readonly [K in Outcome['kind']]: readonly Outcome[] } = {
  video: [VIDEO, { ...VIDEO, seconds: 125, renderMs: 7_500_000 }],
  problem: [...problems.map(({ problem }) => problem), ...Object.values(VARIANTS)].map(
    (problem) => ({ kind: 'problem', problem }),
  ),
  cancelled: [
    { kind: 'cancelled', charged: false },
    { kind: 'cancelled', charged: true },
  ],
};

const VIEWS: { readonly [P in Phase]: readonly Partial<ProgressView>[] } = {
  preparing: [{}],
  queued: [{}, { position: 3 }],
  submitting: [{}, { overdue: true }],
  rendering: [{}, { expectedMs: 90_000 }, { expectedMs: 90_000, overdue: true }],
  fetching: [{}],
  delivering: [{}, { overdue: true }],
  done: [{}, { ended: 'problem' }, { ended: 'cancelled' }, { ended: 'deleted' }],
};
const views = Object.entries(VIEWS).flatMap(([phase, rows]) =>
  rows.map((row) => ({ phase: phase as Phase, elapsedMs: 65_000, overdue: false, ...row })),
);
const doneView: ProgressView = { phase: 'done', elapsedMs: 65_000, overdue: false };
const summed = [
  aJob('web-77', 'queued'),
  aJob('web-77', 'done'),
  aJob('web-77', 'done', { deletedAt: NOON }),
  ...Object.values(ENDINGS)
    .flat()
    .map((outcome) => aJob('web-77', 'done', { state: { ...STATES.done, outcome } })),
  ...[VIDEO, ...ENDINGS.cancelled].map((outcome) =>
    aJob('web-77', 'done', { state: { ...STATES.done, outcome, delivery: UNDELIVERABLE } }),
  ),
];

type Telling = (replies: Replies) => readonly string[];

/** Every sentence with every fact that changes it; a new reply fails to compile. */
const SENTENCES: { readonly [K in Exclude<keyof Replies, keyof typeof LINES>]: Telling } = {
  accepted: ({ accepted }) => [accepted(ID, 'std'), accepted(ID, 'pro')],
  acceptedBefore: ({ acceptedBefore }) => [acceptedBefore(ID)],
  outcome: ({ outcome }) =>
    Object.values(ENDINGS)
      .flat()
      .map((ended) => outcome(JOB, ended)),
  fitted: ({ fitted }) => [fitted(JOB, 31 * MB, 9.9 * MB), fitted(JOB, 1_500, 1)],
  tooLarge: ({ tooLarge }) => [KEPT, LENT].map((kept) => tooLarge(JOB, 31 * MB, 10 * MB, kept)),
  cannotUpload: ({ cannotUpload }) => [KEPT, LENT].map((kept) => cannotUpload(JOB, kept)),
  problem: ({ problem }) => [
    ...problems.map((row) => problem(row.problem)),
    ...Object.values(VARIANTS).map(problem),
  ],
  noJobs: ({ noJobs }) => [noJobs()],
  unknownJob: ({ unknownJob }) => [unknownJob('web-99')],
  notYours: ({ notYours }) => [notYours(ID)],
  cancelled: ({ cancelled }) => [cancelled(ID)],
  cancelledTooLateToSave: ({ cancelledTooLateToSave }) =>
    [4, 1, 2.4].map((units) => cancelledTooLateToSave(ID, units)),
  deleted: ({ deleted }) => [deleted(ID)],
  deletedBefore: ({ deletedBefore }) => [deletedBefore(ID)],
  alreadyEnded: ({ alreadyEnded }) => [alreadyEnded(ID)],
  notEnded: ({ notEnded }) => [notEnded(ID)],
  nothingToCancel: ({ nothingToCancel }) => [nothingToCancel()],
  nothingToRetry: ({ nothingToRetry }) => [nothingToRetry()],
  nothingToDelete: ({ nothingToDelete }) => [nothingToDelete()],
  takes: ({ takes }) => [takes()],
  help: ({ help }) => [help()],
};

/** What need not end like a sentence. */
const LINES = {
  phase: ({ phase }) => views.map(phase),
  progress: ({ progress }) => views.map(progress),
  askedWhen: ({ askedWhen }) => [askedWhen('23:59')],
  summary: ({ summary }) =>
    summed.map((job) =>
      summary(job, { ...doneView, phase: job.state.kind === 'done' ? 'done' : 'queued' }),
    ),
  labels: ({ labels }) =>
    Object.keys(english.labels).map((key) => String(Reflect.get(labels, key))),
} satisfies Partial<Record<keyof Replies, Telling>>;

/** What came from outside and stays as it came. */
const OUTSIDE = [
  // The link has a job id in it, so it goes first.
  ...[
    'https://bot.example/v/web-77',
    'web-77',
    'web-99',
    'a PDF',
    'a text',
    'Top it up.',
    'it has no sound',
    'blob/missing',
    'files:read',
  ],
  ...['the thread is gone'],
];
/** What is the same in every language. */
const NAMES =
  'Kling std pro 720p 1080p JPEG PNG WebP GIF HEIC AVIF TIFF MP3 WAV M4A AAC OGG FLAC WebM MB kB MP dB UTC USD'.split(
    ' ',
  );
/** Spanish words that are English ones too. */
const SHARED = 'a avatar bot byte bytes chat h has me min no s video videos'.split(' ');

const wordsOf = (text: string): string[] =>
  (text.match(/[\p{Script=Latin}\d]+/gu) ?? []).filter((word) => /\D/.test(word));
const numbersOf = (text: string) => (text.match(/-?\d+(?:[.:]\d+)*/g) ?? []).sort();
const inside = (text: string) => OUTSIDE.reduce((rest, part) => rest.replaceAll(part, ' '), text);

const ENGLISH_WORDS = new Set(
  Object.values<Telling>({ ...SENTENCES, ...LINES })
    .flatMap((telling) => telling(english))
    .flatMap((text) => wordsOf(inside(text)))
    .map((word) => word.toLowerCase()),
);

/** Words that nobody translated. */
function leftOver(language: string, text: string): string[] {
  const own = wordsOf(inside(text)).filter((word) => !NAMES.includes(word));
  if (language !== 'Spanish') return own;
  const words = own.map((word) => word.toLowerCase());
  return words.filter((word) => ENGLISH_WORDS.has(word) && !SHARED.includes(word));
}

const TRANSLATIONS = { Spanish: spanish, Chinese: chinese, Japanese: japanese };

describe.each(Object.entries(TRANSLATIONS))('what a person reads in %s', (language, replies) => {
  it('has every reply and every label', () => {
    expect(Object.keys(replies).sort()).toEqual(Object.keys(english).sort());
    expect(Object.keys(replies.labels).sort()).toEqual(Object.keys(english.labels).sort());
  });

  it.each(Object.entries<Telling>({ ...SENTENCES, ...LINES }))(
    'says as much: %s',
    (name, telling) => {
      const texts = telling(replies);
      const originals = telling(english);
      expect(texts).toHaveLength(originals.length);
      for (const [at, text] of texts.entries()) {
        const original = originals[at] ?? '';
        expect(text).not.toMatch(NO_TEXT);
        expect(text).not.toBe(original);
        expect(numbersOf(text)).toEqual(numbersOf(original));
        for (const part of OUTSIDE) {
          if (original.includes(part)) expect(text).toContain(part);
        }
        if (name !== 'help') expect(leftOver(language, text)).toEqual([]);
      }
    },
  );

  it.each(Object.entries<Telling>(SENTENCES))('speaks in sentences: %s', (_name, telling) => {
    for (const text of telling(replies)) {
      expect(text).toMatch(/^[\p{Lu}\p{Lo}].*[.。)）]$/su);
      expect(inside(text)).not.toMatch(/[.。]{2}|\p{Ll}[.] ?\p{Ll}/u);
    }
  });

  it('names every command beside what it does', () => {
    let rest = replies.help();
    for (const { name } of commands) {
      expect(rest).toMatch(new RegExp(`\\b${name}[ （(]`));
      rest = rest.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), ' ');
    }
    expect(leftOver(language, rest)).toEqual([]);
  });

  it('keeps a link apart from what follows', () => {
    const texts = [replies.tooLarge(JOB, 31 * MB, 10 * MB, LENT), replies.cannotUpload(JOB, LENT)];
    for (const text of texts) expect(text).toMatch(/https:\/\/bot\.example\/v\/web-77\s/);
  });

  it('never says what the vendor said', () => {
    const reason = 'risk_control_failed';
    expect(replies.problem({ code: 'maker/input-refused', reason })).not.toContain(reason);
    expect(replies.problem({ code: 'maker/render-failed', reason })).not.toContain(reason);
  });
});

describe.each([
  ['Chinese', chinese],
  ['Japanese', japanese],
] as const)('%s', (language, replies) => {
  it.each(Object.entries<Telling>({ ...SENTENCES, ...LINES }))(
    'is written in its own letters and marks: %s',
    (_name, telling) => {
      for (const text of telling(replies)) {
        expect(text).not.toMatch(/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}][,:;.!?()]/u);
        expect(text).toMatch(/\p{scx=Han}|\p{scx=Kana}/u);
        if (language === 'Chinese') expect(text).not.toMatch(/[\p{sc=Hira}\p{sc=Kana}您]/u);
      }
    },
  );
});

describe('the labels', () => {
  it.each(Object.entries({ English: english, ...TRANSLATIONS }))(
    'of %s fit',
    (_name, { labels }) => {
      const { portrait, clip, prompt, mode, std, pro, change, cancel, retry } = labels;
      for (const text of [portrait, clip, prompt, mode, std, pro, change]) {
        expect(text.length).toBeLessThanOrEqual(45);
      }
      for (const text of [cancel, retry, change, labels.delete]) {
        expect(text.length).toBeLessThanOrEqual(80);
      }
      expect(new Set(Object.values(labels)).size).toBe(Object.values(labels).length);
    },
  );
});

describe('the language of a locale', () => {
  it.each([
    ['es', spanish],
    ['es-ES', spanish],
    ['es-419', spanish],
    ['es_MX', spanish],
    ['ES-es', spanish],
    ['zh', chinese],
    ['zh-CN', chinese],
    ['zh-SG', chinese],
    ['zh-TW', chinese],
    ['zh_Hant_HK', chinese],
    ['ja', japanese],
    ['ja-JP', japanese],
    ['en-US', english],
    ['en-GB', english],
  ])('%s has its replies', (locale, replies) => {
    expect(repliesIn(locale)).toBe(replies);
  });

  it.each(['de-AT', 'est', 'jam', 'zha', 'constructor', '__proto__', ''])(
    'is English where there is nothing better: %j',
    (locale) => {
      expect(languageOf(locale)).toBe('en');
      expect(repliesIn(locale)).toBe(english);
    },
  );
});
