import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, invalidForm, refusal } from './api-error.ts';
import type { FaultBook } from './faults.ts';
import type { FaultAnswer, RequestRecord } from './handle.ts';
import type { RateLimits } from './rate-limits.ts';
import { type RequestBody, readBody } from './request-body.ts';
import { type OpenRecord, pathOf, routeName } from './request-log.ts';
import type { Answer, Route } from './route.ts';
import { describe, problemsIn, problemsInRequest, shape } from './schema.ts';
import type { World } from './world.ts';

export interface Watch {
  readonly world: World;
  readonly faults: FaultBook;
  readonly limits: RateLimits;
  readonly requests: RequestRecord[];
  readonly report: (mistake: string) => void;
  readonly judges: boolean;
  /** For negative controls. */
  change: ((route: string, body: unknown) => unknown) | undefined;
}

interface FullAnswer extends Answer {
  readonly headers?: Readonly<Record<string, string>>;
}

interface Exchange {
  readonly watch: Watch;
  readonly route: Route;
  /** `POST /channels/{}/messages`. */
  readonly name: string;
  readonly record: OpenRecord;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The way of every request: noted, failed if a fault waits for it, judged, done, judged again. */
export function createExchange(watch: Watch, route: Route) {
  const path = routeName(route.path);
  const name = `${route.method} ${path}`;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const record = note(watch, path, request);
    const exchange = { watch, route, name, record, request, reply };
    const fault = watch.faults.take(route.method, path);
    const kind = fault?.answer;
    const body = await readBody(
      request.body as Buffer | undefined,
      request.headers['content-type'],
    ).catch((error: unknown) => error as Error);
    if (!(body instanceof Error)) fillIn(record, body);
    if (kind === 'cut') return cut(reply);
    if (kind === 'hang') return reply.hijack();
    if (kind === 'delay') await fault?.released;
    const answer = typeof kind === 'object' ? failure(kind) : work(exchange, body);
    if (kind === 'delay-after') await fault?.released;
    if (kind === 'cut-after') return cut(reply);
    if (kind === 'hang-after') return reply.hijack();
    return send(exchange, answer);
  };
}

function note({ world, requests }: Watch, route: string, request: FastifyRequest): OpenRecord {
  const record: OpenRecord = {
    method: request.method,
    path: pathOf(request.url),
    route,
    query: request.query as Record<string, string>,
    at: world.now(),
    body: undefined,
    files: [],
    status: undefined,
  };
  requests.push(record);
  return record;
}

function fillIn(record: OpenRecord, { json, uploads }: RequestBody): void {
  record.body = json;
  record.files = uploads.map(({ name, bytes }) => ({ name, size: bytes.length }));
}

function cut(reply: FastifyReply): FastifyReply {
  reply.raw.socket?.destroy();
  return reply.hijack();
}

function failure(fault: Exclude<FaultAnswer, string>): FullAnswer {
  const { status, code = 0, message = `${status}: a fault`, retryAfterSeconds = 1 } = fault;
  if (status !== 429 || retryAfterSeconds === 'unsaid') return { status, body: { code, message } };
  const isGlobal = fault.global ?? false;
  return limited(retryAfterSeconds, isGlobal, {
    'retry-after': String(retryAfterSeconds),
    'x-ratelimit-scope': isGlobal ? 'global' : 'shared',
    ...(isGlobal ? { 'x-ratelimit-global': 'true' } : {}),
  });
}

function limited(retryAfter: number, global: boolean, headers: Record<string, string>): FullAnswer {
  const message = 'You are being rate limited.';
  return { status: 429, body: { code: 0, message, retry_after: retryAfter, global }, headers };
}

/** What Discord does with the request; everything in here is one step, so requests never mix. */
function work(exchange: Exchange, body: RequestBody | Error): FullAnswer {
  const { watch, route, request, record } = exchange;
  const isInvited = request.headers.authorization === `Bot ${watch.world.token}`;
  if (route.isOpen !== true && !isInvited) return refused(exchange, refusal('unauthorized'));
  const verdict = watch.limits.judge(route.method, record.route, record.path);
  if (verdict.retryAfter !== undefined) {
    return limited(verdict.retryAfter, verdict.isGlobal ?? false, { ...verdict.headers });
  }
  try {
    if (body instanceof Error) throw body;
    checkRequest(exchange, body);
    const params = request.params as Record<string, string>;
    const answer = route.handle({
      params,
      query: record.query,
      body: body.json,
      uploads: body.uploads,
    });
    return { ...answer, headers: verdict.headers };
  } catch (error) {
    return { ...refused(exchange, error), headers: { ...verdict.headers, ...retryHeader(error) } };
  }
}

const retryHeader = (error: unknown): Record<string, string> =>
  error instanceof ApiError && error.retryAfterSeconds !== undefined
    ? { 'retry-after': String(error.retryAfterSeconds) }
    : {};

function checkRequest({ watch, route, name }: Exchange, { json }: RequestBody): void {
  if (route.takes === undefined || !watch.judges) return;
  const prepared = route.prepare === undefined ? (json ?? {}) : route.prepare(json ?? {});
  const problems = problemsInRequest(route.takes, prepared, route.knownKeys ?? []);
  if (problems.length === 0) return;
  watch.report(`request ${name}: ${describe(problems)}`);
  throw invalidForm(...problems);
}

function refused({ watch, name }: Exchange, error: unknown): FullAnswer {
  if (!(error instanceof ApiError)) {
    watch.report(
      `${name}: the emulator failed: ${error instanceof Error ? error.stack : String(error)}`,
    );
    return { status: 500, body: { code: 0, message: '500: Internal Server Error' } };
  }
  const { status, code, message, errors } = error;
  if (error.isMistake) watch.report(`request ${name}: ${message} ${JSON.stringify(errors)}`);
  return { status, body: { code, message, ...(errors === undefined ? {} : { errors }) } };
}

function send({ watch, route, name, record, reply }: Exchange, answer: FullAnswer): FastifyReply {
  const body = watch.change === undefined ? answer.body : watch.change(name, answer.body);
  record.status = answer.status;
  if (watch.judges) checkAnswer(watch, route, name, { ...answer, body });
  reply.code(answer.status).headers({ ...answer.headers });
  // What is announced as JSON is read as JSON.
  if (body === undefined) return reply.send();
  return reply.type('application/json').send(JSON.stringify(body));
}

function checkAnswer(
  { report }: Watch,
  { gives }: Route,
  name: string,
  { status, body }: Answer,
): void {
  if (status >= 500 || status === 204) return;
  // Not ErrorResponse: it wants numbers where Discord has words such as BASE_TYPE_REQUIRED.
  const wanted = status >= 400 ? shape('Error') : gives;
  // An answer without a body where the specification wants one is a mistake as well.
  if (wanted === undefined) {
    if (body !== undefined) report(`answer ${name}: no body was promised`);
    return;
  }
  const problems = problemsIn(wanted, JSON.parse(JSON.stringify(body ?? null)));
  if (problems.length > 0) report(`answer ${name}: ${describe(problems)}`);
}
