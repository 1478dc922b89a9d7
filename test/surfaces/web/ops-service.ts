import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import fetch, { type RequestInit, type Response } from 'node-fetch';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import type { Operations } from '../../../src/jobs/operations.ts';
import type { Overview } from '../../../src/jobs/overview.ts';
import { Secret } from '../../../src/secret.ts';
import { startHttpServer } from '../../../src/surfaces/web/http-server.ts';
import { opsRoutes } from '../../../src/surfaces/web/ops/ops-routes.ts';
import type { OpsView } from '../../../src/surfaces/web/ops/wire.ts';
import { createRecordedLog, type RecordedLog } from '../../support/recorded-log.ts';
import { createSteppedClock } from '../../support/stepped-clock.ts';

export const QUIET: Overview = {
  takesRequests: true,
  slots: { used: 0, total: 5 },
  queues: [],
  open: [],
  openTotal: 0,
  people: [],
  spent: { units: 0, maxUnits: 6_000, maxUnitsPerPerson: 600, surfaces: [], people: [] },
  failures: [],
  renders: { std: [], pro: [] },
};

const NOTHING: Operations = {
  overview: async () => QUIET,
  cancel: async () => undefined,
  retry: async () => undefined,
  setIntake: async () => undefined,
};

export interface OpsService {
  readonly url: string;
  readonly log: RecordedLog;
  ask(method: string, path: string, init?: RequestInit): Promise<Response>;
  /** As the page sends it. */
  send(method: string, path: string, body: unknown): Promise<Response>;
  close(): Promise<void>;
}

/** The routes as the service has them, over operations that the test has made. */
export async function startOps(
  options: {
    readonly operations?: Partial<Operations>;
    readonly password?: string;
    readonly publicUrl?: string;
    readonly trustedProxies?: readonly string[];
    readonly clock?: Clock;
    /** No Kling account is set, which is so by default. */
    readonly isPreview?: boolean;
    /** What the build has left. */
    readonly pages?: Readonly<Record<string, string>>;
  } = {},
): Promise<OpsService> {
  const { operations, password, publicUrl, trustedProxies = [], isPreview = true } = options;
  const { clock = createSteppedClock(), pages = { 'ops.html': '<title>Operations</title>' } } =
    options;
  const log = createRecordedLog();
  const stop = new AbortController();
  const routes = opsRoutes({
    operations: { ...NOTHING, ...operations },
    checks: async () => ({ storage: { ok: true, detail: 'writable' } }),
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4', body: 'slots 5\n' }),
    password: password === undefined ? undefined : new Secret(password),
    ...{ isPreview, startedAt: clock.now() - 60_000, folder: folderWith(pages) },
    ...{ publicUrl, clock, log, signal: stop.signal },
  });
  const { url, close } = await startHttpServer({
    ...{ host: '127.0.0.1', port: 0, trustedProxies, publicUrl, clock, log, routes: [routes] },
  });
  onTestFinished(() => {
    stop.abort();
    return close();
  });
  const ask: OpsService['ask'] = (method, asked, init = {}) =>
    fetch(`${url}${asked}`, { ...init, method });
  const headers = { 'content-type': 'application/json' };
  const send: OpsService['send'] = (method, asked, body) =>
    ask(method, asked, { body: JSON.stringify(body), headers });
  return { url, log, ask, send, close };
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ops-pages-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

export function basic(password: string, user = 'operator'): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

/** A page that listens, and what it has heard. */
export interface Watcher {
  readonly views: readonly OpsView[];
  readonly response: IncomingMessage;
  readonly isOver: boolean;
  leave(): void;
}

export async function watch({ url }: OpsService): Promise<Watcher> {
  const request = get(`${url}/ops/api/events`, { agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const views: OpsView[] = [];
  const watcher = { views, response, isOver: false, leave: () => void response.destroy() };
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = `${text}${chunk}`.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) views.push(...readView(block));
  });
  response.on('error', () => undefined);
  response.on('close', () => {
    watcher.isOver = true;
  });
  onTestFinished(watcher.leave);
  return watcher;
}

function readView(block: string): OpsView[] {
  const data = /^event: view\ndata: (.*)$/.exec(block)?.[1];
  return data === undefined ? [] : [JSON.parse(data)];
}

/** The network of the machine takes moments that no clock of ours knows. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    if (holds()) return;
    await wait(2);
  }
  throw new Error('It did not come about');
}
