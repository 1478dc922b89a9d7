import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the server does with one request. */
export type Answer = (response: ServerResponse, request: SeenRequest) => void;

/** The body of a paid call, as far as the tests look into it. */
interface WireOrder {
  readonly image?: string;
  readonly external_task_id?: string;
}

export interface ScriptedKling {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** `POST` and `GET` in the order in which they came. */
  methods(): string[];
  /** Refuses connections from now on. */
  stop(): void;
  /** Bodies of the paid calls, parsed. */
  orders(): WireOrder[];
}

/** A server that answers the n-th request with the n-th line of its script, and then no more. */
export async function startKling(...script: Answer[]): Promise<ScriptedKling> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url: path = '', headers } = request;
    const entry = { method, path, headers, body: Buffer.concat(chunks).toString() };
    const answer = script[seen.push(entry) - 1] ?? html(418);
    answer(response, entry);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(stop);
  return {
    stop,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    methods: () => seen.map(({ method }) => method),
    orders: () =>
      seen.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body)),
  };
}

export const REQUEST_ID = 'aaaaaaaa-0000-4000-8000-000000000001';

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

export function success(data: unknown): Answer {
  return json(200, { code: 0, message: 'SUCCEED', request_id: REQUEST_ID, data });
}

export function refusal(
  status: number,
  code: number,
  message = 'no',
  headers: Record<string, string> = {},
): Answer {
  return json(status, { code, message, request_id: REQUEST_ID }, headers);
}

export const notFound = refusal(400, 1201, 'Task not found by id/external id: x');

export function raw(status: number, type: string, body: string | Buffer): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };
}

export function html(status: number): Answer {
  return raw(status, 'text/html', `<html><h1>${status}</h1> nginx</html>`);
}

export const reset: Answer = (response) => {
  response.socket?.resetAndDestroy();
};

export const hang: Answer = () => {};

/** Promises more than it sends, then hangs up. */
export const cutBody: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
  response.write('{"code":0,"data":', () => response.socket?.destroy());
};

/** Looks like an id of Kling: text of 18 digits, more than a number can hold. */
export const TASK_ID = '812345678901234567';
export const JOB_ID = 'discord-1311000000000000001';

export function task(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    task_id: TASK_ID,
    task_status: 'submitted',
    task_status_msg: '',
    task_info: { external_task_id: JOB_ID },
    created_at: 1_795_300_000_000,
    updated_at: 1_795_300_000_000,
    ...changes,
  };
}
