import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createAnswer } from './answer.ts';
import { addApiRoutes } from './api-routes.ts';
import type { SandboxKeys } from './authorization.ts';
import { createCallbacks } from './callbacks.ts';
import { type Control, createControl } from './control.ts';
import { addControlRoutes } from './control-routes.ts';
import { createFaults } from './faults.ts';
import { addFileRoutes } from './file-routes.ts';
import { createPack } from './pack.ts';
import { createRenderVideo, type Encode } from './render.ts';
import { createRequestLog } from './request-log.ts';
import { createResultLinks, readLinkKey } from './result-links.ts';
import { openServer } from './server.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { openSpeech } from './speech.ts';
import { type Task, toWire } from './task.ts';
import { openTaskBook } from './task-book.ts';
import { openTaskFiles } from './task-files.ts';

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
  /** As after a start with no data. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Kling's avatar API on this machine: refuses what Kling refuses, and draws real videos.
 * @throws AppError `sandbox/webhook-secret-malformed`, or what the system says about the port
 */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const temporary = options.dataDir === undefined;
  const folder = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'kling-sandbox-data-')));
  const removeFolder = async () => {
    if (temporary) await rm(folder, { recursive: true, force: true });
  };
  try {
    await mkdir(folder, { recursive: true });
    const sandbox = await openSandbox(folder, options);
    const close = async () => {
      await sandbox.close();
      await removeFolder();
    };
    return { ...sandbox, close };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function openSandbox(folder: string, options: SandboxOptions): Promise<Sandbox> {
  const { encode, clock, log, host = '127.0.0.1', port = 0 } = options;
  const { now } = clock;
  const keys = makeKeys(options.keys);
  const settings: Settings = { ...DEFAULT_SETTINGS, ...options.settings };
  let url = '';

  const faults = createFaults();
  const requestLog = createRequestLog(now);
  const pack = createPack(settings);
  const files = await openTaskFiles(folder, { now, log });
  const key = await readLinkKey(folder);
  const links = createResultLinks({ baseUrl: () => url, key, settings, now });
  const wireOf = (task: Task) => toWire(task, links.linkOf);
  const secret = options.webhookSecret;
  const callbacks = createCallbacks({ settings, secret, toWire: wireOf, clock, log });
  const speech = await openSpeech({ folder, pack, encode, now });

  const render = createRenderVideo(files, encode);
  const onChange = callbacks.tell;
  const book = await openTaskBook({ files, settings, pack, render, onChange, clock, log });
  const control = createControl({ book, callbacks, speech, faults, requestLog, settings });

  const server = openServer(log, options.onRoute);
  const answer = createAnswer({ faults, requestLog, keys, now, log });
  const audioUrl = (id: string) => `${url}/cdn/audio/${id}.mp3`;
  addApiRoutes(server, { answer, book, speech, settings, toWire: wireOf, audioUrl });
  addFileRoutes(server, { book, files, speech, links, faults, requestLog });
  addControlRoutes(server, control);
  url = await server.listen({ host, port });
  // Not before: the callbacks of these tasks have links with the address in them.
  book.resume();
  return {
    ...keys,
    url,
    control,
    reset: control.reset,
    close: async () => {
      await server.close();
      await book.close();
      await callbacks.close();
    },
  };
}

function makeKeys(given: Partial<SandboxKeys> = {}): SandboxKeys {
  const random = () => randomBytes(16).toString('hex');
  return {
    accessKey: given.accessKey ?? `sandbox-access-${random()}`,
    secretKey: given.secretKey ?? `sandbox-secret-${random()}`,
    apiKey: given.apiKey ?? `sandbox-api-key-${random()}`,
  };
}
