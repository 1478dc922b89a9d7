import { describe, expect, it } from 'vitest';
import type { MakerMeaning } from '../../src/jobs/contracts.ts';
import { ERROR_CODES } from '../../src/kling/error-codes.ts';
import { aClient, anOrder, calm, failureOf } from './a-client.ts';
import { type Answer, html, json, raw, refusal, startKling, task } from './scripted-kling.ts';

const request = { image: anOrder.portrait, sound: { file: anOrder.clip } };

async function failedCreate(answer: Answer) {
  const kling = await startKling(answer);
  const error = await failureOf(aClient(kling.url).createTask(request, calm));
  expect(kling.methods()).toEqual(['POST']);
  return error;
}

/** Written down a second time, so that a slip in the table is noticed. */
const DOCUMENTED: readonly [http: number, code: number, word: string, meaning: MakerMeaning][] = [
  [401, 1000, 'auth-failed', 'account'],
  [401, 1001, 'auth-missing', 'account'],
  [401, 1002, 'auth-invalid', 'account'],
  [401, 1003, 'token-early', 'account'],
  [401, 1004, 'token-expired', 'account'],
  [429, 1100, 'account-abnormal', 'account'],
  [429, 1101, 'arrears', 'account'],
  [429, 1102, 'balance-empty', 'account'],
  [403, 1103, 'no-permission', 'account'],
  [400, 1200, 'bad-request', 'input'],
  [400, 1201, 'bad-value', 'input'],
  [404, 1202, 'wrong-method', 'input'],
  [404, 1203, 'no-resource', 'input'],
  [400, 1300, 'policy-refused', 'content'],
  [400, 1301, 'content-refused', 'content'],
  [429, 1302, 'too-many-requests', 'full'],
  [429, 1303, 'slots-full', 'full'],
  [429, 1304, 'ip-not-allowed', 'account'],
  [500, 5000, 'internal', 'unclear'],
  [503, 5001, 'maintenance', 'unclear'],
  [504, 5002, 'backlog', 'unclear'],
];

const RETRYABLE: MakerMeaning[] = ['full', 'unclear', 'unreachable'];

describe('a refusal of Kling', () => {
  it.each(DOCUMENTED)(
    'HTTP %i with %i is kling/%s, meaning %s',
    async (http, code, word, meaning) => {
      const error = await failedCreate(refusal(http, code));
      expect(error).toMatchObject({
        code: `kling/${word}`,
        meaning,
        klingCode: code,
        httpStatus: http,
        retryable: RETRYABLE.includes(meaning),
      });
      expect(error.advice).not.toBe('');
    },
  );

  it('is in the table for each documented code and for no other', () => {
    expect(ERROR_CODES.map(({ http, code }) => [http, code])).toEqual(
      DOCUMENTED.map(([http, code]) => [http, code]),
    );
  });

  it('is told by its code even when a gateway has changed the HTTP status', async () => {
    expect(await failedCreate(refusal(200, 1303))).toMatchObject({ meaning: 'full' });
    expect(await failedCreate(refusal(502, 1301))).toMatchObject({ meaning: 'content' });
  });

  it('is told by its code even when the code came as text', async () => {
    const answer = json(429, { code: '1102', message: 'Account balance not enough' });
    expect(await failedCreate(answer)).toMatchObject({ code: 'kling/balance-empty' });
  });

  it('names the numbers, Kling’s words and the request id', async () => {
    const error = await failedCreate(refusal(429, 1102, 'Account balance not enough'));
    expect(error.message).toBe(
      'Kling: the resource pack is used up or expired (429/1102): "Account balance not enough", ' +
        'request aaaaaaaa-0000-4000-8000-000000000001',
    );
    expect(error.requestId).toBe('aaaaaaaa-0000-4000-8000-000000000001');
  });

  it.each<[number, MakerMeaning]>([
    [400, 'input'],
    [404, 'input'],
    [401, 'account'],
    [403, 'account'],
    [429, 'account'],
    [500, 'unclear'],
    [200, 'unclear'],
  ])('with an unlisted code at HTTP %i means %s', async (http, meaning) => {
    expect(await failedCreate(refusal(http, 7777))).toMatchObject({
      code: 'kling/unrecognised',
      klingCode: 7777,
      meaning,
    });
  });

  it.each<[number, string, MakerMeaning]>([
    [200, 'unreadable', 'unclear'],
    [302, 'wrong-address', 'account'],
    [400, 'unrecognised', 'input'],
    [401, 'auth-failed', 'account'],
    [403, 'auth-failed', 'account'],
    [404, 'wrong-address', 'account'],
    [405, 'wrong-address', 'account'],
    [408, 'unreadable', 'unclear'],
    [413, 'unrecognised', 'input'],
    [429, 'too-many-requests', 'full'],
    [500, 'unreadable', 'unclear'],
    [502, 'unreadable', 'unclear'],
    [503, 'unreadable', 'unclear'],
    [504, 'unreadable', 'unclear'],
  ])('that is only HTTP %i is kling/%s, meaning %s', async (http, word, meaning) => {
    const error = await failedCreate(html(http));
    expect(error).toMatchObject({ code: `kling/${word}`, meaning, klingCode: undefined });
  });

  it.each([
    ['nothing', raw(200, 'application/json', '')],
    ['half a body', raw(200, 'application/json', '{"code":0,"data":{"task_id":"8')],
    ['bytes', raw(200, 'application/json', Buffer.from([0xff, 0xfe, 0x00, 0x80]))],
    ['a word', raw(200, 'application/json', 'true')],
    ['no code', json(200, { data: {} })],
    ['success without data', json(200, { code: 0, message: 'SUCCEED' })],
    ['success with null', json(200, { code: 0, data: null })],
    ['a number as id', json(200, { code: 0, data: { task_id: 812, task_status: 'submitted' } })],
  ])('that is %s leaves open whether something was made', async (_, answer) => {
    expect(await failedCreate(answer)).toMatchObject({
      code: 'kling/unreadable',
      meaning: 'unclear',
    });
  });

  it('is told by HTTP when the code says success', async () => {
    const error = await failedCreate(json(500, { code: 0, message: 'SUCCEED', data: task() }));
    expect(error).toMatchObject({ code: 'kling/unreadable', meaning: 'unclear', klingCode: 0 });
  });

  it('may have no message and no request id', async () => {
    expect(await failedCreate(json(429, { code: 1303, message: null }))).toMatchObject({
      message: 'Kling: all slots of the resource pack are in use (429/1303)',
      requestId: undefined,
    });
  });
});
