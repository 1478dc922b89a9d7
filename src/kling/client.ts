import nodeFetch from 'node-fetch';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Order, TaskView, VideoMaker } from '../jobs/contracts.ts';
import { createAgent } from './connections.ts';
import { BAD_VALUE, NO_RESOURCE } from './error-codes.ts';
import { KlingError, unreadableError } from './errors.ts';
import { createExchange, type ExchangeFacts, type Fetch, readSuccess } from './exchange.ts';
import { placeOrder } from './place-order.ts';
import { retryRead } from './retry.ts';
import { readTask, readTasks } from './schema.ts';
import { type TaskRequest, toTaskRequest, toWireBody } from './task-request.ts';
import { createTokenSource, type KlingCredentials, secretsOf } from './token.ts';

interface KlingTimeouts {
  /** Until a connection stands. */
  readonly connectMs: number;
  /** One attempt to read, from connecting to the last byte. */
  readonly readAttemptMs: number;
  /** A read with all its attempts and the waits between them. */
  readonly readTotalMs: number;
  /** One paid call; its body has up to 20 MB. */
  readonly createMs: number;
}

const DEFAULT_TIMEOUTS = {
  connectMs: 10_000,
  readAttemptMs: 20_000,
  readTotalMs: 60_000,
  createMs: 120_000,
} as const satisfies KlingTimeouts;

export interface KlingClientOptions {
  /** May have a path prefix, as gateways in front of Kling do. */
  readonly baseUrl: string;
  readonly credentials: KlingCredentials;
  readonly clock: Clock;
  /** Where Kling may tell that the task of a job has changed. */
  readonly callbackUrl?: ((jobId: string) => string | undefined) | undefined;
  /** Orders a marked video beside the clean one, and prefers it. */
  readonly watermark?: boolean | undefined;
  readonly timeouts?: Partial<KlingTimeouts> | undefined;
  readonly fetch?: Fetch | undefined;
  readonly random?: (() => number) | undefined;
  /** Called after every single request. */
  readonly onExchange?: ((facts: ExchangeFacts) => void) | undefined;
}

export interface KlingClient extends VideoMaker {
  /**
   * One paid call with everything that Create Task takes, and no protection: it is neither repeated
   * nor looked up. `order` is the safe way.
   * @throws KlingError
   */
  createTask(request: TaskRequest, signal: AbortSignal): Promise<TaskView>;
  /** Closes all connections; what is under way fails. */
  close(): void;
}

/** Kling docs, avatar, Query Task (List): `pageSize` is from 1 to 500. */
const MAX_PAGE_SIZE = 500;

export function createKlingClient(options: KlingClientOptions): KlingClient {
  const { clock, credentials, random = Math.random, watermark = false } = options;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const tasksUrl = toTasksUrl(options.baseUrl);
  const { connectMs } = timeouts;
  const readAgent = createAgent(tasksUrl.protocol, { keepAlive: true, connectMs });
  // A kept connection may be dead already, which would leave a paid call unclear for nothing.
  const paidAgent = createAgent(tasksUrl.protocol, { keepAlive: false, connectMs });
  const exchange = createExchange({
    clock,
    fetch: options.fetch ?? nodeFetch,
    tokens: createTokenSource(credentials, clock),
    secrets: secretsOf(credentials),
    onExchange: options.onExchange,
  });

  async function create(body: Buffer, signal: AbortSignal): Promise<TaskView> {
    const limitMs = timeouts.createMs;
    const request = { call: 'create', url: tasksUrl, agent: paidAgent, limitMs, body } as const;
    return readSuccess(await exchange(request, signal), (data) => readTask(data, watermark));
  }

  function read<T>(
    call: 'find' | 'list',
    url: URL,
    signal: AbortSignal,
    toValue: (data: unknown) => T | undefined,
  ): Promise<T> {
    const retry = { clock, random, totalMs: timeouts.readTotalMs };
    return retryRead(retry, signal, async (leftMs) => {
      const limitMs = Math.min(timeouts.readAttemptMs, leftMs);
      const success = await exchange({ call, url, agent: readAgent, limitMs }, signal);
      return readSuccess(success, toValue);
    });
  }

  async function find(id: string, signal: AbortSignal): Promise<TaskView | undefined> {
    const url = toTaskUrl(tasksUrl, id);
    try {
      const view = await read('find', url, signal, (data) => readTask(data, watermark));
      return checkOwner(view, id);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async function order(order: Order, signal: AbortSignal): Promise<TaskView> {
    const { jobId } = order;
    // Kling takes any id, also none; one that could not be looked up must not be paid for.
    toTaskUrl(tasksUrl, jobId);
    const callbackUrl = options.callbackUrl?.(jobId);
    const body = toWireBody(toTaskRequest(order, { callbackUrl, watermark }));
    const steps = { clock, create: () => create(body, signal), find: () => find(jobId, signal) };
    return { ...(await placeOrder(steps, signal)), jobId };
  }

  return {
    maxPageSize: MAX_PAGE_SIZE,
    order,
    find,
    list: (page, pageSize, signal) => {
      const url = new URL(tasksUrl);
      url.search = new URLSearchParams({ pageNum: `${page}`, pageSize: `${pageSize}` }).toString();
      return read('list', url, signal, (data) => readTasks(data, watermark));
    },
    createTask: (request, signal) => create(toWireBody(request), signal),
    close: () => {
      readAgent.destroy();
      paidAgent.destroy();
    },
  };
}

function toTasksUrl(baseUrl: string): URL {
  const base = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (
    base === undefined ||
    !['http:', 'https:'].includes(base.protocol) ||
    base.username + base.password !== ''
  ) {
    throw new AppError(
      'kling/bad-address',
      'The address of Kling must be an http(s) link without a user name or password',
    );
  }
  base.pathname = `${base.pathname.replace(/\/+$/, '')}/v1/videos/avatar/image2video`;
  base.search = '';
  base.hash = '';
  return base;
}

/** An id is one piece of the path; as a whole piece, nothing or dots would mean another place. */
function toTaskUrl(tasksUrl: URL, id: string): URL {
  if (/^\.{0,2}$/.test(id)) {
    throw new KlingError('kling/bad-id', 'Not an id of a task', {
      meaning: 'input',
      advice: 'Report this as a bug of the bot.',
    });
  }
  const url = new URL(tasksUrl);
  url.pathname += `/${encodeURIComponent(id)}`;
  return url;
}

/** Kling matches a path against both kinds of id; another task than ours must not be adopted. */
function checkOwner(view: TaskView, id: string): TaskView {
  if (view.taskId === id || view.jobId === id || view.jobId === undefined) return view;
  throw unreadableError('it is about another task than the one asked for');
}

/** An unknown id is HTTP 400 with 1201, measured; HTTP 404 with 1203 is what others would send. */
function isNotFound(error: unknown): boolean {
  if (!(error instanceof KlingError)) return false;
  return error.klingCode === BAD_VALUE || error.klingCode === NO_RESOURCE;
}
