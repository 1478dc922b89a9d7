import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../clock.ts';
import type { Log } from '../../../log.ts';
import type { Secret } from '../../../secret.ts';
import { isLocal } from '../access.ts';
import { HttpRefusal } from '../http-refusal.ts';
import { createGuesses } from './guesses.ts';

/** Who may see what the bot does, and stop it. @throws HttpRefusal */
export type OpsAccess = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export function createOpsAccess(options: {
  readonly password: Secret | undefined;
  readonly publicUrl: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}): OpsAccess {
  const { password, publicUrl, clock, log } = options;
  return password === undefined ? thisMachine(publicUrl) : byPassword(password, clock, log);
}

function thisMachine(publicUrl: string | undefined): OpsAccess {
  return async (request) => {
    // A proxy on this machine looks like a visitor on this machine.
    if (publicUrl === undefined && isLocal(request)) return;
    throw new HttpRefusal(
      403,
      'ops/local-only',
      'The operations page answers to this machine alone, as http://localhost and without a PUBLIC_URL; set OPS_PASSWORD to reach it.',
    );
  };
}

/** Also for this machine: others may have an account on it. */
function byPassword(password: Secret, clock: Clock, log: Log): OpsAccess {
  const guesses = createGuesses(clock);
  const expected = digestOf(password.reveal());
  return async (request, reply) => {
    const address = request.ip;
    const waitMs = guesses.waitMs(address);
    if (waitMs > 0) throw tooMany(reply, waitMs);
    const given = passwordOf(request.headers.authorization);
    // Digests are of one length, and the time it takes does not tell how much of them is the same.
    if (given !== undefined && timingSafeEqual(digestOf(given), expected)) return;
    // A browser asks without a password first; that is no guess.
    if (given !== undefined && guesses.countWrong(address)) log.warn({ address }, 'ops.locked-out');
    reply.header('www-authenticate', 'Basic realm="Operations of avatar-bot", charset="UTF-8"');
    const sentence =
      'The operations page wants OPS_PASSWORD as the password; any user name will do.';
    throw new HttpRefusal(401, 'ops/password', sentence);
  };
}

function tooMany(reply: FastifyReply, waitMs: number): HttpRefusal {
  const retryAfterSeconds = Math.ceil(waitMs / 1_000);
  reply.header('retry-after', retryAfterSeconds);
  const sentence = `Too many wrong passwords from this address; come again in ${retryAfterSeconds} s.`;
  return new HttpRefusal(429, 'ops/too-many-guesses', sentence, { retryAfterSeconds });
}

/** Of RFC 7617: everything behind the first colon. */
function passwordOf(header: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString();
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : decoded.slice(colon + 1);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
