import { describe, expect, it, onTestFinished } from 'vitest';
import { createKlingClient } from '../../src/kling/client.ts';
import type { KlingCredentials } from '../../src/kling/token.ts';
import { Secret } from '../../src/secret.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { fixture, picture } from './samples.ts';
import { aSandbox, type SandboxUnderTest, VIDEO } from './sandbox-under-test.ts';

const calm = new AbortController().signal;

function aClient({ sandbox }: SandboxUnderTest, credentials: KlingCredentials) {
  const clock = createManualClock();
  const client = createKlingClient({ baseUrl: sandbox.url, credentials, clock });
  onTestFinished(() => client.close());
  return client;
}

const anOrder = async (jobId: string) => ({
  jobId,
  portrait: Buffer.from(await picture(), 'base64'),
  clip: fixture('tone.mp3'),
  prompt: 'speak calmly',
  mode: 'std' as const,
});

describe("the bot's own client", () => {
  it('orders, finds, lists and gets its video with either kind of key', async () => {
    const world = await aSandbox();
    const { apiKey, accessKey, secretKey } = world.sandbox;
    const pair = { accessKey: new Secret(accessKey), secretKey: new Secret(secretKey) };
    for (const [n, credentials] of [{ apiKey: new Secret(apiKey) }, pair].entries()) {
      const client = aClient(world, credentials);
      const jobId = `discord-${n}`;
      const { taskId } = await client.order(await anOrder(jobId), calm);
      await world.finished(taskId);
      const found = await client.find(jobId, calm);
      expect(found).toMatchObject({ taskId, jobId, status: 'succeeded', chargedUnits: 1.2 });
      expect((await client.list(1, 30, calm))[0]).toEqual(found);
      expect(await (await world.send(found?.videoUrl ?? '')).text()).toBe(VIDEO.toString());
    }
  });

  it('adopts its task when the answer to the order was lost', async () => {
    const world = await aSandbox();
    const client = aClient(world, { apiKey: new Secret(world.sandbox.apiKey) });
    for (const kind of ['5000-after', 'reset-after', 'cut-body', 'malformed-after'] as const) {
      world.sandbox.control.fail({ call: 'createTask', kind, times: 1 });
      const { taskId } = await client.order(await anOrder(`discord-${kind}`), calm);
      expect(world.sandbox.control.tasks()[0]).toMatchObject({ taskId });
    }
    expect(world.sandbox.control.tasks()).toHaveLength(4);
  });
});
