import { createHmac, randomUUID } from 'node:crypto';
import fetch from 'node-fetch';
import type { Clock } from '../clock.ts';
import { AppError, messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Settings } from './settings.ts';
import { isOpen, type Task, type WireTask } from './task.ts';

/** Kling tells no limit; a receiver that takes longer is not waited for. */
const TIMEOUT_MS = 10_000;

export interface Callbacks {
  /** Tells the task's callback address that its status has changed. */
  tell(task: Task): void;
  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void>;
  /** Lets go of what is on its way. */
  close(): Promise<void>;
}

interface Message {
  readonly taskId: string;
  readonly url: string;
  /** One for each status change; a repeated delivery has the same. */
  readonly id: string;
  readonly body: string;
}

/**
 * Status changes as Kling posts them: the old shape with no envelope, signed in the Standard Webhooks
 * way where there is a secret (Kling docs, callbacks). Duplicated, reordered or dropped on demand; sent
 * once each, because no repetition is documented.
 * @throws AppError `sandbox/webhook-secret-malformed`
 */
export function createCallbacks(options: {
  readonly settings: Settings;
  readonly secret: string | undefined;
  readonly toWire: (task: Task) => WireTask;
  readonly clock: Clock;
  readonly log: Log;
}): Callbacks {
  const { settings, toWire, clock, log } = options;
  const sign = options.secret === undefined ? undefined : createSigner(options.secret);
  const closing = new AbortController();
  const held = new Map<string, Message[]>();
  /** The deliveries of each task, one after the other. */
  const lines = new Map<string, Promise<void>>();

  async function send({ taskId, url, id, body }: Message): Promise<void> {
    // node-fetch leaves an error that nobody catches when it starts with an aborted signal and a body.
    if (closing.signal.aborted) return;
    const timestamp = `${Math.floor(clock.now() / 1_000)}`;
    try {
      const reply = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...sign?.(id, timestamp, body) },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      reply.body?.resume();
      log.debug({ taskId, status: reply.status }, 'sandbox.callback');
    } catch (error) {
      if (closing.signal.aborted) return;
      log.warn({ taskId, problem: messageOf(error) }, 'sandbox.callback-failed');
    }
  }

  function dispatch(taskId: string, messages: readonly Message[]): void {
    const line = messages.reduce(
      (before, message) => before.then(() => send(message)),
      lines.get(taskId) ?? Promise.resolve(),
    );
    lines.set(taskId, line);
    void line.then(() => {
      if (lines.get(taskId) === line) lines.delete(taskId);
    });
  }

  /** The end first, then what came before it, latest first. */
  function hold(task: Task, message: Message): void {
    const messages = [message, ...(held.get(task.taskId) ?? [])];
    if (isOpen(task)) {
      held.set(task.taskId, messages);
      return;
    }
    held.delete(task.taskId);
    dispatch(task.taskId, messages);
  }

  async function settled(): Promise<void> {
    while (lines.size > 0) await Promise.all(lines.values());
  }

  return {
    tell: (task) => {
      const { taskId, callbackUrl: url } = task;
      if (url === undefined || settings.callbacks === 'dropped' || closing.signal.aborted) return;
      const message = { taskId, url, id: randomUUID(), body: toBody(toWire(task)) };
      if (settings.callbacks === 'out-of-order') hold(task, message);
      else dispatch(taskId, settings.callbacks === 'duplicate' ? [message, message] : [message]);
    },
    settled,
    close: () => {
      closing.abort();
      return settled();
    },
  };
}

/** Kling docs, callbacks: the query's fields, but for what belongs to the watermark. */
function toBody({ watermark_info: _info, ...wire }: WireTask): string {
  const videos = wire.task_result?.videos.map(({ id, url, duration }) => ({ id, url, duration }));
  return JSON.stringify(videos === undefined ? wire : { ...wire, task_result: { videos } });
}

/** Standard Webhooks: the time in seconds, the key is what follows `whsec_`, in base64. */
function createSigner(secret: string) {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  if (encoded === undefined) {
    throw new AppError(
      'sandbox/webhook-secret-malformed',
      'The webhook secret must be whsec_ and base64, as the Kling console shows it',
    );
  }
  const key = Buffer.from(encoded, 'base64');
  return (id: string, timestamp: string, body: string) => {
    const hash = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    return {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${hash}`,
    };
  };
}
