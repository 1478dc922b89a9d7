import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Person, ThreadRef } from '../../../jobs/job.ts';
import { HttpRefusal } from '../http-refusal.ts';
import { languageFor } from './language.ts';
import { wordsIn } from './words/locales.ts';

/** The web as a place where people chat. */
export const SURFACE = 'web';

const COOKIE = 'avatar-bot';
const SECRET_BYTES = 32;
/** 32 bytes in base64url. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;
/** The longest that browsers keep a cookie. */
const COOKIE_SECONDS = 400 * 86_400;
/** 64 bits: nobody meets another one's by chance, and it is short enough for the id of a job. */
const ID_CHARACTERS = 16;

/** Who asks, by the cookie. @throws HttpRefusal 401 `person/unknown` */
export function personOf(request: FastifyRequest): Person {
  const secret = secretOf(request);
  if (secret !== undefined) return toPerson(secret);
  const sentence = wordsIn(languageFor(request)).unknownVisitor();
  throw new HttpRefusal(401, 'person/unknown', sentence);
}

/**
 * Who asks; a new visitor becomes somebody. Only by the first call of the page: two calls at once would
 * make two people of one.
 */
export function welcome(request: FastifyRequest, reply: FastifyReply, isTls: boolean): Person {
  const secret = secretOf(request) ?? randomBytes(SECRET_BYTES).toString('base64url');
  // Also to those who have it, so that it stays for as long as they come.
  reply.setCookie(COOKIE, secret, {
    ...{ httpOnly: true, sameSite: 'strict', path: '/', maxAge: COOKIE_SECONDS, secure: isTls },
  });
  return toPerson(secret);
}

/** A person has one thread, which only they see. */
export function threadOf({ id }: Person): ThreadRef {
  return { surface: SURFACE, address: id };
}

function secretOf({ cookies }: FastifyRequest): string | undefined {
  const secret = cookies[COOKIE];
  return secret !== undefined && SECRET.test(secret) ? secret : undefined;
}

/** The id stands in logs and in the ids of jobs, so the cookie must not follow from it. */
function toPerson(secret: string): Person {
  const id = createHash('sha256').update(secret).digest('hex').slice(0, ID_CHARACTERS);
  return { surface: SURFACE, id };
}
