import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fetch from 'node-fetch';
import { expect, it, onTestFinished } from 'vitest';
import type { ThreadView } from '../../src/surfaces/web/thread/wire.ts';
import { type BotProcess, ready, startBot } from '../support/bot-process.ts';

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

it('ends where its port is taken, and says what to change', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { exitCode, stderr } = await (await start({ HTTP_PORT: `${port}` })).ended;
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Cannot listen on 127\.0\.0\.1:\d+; change HTTP_HOST or HTTP_PORT .+\n$/);
});

it('does not invite to a page that answers to nobody', async () => {
  const service = await start({ PUBLIC_URL: 'https://bot.example' });
  await ready(service);
  expect(await terminate(service)).toBe(0);
  expect((await service.ended).stdout).not.toContain('browser');
});

/** As patient as a busy machine needs, and seldom enough for the limit of one address. */
const POLL = { timeout: 30_000, interval: 600 };
/** What an orchestrator grants between SIGTERM and SIGKILL. */
const GRANTED_MS = 10_000;

async function terminate({ child, ended }: BotProcess): Promise<number | null> {
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), GRANTED_MS);
  const { exitCode } = await ended;
  clearTimeout(patience);
  return exitCode;
}

it('ends also where something was not let go of, and says so', async () => {
  const folder = await newFolder();
  const env = { DATA_DIR: path.join(folder, 'data'), HTTP_PORT: '0', LOG_LEVEL: 'error' };
  const preload = 'data:text/javascript,setInterval(() => undefined, 1_000)';
  const service = startBot([], env, { preload });
  await ready(service);
  expect(await terminate(service)).toBe(0);
  expect((await service.ended).stderr).toBe('Not everything has stopped in time; it ends here.\n');
});

/** A visitor of the page, as a browser without its screen. */
function createVisitor() {
  let cookie = '';
  const call = async (url: string, method: string, what: string, json?: unknown) => {
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const headers = { cookie, 'content-type': 'application/json' };
    return fetch(`${url}/api/${what}`, { method, headers, ...body });
  };
  const thread = async (url: string): Promise<ThreadView> => {
    const reply = await call(url, 'GET', 'thread');
    cookie = reply.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return (await reply.json()) as ThreadView;
  };
  return {
    call,
    thread,
    /** Looks at the thread until its one job is so far. */
    untilJob: async (url: string, isSo: (job: ThreadView['jobs'][number]) => boolean) => {
      await expect.poll(async () => (await thread(url)).jobs.filter(isSo).length, POLL).toBe(1);
    },
    /** Begins to send a file and never ends. */
    beginUpload: (url: string) => {
      const headers = { cookie, 'content-length': 1_000_000, 'x-file-name': 'me.jpg' };
      const upload = request(`${url}/api/draft/portrait`, { method: 'PUT', headers });
      upload.on('error', () => undefined);
      upload.write(Buffer.alloc(1_000));
    },
  };
}

it('is stopped in order while a video is rendered, a page listens and a file comes, and goes on', async () => {
  const folder = await newFolder();
  const data = path.join(folder, 'data');
  const run = () => startBot([], { DATA_DIR: data, HTTP_PORT: '0', LOG_LEVEL: 'error' });
  const urlOf = async (bot: BotProcess) => /http:\S+/.exec(await ready(bot))?.[0] ?? '';
  const first = run();
  const url = await urlOf(first);
  const visitor = createVisitor();
  await visitor.thread(url);
  await visitor.call(url, 'POST', 'draft/sample', { portrait: 'woman', clip: 'woman-voice' });
  await visitor.call(url, 'POST', 'jobs', { messageId: 'message0001', prompt: '', mode: 'std' });
  await visitor.untilJob(url, ({ phase }) => phase === 'rendering');
  const stream = await visitor.call(url, 'GET', 'events');
  stream.body?.on('error', () => undefined).resume();
  visitor.beginUpload(url);
  await expect.poll(() => readdir(path.join(data, 'scratch'))).toHaveLength(1);
  expect(await terminate(first)).toBe(0);
  const second = run();
  const later = await urlOf(second);
  await visitor.untilJob(later, ({ ended }) => ended === 'video');
  expect(await readdir(path.join(data, 'scratch'))).toEqual([]);
  expect(await terminate(second)).toBe(0);
}, 60_000);

it('tells an orchestrator that it can work, and Prometheus what it has done', async () => {
  const service = await start();
  const url = /http:\S+/.exec(await ready(service))?.[0] ?? '';
  const readiness = await (await fetch(`${url}/readyz`)).json();
  expect(readiness).toEqual({
    ready: true,
    checks: {
      storage: { ok: true, detail: 'writable' },
      kling: { ok: true, detail: 'answers' },
    },
  });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('avatar_bot_open_jobs 0\n');
  expect(await terminate(service)).toBe(0);
});
