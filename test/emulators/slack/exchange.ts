import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FaultBook } from './faults.ts';
import type { FaultAnswer, SlackRequest } from './handle.ts';
import { type RequestBody, readBody, unfold } from './request-body.ts';
import { settleShares } from './shares.ts';
import type { World } from './world.ts';

export interface Watch {
  readonly world: World;
  readonly faults: FaultBook;
  readonly requests: SlackRequest[];
}

export interface Heard extends RequestBody {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: FastifyRequest['headers'];
  /** From the header, or the body as forms may have it. */
  readonly token: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, everything else as it is. */
  readonly body: Buffer | string | Readonly<Record<string, unknown>>;
}

type Open = { -readonly [Name in keyof SlackRequest]: SlackRequest[Name] };

export interface Endpoint {
  /** What faults and the log call it. */
  readonly api: (request: FastifyRequest) => string;
  readonly work: (heard: Heard) => Answer;
}

/** The way of every request: noted, failed if a fault waits for it, done. */
export function createExchange(watch: Watch, { api, work }: Endpoint) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const name = api(request);
    const raw = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
    const body = await readBody(raw, request.headers['content-type']);
    const heard = hear(request, body);
    const record = note(watch, name, request, heard);
    const fault = watch.faults.take(name);
    const kind = fault?.answer;
    if (kind === 'cut') return cut(reply);
    if (kind === 'hang') await fault?.released;
    const answer = typeof kind === 'object' ? failure(kind) : run(watch, heard, work);
    if (kind === 'hang-after') await fault?.released;
    if (kind === 'cut-after') return cut(reply);
    return send(record, reply, answer);
  };
}

function hear(request: FastifyRequest, body: RequestBody): Heard {
  const { headers } = request;
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  const inBody = body.args['token'];
  const query = request.query as Record<string, string>;
  const token = bearer ?? (typeof inBody === 'string' ? inBody : undefined) ?? query['token'];
  const params = request.params as Record<string, string>;
  return { ...body, args: { ...query, ...body.args }, params, query, headers, token };
}

function note(
  { world, requests }: Watch,
  api: string,
  request: FastifyRequest,
  heard: Heard,
): Open {
  const [path = ''] = request.url.split('?');
  const isUpload = api === 'upload';
  const { token: _token, ...args } = heard.args;
  const record: Open = {
    method: request.method,
    path,
    api,
    token: heard.token,
    body: isUpload ? { bytes: heard.bytes.length } : unfold(args),
    status: undefined,
    ok: undefined,
    error: undefined,
    at: world.now(),
  };
  requests.push(record);
  if (heard.query['token'] !== undefined)
    world.report(`${api}: the token is in the address, where logs keep it`);
  return record;
}

function cut(reply: FastifyReply): FastifyReply {
  reply.raw.socket?.destroy();
  return reply.hijack();
}

function failure(fault: Exclude<FaultAnswer, string>): Answer {
  if ('error' in fault) return { status: 200, body: { ok: false, error: fault.error } };
  const { status, retryAfter } = fault;
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  if (status === 429) return { status, headers, body: { ok: false, error: 'ratelimited' } };
  return { status, headers, body: 'a fault' };
}

/** Everything in here is one step, so requests never mix. */
function run({ world }: Watch, heard: Heard, work: Endpoint['work']): Answer {
  settleShares(world);
  try {
    return work(heard);
  } catch (error) {
    world.report(`the emulator failed: ${error instanceof Error ? error.stack : String(error)}`);
    return { status: 500, body: 'the emulator failed' };
  }
}

function send(record: Open, reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  record.status = status;
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
  if (isJson) {
    record.ok = body['ok'] === true;
    if (typeof body['error'] === 'string') record.error = body['error'];
  }
  reply.code(status).headers({ ...headers });
  if (!isJson) return reply.send(body);
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
}
