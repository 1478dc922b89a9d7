import { expect, it } from 'vitest';
import { NoAnswer, Refusal } from '../../../src/surfaces/web/pages/shared/answers.ts';
import type { BrowserStorage } from '../../../src/surfaces/web/pages/shared/browser-storage.ts';
import { freshMessageId } from '../../../src/surfaces/web/pages/shared/message-id.ts';
import {
  createOutbox,
  type OutboxState,
  type Pending,
} from '../../../src/surfaces/web/pages/thread/asking/outbox.ts';
import type { ShownJob } from '../../../src/surfaces/web/thread/wire.ts';

const REQUEST: Pending = {
  kind: 'new',
  job: { messageId: 'message00001', prompt: 'smiles', mode: 'std' },
};
const OTHER: Pending = { kind: 'retry', of: 'web-1', retry: { messageId: 'message00002' } };
const JOB = { id: 'web-1-message00001' } as ShownJob;

/** Answers of the service, one after the other; an error is one that says no, or none at all. */
type Answers = readonly (ShownJob | Error)[];

function aTab(answers: Answers, storage = inMemoryStorage()) {
  const left = [...answers];
  const sent: Pending[] = [];
  const told: unknown[] = [];
  let state: OutboxState = { isUnclear: false };
  const states: OutboxState[] = [];
  const outbox = createOutbox({
    storage,
    deliver: async (pending) => {
      sent.push(pending);
      const answer = left.shift();
      if (answer === undefined) return new Promise(() => undefined);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    wait: async () => undefined,
    onState: (next) => {
      state = next;
      states.push(next);
    },
    onJob: (job) => told.push(job),
    onRefused: (error) => told.push(error),
  });
  return { outbox, sent, told, states, storage, state: () => state };
}

function inMemoryStorage(): BrowserStorage {
  const kept = new Map<string, string>();
  return {
    read: (key) => (kept.has(key) ? JSON.parse(kept.get(key) ?? '') : undefined),
    write: (key, value) => {
      if (value === undefined) kept.delete(key);
      else kept.set(key, JSON.stringify(value));
    },
  };
}

it('sends one request, however often its button is pressed', async () => {
  const tab = aTab([JOB, JOB]);
  tab.outbox.send(REQUEST);
  tab.outbox.send(OTHER);
  await expect.poll(() => tab.told).toEqual([JOB]);
  expect(tab.sent).toEqual([REQUEST]);
  expect(tab.state()).toEqual({ isUnclear: false });
});

it('sends the very same request again while nobody knows whether it arrived, and says so', async () => {
  const tab = aTab([new NoAnswer('cut'), new Refusal(502), JOB]);
  tab.outbox.send(REQUEST);
  await expect.poll(() => tab.told).toEqual([JOB]);
  expect(tab.sent).toEqual([REQUEST, REQUEST, REQUEST]);
  expect(tab.states.some(({ isUnclear }) => isUnclear)).toBe(true);
});

it('takes a clear no for an answer', async () => {
  const busy = new Refusal(503, { code: 'intake/closed', message: 'Please come later' });
  const tab = aTab([busy, JOB]);
  tab.outbox.send(REQUEST);
  await expect.poll(() => tab.told).toEqual([busy]);
  expect(tab.sent).toHaveLength(1);
});

it('goes on after a reload with what was under way', async () => {
  const before = aTab([]);
  before.outbox.send(REQUEST);
  const after = aTab([JOB], before.storage);
  after.outbox.resume();
  await expect.poll(() => after.told).toEqual([JOB]);
  expect(after.sent).toEqual([REQUEST]);
  const later = aTab([], before.storage);
  later.outbox.resume();
  expect(later.sent).toEqual([]);
});

it('lets the person stop, and ask for something else', async () => {
  const tab = aTab([]);
  tab.outbox.send(REQUEST);
  tab.outbox.stop();
  expect(tab.state()).toEqual({ isUnclear: false });
  tab.outbox.send(OTHER);
  expect(tab.state().pending).toEqual(OTHER);
});

it('names requests by twelve letters and digits, each of which is as likely', () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const all = [...bytes, ...bytes, ...bytes];
  let next = 0;
  const ids = Array.from({ length: 63 }, () => freshMessageId(() => all[next++] ?? 0));
  const counts = new Map<string, number>();
  for (const each of ids.join('')) counts.set(each, (counts.get(each) ?? 0) + 1);
  expect(ids[0]).toMatch(/^[a-z0-9]{12}$/);
  expect(counts.size).toBe(36);
  expect(new Set(counts.values())).toEqual(new Set([21]));
});
