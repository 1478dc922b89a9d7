import { describe, expect, it } from 'vitest';
import type { Acceptance } from '../../../src/jobs/accept.ts';
import type { Cancellation } from '../../../src/jobs/desk.ts';
import { ProblemError } from '../../../src/jobs/problem.ts';
import { aJob } from '../../support/a-job.ts';
import { QUIET, startOps } from './ops-service.ts';

const MESSAGE = 'abcdefghij0123456789';

describe('the operator', () => {
  it('sees what the jobs, the checks and the clock say', async () => {
    const { ask } = await startOps();
    const reply = await ask('GET', '/ops/api/view');
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(await reply.json()).toEqual({
      ...QUIET,
      now: Date.UTC(2026, 10, 22, 12),
      upMs: 60_000,
      isPreview: true,
      checks: { storage: { ok: true, detail: 'writable' } },
      dollarsPerUnit: 0.14,
    });
  });

  it.each([
    ['free', 200, 'Nothing was paid'],
    ['charged', 200, 'its units are spent'],
    ['already-ended', 409, 'has already ended'],
    [undefined, 404, 'There is no job web-ada-1'],
  ] satisfies [Cancellation | undefined, number, string][])(
    'who cancels a job (%s) is told what became of it',
    async (cancellation, status, words) => {
      const cancelled: string[] = [];
      const cancel = async (id: string) => {
        cancelled.push(id);
        return cancellation;
      };
      const { ask } = await startOps({ operations: { cancel }, isPreview: false });
      const reply = await ask('POST', '/ops/api/jobs/web-ada-1/cancel');
      expect(reply.status).toBe(status);
      expect(await reply.text()).toContain(words);
      expect(cancelled).toEqual(['web-ada-1']);
    },
  );

  it('who cancels a preview is told of no units', async () => {
    const { ask } = await startOps({ operations: { cancel: async () => 'charged' } });
    const reply = await ask('POST', '/ops/api/jobs/web-ada-1/cancel');
    expect(await reply.text()).toContain('at no cost');
  });

  it('tries a job again, and is told the id of the new one', async () => {
    const asked: string[] = [];
    const retry = async (id: string, messageId: string): Promise<Acceptance> => {
      asked.push(id, messageId);
      return { job: aJob('web-ada-1.2'), fresh: true };
    };
    const { send } = await startOps({ operations: { retry } });
    const reply = await send('POST', '/ops/api/jobs/web-ada-1/retry', { messageId: MESSAGE });
    expect(await reply.json()).toEqual({ text: 'Job web-ada-1.2 tries it again.' });
    expect(asked).toEqual(['web-ada-1', MESSAGE]);
  });

  it('is told why a job cannot be tried again', async () => {
    const { send } = await startOps();
    const reply = await send('POST', '/ops/api/jobs/web-ada-1/retry', { messageId: MESSAGE });
    expect(reply.status).toBe(409);
    expect(await reply.json()).toMatchObject({ code: 'job/cannot-retry' });
  });

  it('is told the limit of the person that stands against another try', async () => {
    const retry = async () => {
      throw new ProblemError({ code: 'limit/open-jobs', open: 20, maxOpen: 20 });
    };
    const { send } = await startOps({ operations: { retry } });
    const reply = await send('POST', '/ops/api/jobs/web-ada-1/retry', { messageId: MESSAGE });
    expect(reply.status).toBe(422);
    const { code, message } = (await reply.json()) as { code: string; message: string };
    expect(code).toBe('limit/open-jobs');
    expect(message).toContain('20 at once is the limit');
  });

  it('refuses new requests and lets them in again, and sees it at once', async () => {
    let takesRequests = true;
    const { send } = await startOps({
      operations: {
        overview: async () => ({ ...QUIET, takesRequests }),
        setIntake: async (open) => {
          takesRequests = open;
        },
      },
    });
    for (const wish of [false, true]) {
      const reply = await send('PUT', '/ops/api/intake', { takesRequests: wish });
      expect(await reply.json()).toMatchObject({ takesRequests: wish });
    }
  });

  it('leaves a line in the log for whatever was done', async () => {
    const { ask, send, log } = await startOps({ operations: { cancel: async () => 'free' } });
    await ask('POST', '/ops/api/jobs/web-ada-1/cancel');
    await send('PUT', '/ops/api/intake', { takesRequests: false });
    expect(log.lines).toContainEqual(
      expect.objectContaining({
        event: 'ops.cancel',
        fields: { jobId: 'web-ada-1', address: '127.0.0.1' },
      }),
    );
    expect(log.count('ops.intake')).toBe(1);
  });
});

describe('what our page never sends', () => {
  it.each([
    ['POST', '/ops/api/jobs/web-ada-1/retry', {}],
    ['POST', '/ops/api/jobs/web-ada-1/retry', { messageId: 'short' }],
    ['POST', '/ops/api/jobs/web-ada-1/retry', { messageId: '../../etc/passwd' }],
    ['PUT', '/ops/api/intake', { takesRequests: 'no' }],
    ['PUT', '/ops/api/intake', null],
  ])('is refused before anything is done: %s %s %j', async (method, path, body) => {
    let done = 0;
    const count = async () => {
      done += 1;
      return undefined;
    };
    const { send } = await startOps({ operations: { retry: count, setIntake: count } });
    const reply = await send(method, path, body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ code: 'request/malformed' });
    expect(done).toBe(0);
  });

  it('is a form, which any page can send', async () => {
    const { ask } = await startOps();
    const reply = await ask('PUT', '/ops/api/intake', {
      body: '{"takesRequests":false}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(reply.status).toBe(400);
  });
});

describe('the page itself', () => {
  it('comes with a policy under which nothing foreign can run in it', async () => {
    const { ask } = await startOps();
    const reply = await ask('GET', '/ops');
    expect(await reply.text()).toBe('<title>Operations</title>');
    expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(reply.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(reply.headers.get('cache-control')).toBe('no-cache');
  });

  it('tells how to build it where it is missing', async () => {
    const { ask } = await startOps({ pages: {} });
    const reply = await ask('GET', '/ops');
    expect(reply.status).toBe(404);
    expect(await reply.text()).toContain('npm run build');
  });
});

it('gives the metrics to the monitoring', async () => {
  const { ask } = await startOps();
  const reply = await ask('GET', '/metrics');
  expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  expect(await reply.text()).toBe('slots 5\n');
});
