import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fetch from 'node-fetch';
import { expect, it, onTestFinished } from 'vitest';
import { type BotProcess, startBot } from '../support/bot-process.ts';

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'service-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(env: Readonly<Record<string, string>> = {}): Promise<BotProcess> {
  const folder = await newFolder();
  const settings = { DATA_DIR: path.join(folder, 'data'), HTTP_PORT: '0', LOG_LEVEL: 'error' };
  return startBot([], { ...settings, ...env }, { cwd: folder });
}

function firstLine({ child }: BotProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (bytes: Buffer) => resolve(bytes.toString()));
    child.once('exit', () => reject(new Error('The service ended before it was ready')));
  });
}

it('starts with no account, answers that it is alive, and stops in order at SIGTERM', async () => {
  const service = await start();
  const ready = await firstLine(service);
  const url = /http:\/\/\S+/.exec(ready)?.[0];
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  service.child.kill('SIGTERM');
  expect(await service.ended).toMatchObject({ exitCode: 0, stderr: '' });
});

it('names every bad setting in one message and does not start', async () => {
  const service = await start({ KLING_CONCURRENCY: 'many', HTTP_PORT: '99999', PUBLIC_URL: 'bot' });
  const { exitCode, stderr, stdout } = await service.ended;
  expect(exitCode).toBe(1);
  expect(stdout).toBe('');
  for (const name of ['KLING_CONCURRENCY', 'HTTP_PORT', 'PUBLIC_URL'])
    expect(stderr).toContain(name);
});

it('does not start with a setting that nothing uses yet, and does not print it', async () => {
  const { ended } = await start({ REDIS_URL: 'redis://:hunter2@127.0.0.1:6379' });
  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(1);
  expect(stderr).toContain('REDIS_URL');
  expect(stderr).not.toContain('hunter2');
});

it('does not start with a text that is no token of Discord, and does not print it', async () => {
  const { ended } = await start({ DISCORD_TOKEN: 'hunter2.def.ghi' });
  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(1);
  expect(stderr).toContain('DISCORD_TOKEN');
  expect(stderr).not.toContain('hunter2');
});

it('refuses a data folder that another process has, in one line', async () => {
  const folder = await newFolder();
  const env = { DATA_DIR: path.join(folder, 'data'), HTTP_PORT: '0', LOG_LEVEL: 'error' };
  const first = startBot([], env, { cwd: folder });
  await firstLine(first);
  const second = await startBot([], env, { cwd: folder }).ended;
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toMatch(/^Another process is using .+\n$/);
  first.child.kill('SIGTERM');
  expect((await first.ended).exitCode).toBe(0);
});
