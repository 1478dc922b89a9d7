import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fetch, { type RequestInit } from 'node-fetch';
import { onTestFinished } from 'vitest';
import type { Chat } from '../../../src/jobs/contracts.ts';
import { toJobId } from '../../../src/jobs/job.ts';
import { createLendPart } from '../../../src/jobs/lend-part.ts';
import { createUploads } from '../../../src/jobs/uploads.ts';
import { createScratch } from '../../../src/storage/scratch.ts';
import { createAccess, type PageAccess } from '../../../src/surfaces/web/access.ts';
import { type HttpServer, startHttpServer } from '../../../src/surfaces/web/http-server.ts';
import { createWeb } from '../../../src/surfaces/web/thread/web.ts';
import type {
  Part,
  ShownDraft,
  ShownJob,
  ThreadEvents,
  ThreadView,
  WireError,
} from '../../../src/surfaces/web/thread/wire.ts';
import { createNamespaces } from '../../support/in-memory-documents.ts';
import { createPatience, type Patience } from '../../support/patience.ts';
import {
  type Bot,
  createWorld,
  untilJob,
  type World,
  type WorldOptions,
} from '../../support/world.ts';

const ASSETS = path.join(import.meta.dirname, '../../../assets');
const SAMPLE_FILES = {
  portraits: [{ id: 'portrait', file: path.join(ASSETS, 'sample-portrait.jpg') }],
  clips: [{ id: 'voice', file: path.join(ASSETS, 'sample-voice.ogg') }],
};

export interface WebSettings {
  readonly pageAccess?: PageAccess;
  readonly publicUrl?: string;
  readonly trustedProxies?: readonly string[];
}

/** One run of the service. */
export interface WebBot extends Bot {
  readonly url: string;
  setIntake(open: boolean): void;
}

/** The jobs on fakes, but the page's side of them by the real framework over the network. */
export interface WebWorld extends Patience {
  readonly world: World;
  start(settings?: WebSettings): Promise<WebBot>;
  /** What is in the folder for temporary files. */
  temporary(): string[];
  /** Keys of the bytes that are kept of uploads, without those of the samples. */
  uploadKeys(): string[];
}

export function createWebWorld(options: WorldOptions = {}): WebWorld {
  const folder = mkdtempSync(path.join(tmpdir(), 'web-world-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  let chat: Chat | undefined;
  const world = createWorld({
    ...options,
    chat: () => {
      if (chat === undefined) throw new Error('The bot has not been started');
      return chat;
    },
  });
  const { clock, log, blobs, media } = world;
  const documents = createNamespaces();

  async function start(settings: WebSettings = {}): Promise<WebBot> {
    const { pageAccess = 'local', publicUrl, trustedProxies = [] } = settings;
    const stop = new AbortController();
    const common = { clock, log, signal: stop.signal, publicUrl };
    const web = createWeb({ ...common, isPreview: true, samples: SAMPLE_FILES }, { documents });
    chat = web.chat;
    const bot = await world.start();
    const withScratch = createScratch(folder);
    const intake = createIntake();
    const routes = web.routes(bot.desk, {
      ...{ withScratch, intake, lendPart: createLendPart(blobs) },
      access: createAccess({ pageAccess, publicUrl }),
      uploads: createUploads({ blobs, media, withScratch }),
    });
    const http: HttpServer = await startHttpServer({
      ...{ host: '127.0.0.1', port: 0, trustedProxies, publicUrl, clock, log, routes: [routes] },
    });
    const end = async () => {
      stop.abort();
      await web.close();
      await http.close();
    };
    onTestFinished(end);
    return {
      ...bot,
      url: http.url,
      setIntake: intake.set,
      stop: async () => {
        await end();
        await bot.stop();
      },
    };
  }

  return {
    ...{ world, start, ...createPatience(world) },
    temporary: () => readdirSync(folder),
    uploadKeys: () => [...blobs.keys].filter((key) => key.startsWith('upload-')).sort(),
  };
}

function createIntake() {
  const listeners: ((open: boolean) => void)[] = [];
  let isOpen = true;
  return {
    isOpen: () => isOpen,
    onChange: (listener: (open: boolean) => void) => void listeners.push(listener),
    set: (open: boolean) => {
      isOpen = open;
      for (const listener of listeners) listener(open);
    },
  };
}

export interface Reply<T = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: T;
}

export interface HeardEvent {
  readonly name: keyof ThreadEvents;
  readonly data: unknown;
}

/** An open connection of a tab, and what it has heard. */
export interface Tab {
  readonly heard: readonly HeardEvent[];
  readonly headers: Readonly<IncomingMessage['headers']>;
  readonly ended: boolean;
  readonly raw: IncomingMessage;
  last<Name extends keyof ThreadEvents>(name: Name): ThreadEvents[Name] | undefined;
}

/** A browser that uses the page, with its cookie. */
export interface Visitor {
  cookie: string | undefined;
  call<T = WireError>(method: string, path: string, init?: RequestInit): Promise<Reply<T>>;
  post<T = ShownJob>(path: string, json: unknown): Promise<Reply<T>>;
  thread(): Promise<ThreadView>;
  upload(part: Part, name?: string): Promise<Reply<ShownDraft>>;
  /** Uploads both parts and asks for a video. */
  ask(messageId: string, more?: object): Promise<Reply<ShownJob>>;
  listen(): Promise<Tab>;
}

/** A new visitor of the page, or one with a cookie of an earlier run. */
export async function aVisitor(
  { url }: Pick<WebBot, 'url'>,
  language = 'en',
  cookie?: string,
): Promise<Visitor> {
  const visitor: Visitor = {
    cookie,
    call: async <T>(method: string, asked: string, init: RequestInit = {}) => {
      const headers = {
        'accept-language': language,
        ...(visitor.cookie === undefined ? {} : { cookie: visitor.cookie }),
        ...(init.headers as object),
      };
      const reply = await fetch(`${url}${asked}`, { ...init, method, headers });
      const [given] = (reply.headers.get('set-cookie') ?? '').split(';');
      if (given) visitor.cookie = given;
      const text = await reply.text();
      const isJson = reply.headers.get('content-type')?.startsWith('application/json');
      const body = (isJson ? JSON.parse(text) : text) as T;
      return { status: reply.status, headers: Object.fromEntries(reply.headers), body };
    },
    post: (asked, json) =>
      visitor.call('POST', asked, {
        body: JSON.stringify(json),
        headers: { 'content-type': 'application/json' },
      }),
    thread: async () => (await visitor.call<ThreadView>('GET', '/api/thread')).body,
    upload: (part, name = `my ${part}.bin`) =>
      visitor.call('PUT', `/api/draft/${part}`, {
        body: Buffer.from(`a ${part}`),
        headers: { 'x-file-name': encodeURIComponent(name) },
      }),
    ask: async (messageId, more = {}) => {
      await visitor.upload('portrait');
      await visitor.upload('clip');
      return visitor.post('/api/jobs', { messageId, prompt: 'smiles', mode: 'std', ...more });
    },
    listen: () => listen(`${url}/api/events`, { cookie: visitor.cookie, language }),
  };
  if (cookie === undefined) await visitor.thread();
  return visitor;
}

async function listen(
  url: string,
  { cookie = '', language }: { cookie: string | undefined; language: string },
): Promise<Tab> {
  const request = get(url, { agent: false, headers: { cookie, 'accept-language': language } });
  const [raw] = (await once(request, 'response')) as [IncomingMessage];
  const heard: HeardEvent[] = [];
  const tab = { heard, headers: raw.headers, ended: false, raw, last: lastOf(heard) };
  let text = '';
  raw.setEncoding('utf8');
  raw.on('data', (chunk: string) => {
    const blocks = `${text}${chunk}`.split('\n\n');
    text = blocks.pop() ?? '';
    heard.push(...blocks.flatMap(readEvent));
  });
  raw.on('error', () => undefined);
  raw.on('close', () => {
    tab.ended = true;
  });
  onTestFinished(() => void raw.destroy());
  return tab;
}

function lastOf(heard: readonly HeardEvent[]) {
  return <Name extends keyof ThreadEvents>(name: Name) =>
    heard.findLast((event) => event.name === name)?.data as ThreadEvents[Name] | undefined;
}

function readEvent(block: string): HeardEvent[] {
  const found = /^event: (\w+)\ndata: (.*)$/.exec(block);
  if (found === null) return [];
  return [{ name: found[1] as HeardEvent['name'], data: JSON.parse(found[2] ?? '') }];
}

/** Lets time pass until the job of a reply has come to its end. */
export async function untilDone(world: World, { id }: { readonly id: string }): Promise<void> {
  await untilJob(world, toJobId(id), ({ state }) => state.kind === 'done');
}

/** Ids as the page makes them. */
export const FIRST = 'message0001';
export const SECOND = 'message0002';
