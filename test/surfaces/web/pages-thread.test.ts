import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/surfaces/web/pages/shared/answers.ts';
import {
  againWith,
  keeping,
  replacing,
} from '../../../src/surfaces/web/pages/thread/asking/again.ts';
import {
  charactersIn,
  readWritten,
} from '../../../src/surfaces/web/pages/thread/asking/written.ts';
import {
  changed,
  type HeardJob,
  type ThreadState,
} from '../../../src/surfaces/web/pages/thread/live/state.ts';
import { partOf } from '../../../src/surfaces/web/pages/thread/parts/file-part.ts';
import { sentenceFor } from '../../../src/surfaces/web/pages/thread/troubles.ts';
import { chinese } from '../../../src/surfaces/web/pages/thread/words/chinese.ts';
import { english } from '../../../src/surfaces/web/pages/thread/words/english.ts';
import { japanese } from '../../../src/surfaces/web/pages/thread/words/japanese.ts';
import { spanish } from '../../../src/surfaces/web/pages/thread/words/spanish.ts';
import type { ShownDraft, ShownJob, ThreadView } from '../../../src/surfaces/web/thread/wire.ts';

const PRICE = { units: 1, dollars: 0.14 };
const PRICES = { std: PRICE, pro: PRICE };
const PORTRAIT = { name: 'me.heic', url: '/api/draft/portrait?file=1' };
const CLIP = { name: 'hello.ogg', url: '/api/draft/clip?file=2', seconds: 3 };
const FULL: ShownDraft = { portrait: PORTRAIT, clip: CLIP, prices: PRICES };

const job = (id: string, more: Partial<ShownJob> = {}): ShownJob => ({
  ...{ id, askedAt: 0, mode: 'pro', prompt: 'smiles', phase: 'queued', text: 'Waiting' },
  ...{ elapsedMs: 0, may: ['cancel'], ...more },
});
const heard = (id: string): HeardJob => ({ ...job(id), heardAt: 0 });

function aThread(draft: ShownDraft, ...jobs: ShownJob[]): ThreadState {
  const thread: ThreadView = {
    ...{ language: 'en', isPreview: true, takesRequests: true, maxPromptCharacters: 2_500 },
    maxUploadBytes: { portrait: 1, clip: 1 },
    ...{ rates: PRICES, samples: { portraits: [], clips: [] }, draft, jobs },
  };
  const state = changed(undefined, { kind: 'thread', thread, at: 0 });
  if (state === undefined) throw new Error('There is no thread');
  return state;
}

describe('the thread on the page', () => {
  it('shows what the stream told of a job, not the older answer to its request', () => {
    const rendering = job('web-1', { phase: 'rendering' });
    const told = changed(aThread(FULL), { kind: 'job', job: rendering, at: 1 });
    const used = ['portrait', 'clip'] as const;
    const after = changed(told, { kind: 'asked', job: job('web-1'), used, at: 2 });
    expect(after?.jobs.map(({ phase }) => phase)).toEqual(['rendering']);
    expect(after?.draft).toEqual({});
  });

  it('keeps the picture when the answer to the upload of the voice was made before it', () => {
    const before = aThread({ portrait: PORTRAIT });
    const draft = { clip: CLIP, prices: PRICES };
    expect(changed(before, { kind: 'part', part: 'clip', draft })?.draft).toEqual(FULL);
  });

  it('forgets the price with the voice', () => {
    const after = changed(aThread(FULL), { kind: 'part', part: 'clip', draft: {} });
    expect(after?.draft).toEqual({ portrait: PORTRAIT });
  });

  it('lets go of what was deleted in another tab', () => {
    const after = changed(aThread({}, job('web-1'), job('web-2')), { kind: 'gone', id: 'web-1' });
    expect(after?.jobs.map(({ id }) => id)).toEqual(['web-2']);
  });
});

describe('a job that is asked for again', () => {
  it('begins with the prompt and the mode that it had', () => {
    expect(againWith(heard('web-1'), 'clip')).toMatchObject({
      ...{ replace: ['clip'], written: { prompt: 'smiles', mode: 'pro' } },
    });
  });

  it('takes its other file from the draft as well once one is chosen, until that is removed', () => {
    const both = replacing(againWith(heard('web-1'), 'clip'), 'portrait');
    expect(both.replace).toEqual(['clip', 'portrait']);
    expect(keeping(both, 'portrait').replace).toEqual(['clip']);
    expect(keeping(both, 'clip').replace).toEqual(['clip', 'portrait']);
  });
});

it.each([
  ['a photo', 'IMG_1.HEIC', '', 'portrait'],
  ['a photo of which the browser knows the type', 'photo', 'image/webp', 'portrait'],
  ['a voice message', 'PTT-1.opus', '', 'clip'],
  ['a video with sound', 'clip.bin', 'video/quicktime', 'clip'],
  ['a text', 'notes.pdf', 'application/pdf', undefined],
])('puts %s into the field that takes it', (_what, name, type, part) => {
  expect(partOf({ name, type })).toBe(part);
});

it('counts an emoji as one character, as the service does', () => {
  expect(charactersIn('ja 😀')).toBe(4);
});

it('begins anew where the browser has kept something that the page does not know', () => {
  expect(readWritten({ prompt: 7, mode: 'ultra' })).toEqual({ prompt: '', mode: 'std' });
});

it('tells whoever is known no more that it goes on, not to load the page', () => {
  const error = new Refusal(401, { code: 'person/unknown', message: 'Please reload the page.' });
  expect(sentenceFor(error, english)).toBe(english.trouble.unknown);
});

it.each([
  ['Spanish', spanish],
  ['Chinese', chinese],
  ['Japanese', japanese],
])('has a name for every sample in %s', (_language, words) => {
  expect(Object.keys(words.samples.names)).toEqual(Object.keys(english.samples.names));
});
