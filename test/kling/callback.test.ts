import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSignatureCheck, readCallback } from '../../src/kling/callback.ts';
import { Secret } from '../../src/secret.ts';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

/** Kling docs, callbacks, appendix: copied as it stands there. */
const VECTOR = {
  secret: 'whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI=',
  body: Buffer.from(
    '{"id":"1234567890","status":"succeeded","message":"","create_time":1781080778802,"update_time":1781080794151}',
  ),
  headers: {
    'webhook-id': '9876543210',
    'webhook-timestamp': '1781080794',
    'webhook-signature': 'v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4=',
  },
  sentAt: 1_781_080_794_000,
};
const check = createSignatureCheck(new Secret(VECTOR.secret));

describe('a callback', () => {
  it('is read in the form of the avatar API', () => {
    const body = bytes({
      task_id: '812345678901234567',
      task_status: 'succeed',
      task_status_msg: '',
      task_info: { parent_video: {}, external_task_id: 'slack-T1-C1-1700000000.000100' },
      task_result: { videos: [] },
    });
    expect(readCallback(body)).toEqual({
      taskId: '812345678901234567',
      jobId: 'slack-T1-C1-1700000000.000100',
      status: 'succeeded',
    });
  });

  it('is read in the form of the newer APIs, which the console’s test uses', () => {
    const body = bytes({ id: '812345678901234567', status: 'submitted', message: '', outputs: [] });
    expect(readCallback(body)).toEqual({ taskId: '812345678901234567', status: 'waiting' });
    expect(readCallback(bytes({ id: '1', status: 'failed', external_id: 'discord-1' }))).toEqual({
      taskId: '1',
      jobId: 'discord-1',
      status: 'failed',
    });
  });

  it('may bring a status word that nobody knows', () => {
    expect(readCallback(bytes({ id: '1', status: 'paused' })).status).toBe('unrecognised');
  });

  it.each([
    ['both ids', { id: '1', task_id: '2', status: 'failed', task_status: 'failed' }],
    ['no id', { status: 'succeeded' }],
    ['a number as id', { task_id: 812, task_status: 'succeed' }],
    ['an empty id', { id: '', status: 'succeeded' }],
    ['no status', { task_id: '1' }],
    ['an envelope', { code: 0, data: { task_id: '1', task_status: 'succeed' } }],
    ['nothing', null],
    ['a list', []],
  ])('with %s is refused', (_, value) => {
    expect(() => readCallback(bytes(value))).toThrow(
      expect.objectContaining({ code: 'kling/callback-malformed' }),
    );
  });

  it.each(['', '{"task_id":', '<html>', '\u0000'])('that is no JSON is refused: %j', (text) => {
    expect(() => readCallback(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 'kling/callback-malformed' }),
    );
  });
});

describe('the signature of a callback', () => {
  it('is good for the example in Kling’s docs', () => {
    expect(check(VECTOR.headers, VECTOR.body, VECTOR.sentAt)).toBe('good');
  });

  it('is found whatever the case of the header names', () => {
    const headers = Object.fromEntries(
      Object.entries(VECTOR.headers).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(check(headers, VECTOR.body, VECTOR.sentAt)).toBe('good');
  });

  it('is over the bytes as they came, not over the same JSON written anew', () => {
    const spaced = Buffer.from(JSON.stringify(JSON.parse(VECTOR.body.toString()), null, 1));
    expect(check(VECTOR.headers, spaced, VECTOR.sentAt)).toBe('forged');
  });

  it.each([
    ['webhook-id', '9876543211'],
    ['webhook-timestamp', '1781080795'],
    ['webhook-signature', 'v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ5='],
    ['webhook-signature', 'v2,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4='],
    ['webhook-signature', 'v1,'],
    ['webhook-signature', ','],
  ])('is forged when %s is %s', (name, value) => {
    const headers = { ...VECTOR.headers, [name]: value };
    expect(check(headers, VECTOR.body, VECTOR.sentAt)).toBe('forged');
  });

  it('is forged when it was made with another secret', () => {
    const other = createSignatureCheck(new Secret('whsec_b3RoZXI='));
    expect(other(VECTOR.headers, VECTOR.body, VECTOR.sentAt)).toBe('forged');
  });

  it.each(Object.keys(VECTOR.headers))('is missing without %s', (name) => {
    const headers = { ...VECTOR.headers, [name]: undefined };
    expect(check(headers, VECTOR.body, VECTOR.sentAt)).toBe('unsigned');
    expect(check({ ...headers, [name]: '' }, VECTOR.body, VECTOR.sentAt)).toBe('unsigned');
  });

  it.each([
    [300_000, 'good'],
    [-300_000, 'good'],
    [301_000, 'stale'],
    [-301_000, 'stale'],
  ])('that is %i ms old is %s', (ageMs, verdict) => {
    expect(check(VECTOR.headers, VECTOR.body, VECTOR.sentAt + ageMs)).toBe(verdict);
  });

  it('is stale when its time is no time, even if rightly signed', () => {
    const key = Buffer.from(VECTOR.secret.slice('whsec_'.length), 'base64');
    const sign = createHmac('sha256', key).update('1.soon.').update(VECTOR.body).digest('base64');
    const headers = {
      'webhook-id': '1',
      'webhook-timestamp': 'soon',
      'webhook-signature': `v1,${sign}`,
    };
    expect(check(headers, VECTOR.body, VECTOR.sentAt)).toBe('stale');
  });

  it.each([
    ['one header with both', (good: string) => `v1,AAAA ${good}`],
    ['the right one first', (good: string) => `${good} v1,AAAA`],
    ['two headers', (good: string) => ['v1,AAAA', good]],
  ])('is good while the secret is being replaced: %s', (_, combine) => {
    const signatures = combine(VECTOR.headers['webhook-signature']);
    const headers = { ...VECTOR.headers, 'webhook-signature': signatures };
    expect(check(headers, VECTOR.body, VECTOR.sentAt)).toBe('good');
  });

  it.each(['', 'dGVzdA==', 'whsec_', 'whsec_%%%'])('needs a real secret, not %j', (secret) => {
    expect(() => createSignatureCheck(new Secret(secret))).toThrow(
      expect.objectContaining({ code: 'kling/webhook-secret-malformed' }),
    );
  });
});
