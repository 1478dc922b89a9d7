import fetch from 'node-fetch';
import { expect, it, onTestFinished } from 'vitest';
import { startBot } from '../support/bot-process.ts';

it('prints an address and keys that open it, and ends with 0 at SIGTERM', async () => {
  const sandbox = startBot(['sandbox', '--port', '0', '--slots', '7'], {});
  onTestFinished(() => {
    sandbox.child.kill('SIGKILL');
  });
  const said = await new Promise<string>((resolve) => {
    sandbox.child.stdout?.once('data', (bytes: Buffer) => resolve(bytes.toString()));
  });
  const url = /KLING_API_BASE_URL=(\S+)/.exec(said)?.[1];
  const key = /KLING_API_KEY=(\S+)/.exec(said)?.[1];
  const reply = await fetch(`${url}/v1/videos/avatar/image2video`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(await reply.json()).toMatchObject({ code: 0, data: [] });
  const state = await fetch(`${url}/_sandbox/state`);
  expect(await state.json()).toMatchObject({ settings: { slots: 7 } });
  sandbox.child.kill('SIGTERM');
  expect((await sandbox.ended).exitCode).toBe(0);
});

it.each([
  [['--slots', 'many'], '--slots is a number, not many'],
  [['--fault', 'createTask:nonsense'], 'CALL:KIND'],
  [['--callbacks', 'sometimes'], 'callbacks'],
  [['--what'], '--what'],
])('ends with 2 and says what is wrong with %j', async (args, told) => {
  const { exitCode, stderr } = await startBot(['sandbox', ...args], {}).ended;
  expect(exitCode).toBe(2);
  expect(stderr).toContain(told);
});
