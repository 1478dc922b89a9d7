import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FastifyInstance, fastify } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { refusalReply } from './answer.ts';
import { addApiRoutes } from './api-routes.ts';
import type { SandboxKeys } from './authorization.ts';
import { createCallbacks } from './callbacks.ts';
import { type Control, createControl } from './control.ts';
import { addControlRoutes } from './control-routes.ts';
import { createFaults } from './faults.ts';
import { addFileRoutes } from './file-routes.ts';
import { Refusal } from './refusal.ts';
import { createRenderVideo, type Encode } from './render.ts';
import { createRequestLog } from './request-log.ts';
import { createResultLinks } from './result-links.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { createSpeech } from './speech.ts';
import { toWire } from './task.ts';
import { openTaskBook } from './task-book.ts';
import { openTaskFiles } from './task-files.ts';

/** Two files of 10 and 5 MB in base64, and what surrounds them. */
const MAX_BODY_BYTES = 25_000_000;

export interface SandboxOptions {
  readonly encode: Encode;
  readonly clock: Clock;
  readonly log: Log;
  readonly host?: string;
  /** 0 = any free one. */
  readonly port?: number;
  /** Made anew at each start unless given. */
  readonly keys?: Partial<SandboxKeys>;
  readonly settings?: Partial<Settings>;
  /** `whsec_…`; callbacks are unsigned without it. */
  readonly webhookSecret?: string;
  /** Where tasks survive the process; without it they end with it. */
  readonly dataDir?: string;
  /** Called for every route that is registered. */
  readonly onRoute?: (route: string) => void;
}

export interface Sandbox extends SandboxKeys {
  readonly url: string;
  readonly control: Control;
  close(): Promise<void>;
}

/** Kling's avatar API on this machine: refuses what Kling refuses, and draws real videos. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { encode, clock, log, host = '127.0.0.1', port = 0 } = options;
  const keys = makeKeys(options.keys);
  const settings: Settings = { ...DEFAULT_SETTINGS, ...options.settings };
  const temporary = options.dataDir === undefined;
  const folder = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'kling-sandbox-data-')));
  let url = '';

  const files = await openTaskFiles(folder);
  const links = createResultLinks({ baseUrl: () => url, settings, now: clock.now });
  const callbacks = createCallbacks({
    settings,
    secret: options.webhookSecret,
    toBody: (task) => toWire(task, (each, kind) => links.linkOf(each.taskId, kind)),
    clock,
    log,
  });
  const speech = createSpeech({ folder, encode, now: clock.now });
  const faults = createFaults();
  const requestLog = createRequestLog();
  const render = createRenderVideo(files, encode);
  const book = await openTaskBook({
    files,
    settings,
    render,
    onChange: callbacks.tell,
    clock,
    log,
  });

  const control = createControl({ book, speech, faults, requestLog, settings });
  const server = openServer(options.onRoute);
  const baseUrl = () => url;
  const now = clock.now;
  addApiRoutes(server, { book, speech, links, faults, settings, requestLog, keys, now, baseUrl });
  addFileRoutes(server, { book, files, speech, links, faults, requestLog });
  addControlRoutes(server, control);
  url = await server.listen({ host, port });

  return {
    ...keys,
    url,
    control,
    close: async () => {
      await server.close();
      await book.close();
      await callbacks.settled();
      if (temporary) await rm(folder, { recursive: true, force: true });
    },
  };
}

function openServer(onRoute: SandboxOptions['onRoute']): FastifyInstance {
  const server = fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  const paths = new Set<string>();
  server.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) {
      if (each === 'HEAD') continue;
      paths.add(url);
      onRoute?.(`${each} ${url}`);
    }
  });
  server.setErrorHandler((error, _request, reply) => {
    const { status, body } = refusalReply(error);
    return reply.code(status).send(body);
  });
  server.setNotFoundHandler((request, reply) => {
    const { status, body } = refusalReply(notFound(request.url, paths));
    return reply.code(status).send(body);
  });
  return server;
}

/** A known path with another method is 1202, anything else 1203 (Kling docs, error codes). */
function notFound(url: string, paths: ReadonlySet<string>): Refusal {
  const [asked = ''] = url.split('?');
  const isKnown = [...paths].some((known) =>
    new RegExp(`^${known.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`).test(asked),
  );
  return isKnown
    ? new Refusal(1202, 'The requested method is invalid')
    : new Refusal(1203, 'The requested resource does not exist');
}

function makeKeys(given: Partial<SandboxKeys> = {}): SandboxKeys {
  const random = () => randomBytes(16).toString('hex');
  return {
    accessKey: given.accessKey ?? `sandbox-access-${random()}`,
    secretKey: given.secretKey ?? `sandbox-secret-${random()}`,
    apiKey: given.apiKey ?? `sandbox-api-key-${random()}`,
  };
}
