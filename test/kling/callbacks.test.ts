import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Callbacks, openCallbacks } from '../../src/kling/callbacks.ts';
import { Secret } from '../../src/secret.ts';
import { createInMemoryDocuments } from '../support/in-memory-documents.ts';

const NOW = Date.UTC(2026, 10, 22);
const JOB = 'discord-1311';
const WEBHOOK_SECRET = `whsec_${Buffer.from('a secret for the tests').toString('base64')}`;
const ENDED = Buffer.from(
  JSON.stringify({ task_id: '812345678901234567', task_status: 'succeed' }),
);

function open(
  options: { secret?: string; settings?: ReturnType<typeof createInMemoryDocuments> } = {},
): Promise<Callbacks> {
  return openCallbacks({
    publicUrl: 'https://bot.example/base/',
    webhookSecret: options.secret === undefined ? undefined : new Secret(options.secret),
    settings: options.settings ?? createInMemoryDocuments('settings'),
    now: () => NOW,
  });
}

/** What came back, and which jobs were nudged. */
async function deliver(
  callbacks: Callbacks,
  rawBody: Buffer,
  given: { jobId?: string; token?: string; headers?: Record<string, string> } = {},
) {
  const url = new URL(callbacks.urlOf(JOB) ?? '');
  const token = given.token ?? url.pathname.split('/').at(-1) ?? '';
  const nudged: string[] = [];
  const request = { jobId: given.jobId ?? JOB, token, headers: given.headers ?? {}, rawBody };
  const status = await callbacks.receive(request, async (jobId) => {
    nudged.push(jobId);
  });
  return { status, nudged };
}

function signed(body: Buffer): Record<string, string> {
  const key = Buffer.from(WEBHOOK_SECRET.replace('whsec_', ''), 'base64');
  const seconds = `${NOW / 1_000}`;
  const hash = createHmac('sha256', key).update(`7.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': '7', 'webhook-timestamp': seconds, 'webhook-signature': `v1,${hash}` };
}

describe('a callback of Kling', () => {
  it('nudges the job that its address names', async () => {
    expect(await deliver(await open(), ENDED)).toEqual({ status: 200, nudged: [JOB] });
  });

  it('nudges nobody while the task is only on its way', async () => {
    const body = Buffer.from(JSON.stringify({ task_id: '1', task_status: 'processing' }));
    expect(await deliver(await open(), body)).toEqual({ status: 200, nudged: [] });
  });

  it('is unknown under another token, and under the token of another job', async () => {
    const callbacks = await open();
    const unknown = { status: 404, nudged: [] };
    expect(await deliver(callbacks, ENDED, { token: 'guessed' })).toEqual(unknown);
    expect(await deliver(callbacks, ENDED, { jobId: 'discord-1312' })).toEqual(unknown);
  });

  it('is refused unsigned where there is a webhook secret', async () => {
    const callbacks = await open({ secret: WEBHOOK_SECRET });
    expect(await deliver(callbacks, ENDED)).toEqual({ status: 401, nudged: [] });
  });

  it('is taken with the signature of the webhook secret', async () => {
    const callbacks = await open({ secret: WEBHOOK_SECRET });
    const delivered = await deliver(callbacks, ENDED, { headers: signed(ENDED) });
    expect(delivered).toEqual({ status: 200, nudged: [JOB] });
  });

  it('is refused when it is no callback', async () => {
    const delivered = await deliver(await open(), Buffer.from('<html>'));
    expect(delivered).toEqual({ status: 400, nudged: [] });
  });

  it('still arrives after a restart', async () => {
    const settings = createInMemoryDocuments('settings');
    const before = (await open({ settings })).urlOf(JOB);
    expect((await open({ settings })).urlOf(JOB)).toBe(before);
  });

  it('goes below the path of the public address', async () => {
    const url = (await open()).urlOf(JOB);
    expect(url).toMatch(/^https:\/\/bot\.example\/base\/kling\/callback\/discord-1311\/[\w-]{43}$/);
  });
});

it('offers Kling no address where nobody can reach the service', async () => {
  const callbacks = await openCallbacks({
    publicUrl: undefined,
    webhookSecret: undefined,
    settings: createInMemoryDocuments('settings'),
    now: () => NOW,
  });
  expect(callbacks.urlOf(JOB)).toBeUndefined();
});
