import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { PostError } from '../../../src/jobs/contracts.ts';
import { notInstalled } from '../../../src/surfaces/slack/clients.ts';
import {
  isPermanent,
  isUnclear,
  neededScopeOf,
  retryAfterMsOf,
  slackErrorOf,
  toBusy,
  wordsOf,
} from '../../../src/surfaces/slack/refusals.ts';

const refused = (error: string, more: object = {}) =>
  new WebAPIPlatformError({ ok: false, error, ...more });
const cut = new WebAPIRequestError(
  new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }),
);
const down = new WebAPIHTTPError(503, 'Down', { 'retry-after': '9' }, '<html>');
const page = refused('<!DOCTYPE html><p>https://secret.example/');

describe('a refusal', () => {
  it.each([
    ['not_in_channel', true, false],
    ['is_archived', true, false],
    ['restricted_action_read_only_channel', true, false],
    ['a_word_of_tomorrow', true, false],
    ['missing_scope', false, false],
    ['invalid_auth', false, false],
    ['token_revoked', false, false],
    ['ratelimited', false, false],
    ['internal_error', false, true],
    ['fatal_error', false, true],
  ])('"%s" is for good: %j; may have taken effect: %j', (code, permanent, unclear) => {
    expect(isPermanent(refused(code))).toBe(permanent);
    expect(isUnclear(refused(code))).toBe(unclear);
    expect(slackErrorOf(refused(code))).toBe(code);
  });

  it.each([
    [cut, 'no answer (ECONNRESET)', true],
    [down, 'HTTP 503', true],
    [page, 'no usable answer', true],
    [new WebAPIRateLimitedError(3), 'too many requests', false],
    [new Error('at https://slack.com/api/x'), 'no usable answer', true],
    [refused('missing_scope', { needed: 'files:read' }), 'missing_scope (files:read)', false],
    [notInstalled('T1'), 'The app is not installed in workspace T1', false],
  ])('that is told as %j in the log holds no address', (error, words, unclear) => {
    expect(wordsOf(error)).toBe(words);
    expect(isUnclear(error)).toBe(unclear);
    expect(words).not.toMatch(/https?:/);
  });

  it('says how long to wait, in whichever way Slack says it', () => {
    expect(retryAfterMsOf(new WebAPIRateLimitedError(3))).toBe(3_000);
    expect(retryAfterMsOf(refused('ratelimited', { response_metadata: { retryAfter: 4 } }))).toBe(
      4_000,
    );
    expect(retryAfterMsOf(down)).toBe(9_000);
    expect(retryAfterMsOf(cut)).toBeUndefined();
  });

  it('names the permission that is missing', () => {
    expect(neededScopeOf(refused('missing_scope', { needed: 'im:write' }))).toBe('im:write');
    expect(neededScopeOf(refused('not_in_channel', { needed: 'x' }))).toBeUndefined();
  });

  it('means that the post is tried later, unless nobody is there any more', () => {
    expect(toBusy(new WebAPIRateLimitedError(3))).toMatchObject({
      meaning: 'busy',
      retryAfterMs: 3_000,
    });
    expect(toBusy(cut).meaning).toBe('busy');
    expect(toBusy(notInstalled('T1')).meaning).toBe('gone');
    const known = new PostError('x', { meaning: 'too-large' });
    expect(toBusy(known)).toBe(known);
  });
});
