import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createSignatureCheck, readCallback } from '../../src/kling/callback.ts';
import type { Settings } from '../../src/sandbox/settings.ts';
import { Secret } from '../../src/secret.ts';
import { create, startSandbox, taskIn } from './a-sandbox.ts';

interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawBody: Buffer;
}

async function receiver(): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, reply) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ headers: request.headers, rawBody: Buffer.concat(chunks) });
    reply.end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cb`, received };
}

const statusesOf = (received: readonly Received[]) =>
  received.map(({ rawBody }) => JSON.parse(rawBody.toString()).task_status as string);

async function statusesWith(callbacks: Settings['callbacks'], count: number): Promise<string[]> {
  const sandbox = await startSandbox({ settings: { callbacks } });
  const { url, received } = await receiver();
  await create(sandbox, { callback_url: url });
  await vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(count));
  return statusesOf(received);
}

it('tells every change of status in the old shape, with no envelope', async () => {
  const sandbox = await startSandbox();
  const { url, received } = await receiver();
  const { task_id } = taskIn(
    await create(sandbox, { callback_url: url, external_task_id: 'discord-3' }),
  );
  await vi.waitFor(() => expect(received).toHaveLength(3));
  expect(statusesOf(received).sort()).toEqual(['processing', 'submitted', 'succeed']);
  const last = received.find(({ rawBody }) => rawBody.includes('succeed'));
  const body = JSON.parse(last?.rawBody.toString() ?? '');
  expect(body).toMatchObject({ task_id, final_unit_deduction: '1.2' });
  expect(body).not.toHaveProperty('code');
  expect(last?.headers).not.toHaveProperty('webhook-signature');
  expect(readCallback(last?.rawBody ?? Buffer.alloc(0))).toEqual({
    taskId: task_id,
    jobId: 'discord-3',
    status: 'succeeded',
  });
});

it('signs them so that the client of the bot finds them good', async () => {
  const webhookSecret = `whsec_${Buffer.from('sandbox secret').toString('base64')}`;
  const sandbox = await startSandbox({ webhookSecret });
  const { url, received } = await receiver();
  await create(sandbox, { callback_url: url });
  await vi.waitFor(() => expect(received).toHaveLength(3));
  const check = createSignatureCheck(new Secret(webhookSecret));
  const verdicts = received.map(({ headers, rawBody }) => check(headers, rawBody, Date.now()));
  expect(verdicts).toEqual(['good', 'good', 'good']);
});

it('sends each one twice where it is told to', async () => {
  expect((await statusesWith('duplicate', 6)).filter((each) => each === 'succeed')).toHaveLength(2);
});

it('sends the end first where it is told to', async () => {
  const statuses = await statusesWith('out-of-order', 3);
  expect(statuses).toEqual(['succeed', 'processing', 'submitted']);
});

it('sends none where it is told to', async () => {
  const sandbox = await startSandbox({ settings: { callbacks: 'dropped' } });
  const { url, received } = await receiver();
  await create(sandbox, { callback_url: url });
  await vi.waitFor(() => expect(sandbox.control.tasks()[0]?.status).toBe('succeed'));
  expect(received).toEqual([]);
});
