import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';
import { authorize, type SandboxKeys } from './authorization.ts';
import { calls, type Faults } from './faults.ts';
import { isAfterTheWork, misbehave } from './misbehave.ts';
import { HTTP_STATUS, Refusal } from './refusal.ts';
import type { LoggedCall, RequestLog } from './request-log.ts';

interface Envelope {
  readonly code: number;
  readonly message: string;
  readonly request_id: string;
  readonly data?: unknown;
}

/** Answers one call of Kling's API with the data that `work` makes, or with why it does not. */
export type Answer = (
  call: LoggedCall,
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<unknown>,
  externalId?: string,
) => Promise<FastifyReply>;

export function createAnswer(deps: {
  readonly faults: Faults;
  readonly requestLog: RequestLog;
  readonly keys: SandboxKeys;
  readonly now: () => number;
  readonly log: Log;
}): Answer {
  const { faults, requestLog, keys, now, log } = deps;

  return async (call, request, reply, work, externalId) => {
    const entry = requestLog.add(call, externalId);
    const send = (status: number, body: Envelope) => {
      Object.assign(entry, { status, code: body.code });
      return reply.code(status).send(body);
    };
    try {
      // Kling refuses a stranger before it looks at anything else.
      authorize(request.headers.authorization, keys, now());
      const fault = takeFault(faults, call);
      if (fault === undefined) return send(200, envelope(0, 'SUCCEED', await work()));
      entry.fault = fault.kind;
      if (isAfterTheWork(fault)) await work();
      return misbehave(fault, reply);
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ call, err: error }, 'sandbox.unexpected');
      const { status, body } = refusalReply(error);
      return send(status, body);
    }
  };
}

function takeFault(faults: Faults, call: LoggedCall) {
  const known = calls.find((each) => each === call);
  return known === undefined ? undefined : faults.take(known);
}

/** Every answer of Kling is `code`, `message`, `request_id`, and `data` where there is some. */
function envelope(code: number, message: string, data?: unknown): Envelope {
  return { code, message, request_id: randomUUID(), ...(data === undefined ? {} : { data }) };
}

/** Kling's envelope of whatever was thrown. */
export function refusalReply(error: unknown): { status: number; body: Envelope } {
  if (error instanceof Refusal) {
    return { status: HTTP_STATUS[error.code], body: envelope(error.code, error.message) };
  }
  const { statusCode = 500 } = error as { statusCode?: number };
  if (statusCode < 500) return { status: 400, body: envelope(1200, 'Invalid request parameters') };
  return { status: 500, body: envelope(5000, 'Server internal error') };
}
