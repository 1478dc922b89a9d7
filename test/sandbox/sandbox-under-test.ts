import { writeFile } from 'node:fs/promises';
import fetch, { type Response } from 'node-fetch';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Encode } from '../../src/sandbox/render.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { createRecordedLog, type RecordedLog } from '../support/recorded-log.ts';
import { createSteppedClock, type SteppedClock } from '../support/stepped-clock.ts';
import { picture, sound } from './samples.ts';

export const TASKS = '/v1/videos/avatar/image2video';
/** What the stand-in encoder writes. */
export const VIDEO = Buffer.from('0123456789 not really a video');

const reply = z.object({
  code: z.number(),
  message: z.string(),
  request_id: z.string(),
  data: z.unknown().optional(),
});
const oneTask = z.looseObject({
  task_id: z.string(),
  task_status: z.string(),
  task_status_msg: z.string().optional(),
  task_info: z.object({ external_task_id: z.string() }),
  task_result: z.object({ videos: z.array(z.record(z.string(), z.string())) }).optional(),
  final_unit_deduction: z.string().optional(),
  created_at: z.number(),
  updated_at: z.number(),
});

export type SeenTask = z.infer<typeof oneTask>;
export type Reply = z.infer<typeof reply> & { readonly status: number };

export interface SandboxUnderTest {
  readonly sandbox: Sandbox;
  readonly clock: SteppedClock;
  readonly log: RecordedLog;
  /** A request with the API key unless `headers` say otherwise, and its answer as it came. */
  send(path: string, options?: SendOptions): Promise<Response>;
  call(path: string, options?: SendOptions): Promise<Reply>;
  /** Create Task with a good picture and three seconds of sound, but for `fields`. */
  create(fields?: object): Promise<Reply>;
  /** The same, as it came. */
  rawCreate(): Promise<{ readonly response: Response; readonly text: string }>;
  /** The same, where it has to succeed. */
  order(fields?: object): Promise<SeenTask>;
  task(id: string): Promise<SeenTask>;
  list(query?: string): Promise<SeenTask[]>;
  /** The task at its end, without waiting for the clock. */
  finished(id: string): Promise<SeenTask>;
}

interface SendOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Text is sent as it is. */
  readonly body?: object | string;
  readonly signal?: AbortSignal;
}

export const standInEncode: Encode = async ({ output }) => {
  await writeFile(output, VIDEO);
};

/** A sandbox whose time stands still and whose videos are not drawn; closed when the test is over. */
export async function aSandbox(options: Partial<SandboxOptions> = {}): Promise<SandboxUnderTest> {
  const clock = createSteppedClock();
  const log = createRecordedLog();
  const sandbox = await createSandbox({ encode: standInEncode, clock, log, ...options });
  onTestFinished(() => sandbox.close());
  const [image, sound_file] = [await picture(), sound(3)];

  function send(path: string, { body, ...options }: SendOptions = {}): Promise<Response> {
    return fetch(path.startsWith('http') ? path : `${sandbox.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...options,
      headers: { authorization: `Bearer ${sandbox.apiKey}`, ...options.headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  async function call(path: string, options?: SendOptions): Promise<Reply> {
    const response = await send(path, options);
    return { ...reply.parse(await response.json()), status: response.status };
  }

  const rawCreate = async () => {
    const response = await send(TASKS, { body: { image, sound_file } });
    return { response, text: await response.text() };
  };
  const create = (fields = {}) => call(TASKS, { body: { image, sound_file, ...fields } });
  const task = async (id: string) => {
    const { data } = await call(`${TASKS}/${encodeURIComponent(id)}`);
    return oneTask.parse(data);
  };
  return {
    ...{ sandbox, clock, log, send, call, create, rawCreate, task },
    order: async (fields) => oneTask.parse((await create(fields)).data),
    list: async (query = '') => z.array(oneTask).parse((await call(`${TASKS}${query}`)).data),
    finished: async (id) => {
      sandbox.control.finishAll();
      await sandbox.control.settled();
      return task(id);
    },
  };
}
