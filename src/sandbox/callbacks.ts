import { createHmac, randomUUID } from 'node:crypto';
import fetch from 'node-fetch';
import type { Clock } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Settings } from './settings.ts';
import { isOpen, type Task, type toWire } from './task.ts';

/** Kling tells no limit; a receiver that takes longer is not waited for. */
const TIMEOUT_MS = 10_000;

export interface Callbacks {
  /** Tells the task's callback address that its status has changed. */
  tell(task: Task): void;
  /** Resolves when nothing is on its way any more. */
  settled(): Promise<void>;
}

/**
 * Status changes as Kling posts them: the old shape with no envelope, signed in the Standard Webhooks
 * way where there is a secret (Kling docs, callbacks). Duplicated, reordered or dropped on demand.
 */
export function createCallbacks(options: {
  readonly settings: Settings;
  readonly secret: string | undefined;
  readonly toBody: (task: Task) => ReturnType<typeof toWire>;
  readonly clock: Clock;
  readonly log: Log;
}): Callbacks {
  const { settings, secret, toBody, clock, log } = options;
  const held = new Map<string, Task[]>();
  const sending = new Set<Promise<void>>();

  async function send(task: Task): Promise<void> {
    if (task.callbackUrl === undefined) return;
    const { watermark_info: _, ...shown } = toBody(task);
    const body = JSON.stringify(shown);
    const id = randomUUID();
    const timestamp = `${Math.floor(clock.now() / 1_000)}`;
    const signature = secret === undefined ? {} : sign(secret, id, timestamp, body);
    try {
      const reply = await fetch(task.callbackUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signature },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      log.debug({ taskId: task.taskId, status: reply.status }, 'sandbox.callback');
    } catch (error) {
      log.warn({ taskId: task.taskId, problem: messageOf(error) }, 'sandbox.callback-failed');
    }
  }

  function dispatch(tasks: readonly Task[]): void {
    const inTurn = tasks.reduce((before, task) => before.then(() => send(task)), Promise.resolve());
    sending.add(inTurn);
    void inTurn.finally(() => sending.delete(inTurn));
  }

  /** The end first, then what came before it. */
  function reorder(task: Task): void {
    const earlier = held.get(task.taskId) ?? [];
    if (isOpen(task)) {
      held.set(task.taskId, [...earlier, task]);
      return;
    }
    held.delete(task.taskId);
    dispatch([task, ...earlier.reverse()]);
  }

  return {
    tell: (task) => {
      if (task.callbackUrl === undefined || settings.callbacks === 'dropped') return;
      if (settings.callbacks === 'out-of-order') reorder(task);
      else dispatch(settings.callbacks === 'duplicate' ? [task, task] : [task]);
    },
    settled: async () => {
      await Promise.all(sending);
    },
  };
}

function sign(secret: string, id: string, timestamp: string, body: string) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const hash = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${hash}`,
  };
}
