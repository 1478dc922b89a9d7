import { DiscordAPIError, HTTPError } from 'discord.js';
import { describe, expect, it } from 'vitest';
import {
  isPermanent,
  isReferenceRefused,
  isTooLarge,
  toBusy,
  wordsOf,
} from '../../../src/surfaces/discord/refusals.ts';

const URL_WITH_TOKEN = 'https://discord.com/api/v10/webhooks/1/secret-token';

const refused = (status: number, raw: object) => {
  const { code } = raw as { code: number };
  return new DiscordAPIError(raw as never, code, status, 'POST', URL_WITH_TOKEN, {
    files: undefined,
    body: { content: 'private' },
  });
};

describe('a refusal of Discord', () => {
  it('is final where only people can change it', () => {
    for (const code of [10_003, 10_004, 50_001, 50_007, 50_013, 50_083, 50_278, 160_005, 200_000]) {
      expect(isPermanent(refused(403, { code, message: 'No' }))).toBe(true);
    }
  });

  it('passes where Discord is busy, or it was not Discord that answered', () => {
    expect(isPermanent(refused(401, { code: 0, message: '401: Unauthorized' }))).toBe(false);
    expect(isPermanent(refused(429, { code: 30_046, message: 'Later' }))).toBe(false);
    expect(isPermanent(refused(400, { code: 40_004, message: 'Disabled' }))).toBe(false);
    expect(isPermanent(refused(403, new ArrayBuffer(8)))).toBe(false);
    expect(isPermanent(new HTTPError(502, 'Bad Gateway', 'GET', '', {} as never))).toBe(false);
    expect(isPermanent(new Error('connect ECONNREFUSED'))).toBe(false);
  });

  it('is about the size where Discord or a proxy says so', () => {
    expect(isTooLarge(refused(413, { code: 40_005, message: 'Too large' }))).toBe(true);
    expect(isTooLarge(refused(400, { code: 40_005, message: 'Too large' }))).toBe(true);
    expect(isTooLarge(refused(413, new ArrayBuffer(8)))).toBe(true);
    expect(isTooLarge(refused(403, { code: 50_013, message: 'No' }))).toBe(false);
  });

  it('is about the answered message only where it names that', () => {
    const form = (field: string) => ({
      code: 50_035,
      message: 'Invalid Form Body',
      errors: { [field]: { _errors: [{ code: 'X', message: 'No' }] } },
    });
    expect(isReferenceRefused(refused(400, form('message_reference')))).toBe(true);
    expect(isReferenceRefused(refused(400, { code: 160_002, message: 'No' }))).toBe(true);
    expect(isReferenceRefused(refused(400, form('content')))).toBe(false);
  });

  it('is told in its own words, without addresses', () => {
    const error = refused(403, { code: 50_013, message: 'Missing\nPermissions' });
    expect(wordsOf(error)).toBe('Missing Permissions (50013)');
    expect(toBusy(error).message).toBe('Discord took nothing: Missing Permissions (50013)');
    expect(`${toBusy(error).message} ${toBusy(error).stack}`).not.toContain('secret-token');
  });
});
