import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startBot } from '../support/bot-process.ts';
import { picture, sound } from './samples.ts';
import { TASKS } from './sandbox-under-test.ts';

const KEY = 'the-same-after-a-kill';
const headers = { authorization: `Bearer ${KEY}` };

/** `npm run sandbox` as a process of its own. */
async function startSandbox(dataDir: string) {
  const args = ['sandbox', '--api-key', KEY, '--data-dir', dataDir, '--never-end'];
  const { child, ended } = startBot(args, {}, { cwd: dataDir });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let said = '';
  for (let url: string | undefined; ; url = /KLING_API_BASE_URL=(\S+)/.exec(said)?.[1]) {
    if (url !== undefined) return { url, child, ended };
    if (child.stdout === null) throw new Error('The sandbox has no output');
    const [chunk] = await once(child.stdout, 'data');
    said += String(chunk);
  }
}

it('a task outlives a SIGKILL of the sandbox and ends under its id', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sandbox-kill-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const first = await startSandbox(dataDir);
  const body = JSON.stringify({
    image: await picture(),
    sound_file: sound(2),
    external_task_id: 'discord-1',
  });
  const created = await fetch(`${first.url}${TASKS}`, { method: 'POST', headers, body });
  expect(created.status).toBe(200);
  const { data } = (await created.json()) as { data: { task_id: string } };
  first.child.kill('SIGKILL');
  await first.ended;

  const second = await startSandbox(dataDir);
  expect((await fetch(`${second.url}/_sandbox/finish-all`, { method: 'POST' })).status).toBe(200);
  const found = await fetch(`${second.url}${TASKS}/discord-1`, { headers });
  expect(await found.json()).toMatchObject({
    data: { task_id: data.task_id, task_status: 'succeed' },
  });
}, 120_000);
