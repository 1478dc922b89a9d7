import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import fetch from 'node-fetch';
import sharp from 'sharp';
import { onTestFinished, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import type { Encode } from '../../src/sandbox/render.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { wav } from '../media/wav.ts';
import { quietLog } from '../support/real-sandbox.ts';

export const TASKS = '/v1/videos/avatar/image2video';
const FINISHED = path.join(import.meta.dirname, '../media/fixtures/finished.mp4');

const MP3 = path.join(import.meta.dirname, '../media/fixtures/voice.mp3');

/** Hands out a finished video or sound instead of encoding: what is drawn has a test of its own. */
export const instantEncode: Encode = async ({ output }) => {
  await copyFile(output.endsWith('.mp3') ? MP3 : FINISHED, output);
};

/** A sandbox whose tasks end at once unless settings say otherwise; closed with the test. */
export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await createSandbox({
    encode: instantEncode,
    clock: systemClock,
    log: quietLog,
    ...options,
    settings: { queueMs: 0, ...options.settings },
  });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

export interface Answer {
  readonly status: number;
  readonly body: {
    readonly code: number;
    readonly message: string;
    readonly request_id: string;
    readonly data?: unknown;
  };
}

/** One request with the sandbox's API key, or with whatever `authorization` says. */
export async function call(
  sandbox: Sandbox,
  route: string,
  options: { method?: string; json?: unknown; authorization?: string | null } = {},
): Promise<Answer> {
  const { authorization = `Bearer ${sandbox.apiKey}`, json, method } = options;
  const reply = await fetch(`${sandbox.url}${route}`, {
    method: method ?? (json === undefined ? 'GET' : 'POST'),
    headers: {
      ...(authorization === null ? {} : { authorization }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  return { status: reply.status, body: (await reply.json()) as Answer['body'] };
}

export async function picture(
  width: number,
  height: number,
  format: 'jpeg' | 'png' | 'webp' = 'png',
): Promise<string> {
  const image = sharp({ create: { width, height, channels: 3, background: '#963' } });
  return (await image.toFormat(format).toBuffer()).toString('base64');
}

export const sound = (seconds: number) => wav({ seconds }).toString('base64');

/** The body of a task that Kling takes; `changes` make of it what a test needs. */
async function taskBody(changes: Readonly<Record<string, unknown>> = {}): Promise<object> {
  return { image: await picture(320, 320), sound_file: sound(2.5), mode: 'std', ...changes };
}

export async function create(sandbox: Sandbox, changes: Readonly<Record<string, unknown>> = {}) {
  return call(sandbox, TASKS, { json: await taskBody(changes) });
}

export interface WireTask {
  readonly task_id: string;
  readonly task_status: string;
  readonly task_status_msg: string;
  readonly task_info: { readonly external_task_id: string };
  readonly task_result?: {
    readonly videos: readonly {
      readonly url: string;
      readonly watermark_url?: string;
      readonly duration: string;
    }[];
  };
  readonly final_unit_deduction?: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export const taskIn = ({ body }: Answer) => body.data as WireTask;

/** The task when it has come to that status. */
export async function taskWhen(sandbox: Sandbox, id: string, status: string): Promise<WireTask> {
  return vi.waitFor(
    async () => {
      const task = taskIn(await call(sandbox, `${TASKS}/${id}`));
      if (task.task_status !== status) throw new Error(`It is ${task.task_status}, not ${status}`);
      return task;
    },
    { timeout: 5_000, interval: 10 },
  );
}
