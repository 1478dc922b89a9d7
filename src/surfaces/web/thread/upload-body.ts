import { open } from 'node:fs/promises';
import { type Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Clock } from '../../../clock.ts';
import { type Language, repliesIn } from '../../../jobs/locales.ts';
import { type Problem, ProblemError } from '../../../jobs/problem.ts';
import { MAX_SOURCE_BYTES } from '../../../jobs/source-limits.ts';
import { HttpRefusal } from '../http-refusal.ts';
import type { Part } from './wire.ts';
import { wordsIn } from './words/locales.ts';

/** A phone that changes from one network to another is silent for a few seconds. */
const STALL_SECONDS = 15;
/** In that time; the slowest line of a phone carries 5 kB a second, and less is a line held open. */
const STALL_BYTES = 30_000;
/** 50 MB over a line of 0.7 Mbit/s. */
const MAX_MINUTES = 10;

/** A file on its way here. */
export interface Incoming {
  readonly part: Part;
  /** Undefined where the request has no body at all. */
  readonly body: Readable | undefined;
  /** What the client says that it will send. */
  readonly announcedBytes: number | undefined;
  readonly language: Language;
}

/** Refuses what is too large by its own word before any of it is read. @throws HttpRefusal 413 */
export function checkAnnounced(incoming: Incoming): void {
  const { part, announcedBytes = 0 } = incoming;
  if (announcedBytes > MAX_SOURCE_BYTES[part]) throw tooHeavy(incoming, announcedBytes);
}

/**
 * Writes the body to `file`, as it comes. Whatever happens the request itself is left alone, so that
 * the answer still finds its way.
 * @throws ProblemError `…/empty`; HttpRefusal `…/too-heavy`, `upload/…`
 */
export async function receiveBody(incoming: Incoming, file: string, clock: Clock): Promise<number> {
  const { part, body } = incoming;
  const bytes = body === undefined ? 0 : await writeBody(incoming, body, file, clock);
  if (bytes === 0) throw new ProblemError({ code: `${part}/empty` });
  return bytes;
}

async function writeBody(
  incoming: Incoming,
  body: Readable,
  file: string,
  clock: Clock,
): Promise<number> {
  const { part, language } = incoming;
  const handle = await open(file, 'w');
  const over = new AbortController();
  const startedAt = clock.now();
  let bytes = 0;
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      if (bytes > MAX_SOURCE_BYTES[part]) done(tooHeavy(incoming, bytes));
      else handle.appendFile(chunk).then(() => done(), done);
    },
  });

  async function watch(): Promise<void> {
    const endsAt = startedAt + MAX_MINUTES * 60_000;
    for (;;) {
      const before = bytes;
      await clock.sleep(STALL_SECONDS * 1_000, over.signal);
      const hasStalled = bytes - before < STALL_BYTES;
      if (hasStalled || clock.now() >= endsAt)
        return void sink.destroy(tooSlow(language, hasStalled));
    }
  }

  // Ends with an AbortError when the upload does.
  watch().catch(() => undefined);
  finished(body, { writable: false }).catch((cause: unknown) => sink.destroy(cut(language, cause)));
  try {
    body.pipe(sink);
    await finished(sink);
    return bytes;
  } finally {
    over.abort();
    body.unpipe(sink);
    await handle.close();
  }
}

function tooHeavy({ part, language }: Incoming, bytes: number): HttpRefusal {
  const code = `${part}/too-heavy` as const;
  const problem: Problem = { code, bytes, maxBytes: MAX_SOURCE_BYTES[part] };
  return new HttpRefusal(413, code, repliesIn(language).problem(problem), { part });
}

function tooSlow(language: Language, hasStalled: boolean): HttpRefusal {
  const words = wordsIn(language);
  const sentence = hasStalled
    ? words.uploadStalled(STALL_SECONDS)
    : words.uploadTooSlow(MAX_MINUTES);
  return new HttpRefusal(408, 'upload/too-slow', sentence);
}

function cut(language: Language, cause: unknown): HttpRefusal {
  return new HttpRefusal(400, 'upload/cut', wordsIn(language).uploadCut(), { cause });
}
