import fetch from 'node-fetch';
import { expect, it } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createSteppedClock } from '../support/stepped-clock.ts';
import { create, startSandbox, taskIn, taskWhen } from './a-sandbox.ts';

async function finishedLink(sandbox: Sandbox): Promise<string> {
  const { task_id } = taskIn(await create(sandbox));
  const task = await taskWhen(sandbox, task_id, 'succeed');
  return task.task_result?.videos[0]?.url ?? '';
}

// GET /cdn/:taskId/:kind.mp4
it('serves the video to whoever has the link, with no key', async () => {
  const sandbox = await startSandbox();
  const reply = await fetch(await finishedLink(sandbox));
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('video/mp4');
  const video = Buffer.from(await reply.arrayBuffer());
  expect(video.toString('latin1', 4, 8)).toBe('ftyp');
  expect(`${video.length}`).toBe(reply.headers.get('content-length'));
});

it('answers 403 once the link has died, and Query Task gives a new one', async () => {
  const clock = createSteppedClock();
  const sandbox = await startSandbox({ clock, settings: { linkMs: 60_000 } });
  const link = await finishedLink(sandbox);
  expect((await fetch(link)).status).toBe(200);
  await clock.skip(61_000);
  expect((await fetch(link)).status).toBe(403);
});

it('answers 403 to a link that was changed', async () => {
  const sandbox = await startSandbox();
  const link = new URL(await finishedLink(sandbox));
  link.searchParams.set('Expires', '99999999999');
  expect((await fetch(link)).status).toBe(403);
});
