import { open, rm } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import fetch, { type Response } from 'node-fetch';
import { type Clock, systemClock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { calledOff, throwIfCalledOff } from './called-off.ts';
import { type DownloadWatch, watchDownload } from './download-watch.ts';
import { isPrivateAddress, PRIVATE_ADDRESS, publicLookup } from './private-addresses.ts';

export interface DownloadOptions {
  /** Where the bytes go; nothing is left there when the download fails. */
  readonly output: string;
  readonly maxBytes: number;
  /** For the whole download, redirects included. */
  readonly timeoutMs: number;
  /** Asked for the first address and for every redirect. */
  readonly allow: (url: URL) => boolean;
  /** Made anew for every hop, so that a token never follows a redirect to another host. */
  readonly headers?: (url: URL) => Record<string, string> | undefined;
  readonly signal: AbortSignal;
  /** `host:port` that may be on a private network, such as a sandbox on this machine. */
  readonly privateHosts?: ReadonlySet<string>;
  readonly clock?: Clock;
  readonly lookup?: LookupFunction;
}

type Reason = 'forbidden-host' | 'too-large' | 'timeout' | 'gone' | 'failed';

/**
 * Its message names the host at most, because the rest of an address may be a secret; and it has no
 * cause, because the errors of node-fetch quote the whole address.
 */
export class DownloadError extends AppError {
  /** With `too-large`: the announced length, or what had come when it was called off. */
  readonly bytes: number | undefined;

  constructor(
    reason: Reason,
    message: string,
    facts: { retryable?: boolean; bytes?: number } = {},
  ) {
    super(`download/${reason}`, message, { retryable: facts.retryable ?? false });
    this.bytes = facts.bytes;
  }
}

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** A signed link that has died is answered with any of these. */
const GONE = new Set([401, 403, 404, 410]);
const TOO_MANY_REQUESTS = 429;

/**
 * Copies what is behind an address to a file, over HTTP and only from hosts that `allow` knows.
 * @throws DownloadError, or an AbortError when it was called off
 */
export async function download(address: string, options: DownloadOptions): Promise<void> {
  throwIfCalledOff(options.signal);
  const watch = watchDownload(options.clock ?? systemClock, options);
  try {
    await save(await follow(address, options, watch), options, watch);
  } catch (error) {
    await rm(options.output, { force: true });
    throw options.signal.aborted ? calledOff() : (lateness(watch) ?? error);
  } finally {
    watch.end();
  }
}

/** When time ran out, whatever broke because of it is not the reason. */
function lateness(watch: DownloadWatch): DownloadError | undefined {
  const overdue = watch.overdue();
  if (overdue === undefined) return undefined;
  return new DownloadError('timeout', `The download ${overdue}`, { retryable: true });
}

/** The first answer that is no redirect, and it is a 200. */
async function follow(
  address: string,
  options: DownloadOptions,
  watch: DownloadWatch,
): Promise<Response> {
  let url = allowedUrl(address, undefined, options);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await ask(url, options, watch.signal);
    watch.touch();
    if (response.status === 200) return response;
    hangUp(response);
    const next = response.headers.get('location');
    if (!REDIRECTS.has(response.status) || next === null) throw refusal(response.status, url);
    url = allowedUrl(next, url, options);
  }
  throw new DownloadError('failed', `More than ${MAX_REDIRECTS} redirects, now at ${url.host}`);
}

/** @throws DownloadError `download/forbidden-host` */
function allowedUrl(address: string, base: URL | undefined, options: DownloadOptions): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base?.href) : undefined;
  if (url === undefined) throw new DownloadError('forbidden-host', 'Not an address of the web');
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  const isBare = url.username === '' && url.password === '';
  if (!isWeb || !isBare || !options.allow(url)) {
    throw new DownloadError('forbidden-host', `${url.protocol}//${url.host} is not allowed`);
  }
  // A literal address is never looked up, so the lookup cannot refuse it.
  if (isPrivateAddress(url.hostname) && !mayBePrivate(url, options)) throw privateHost(url);
  return url;
}

function mayBePrivate(url: URL, { privateHosts }: DownloadOptions): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return privateHosts?.has(`${url.hostname}:${port}`) ?? false;
}

function privateHost(url: URL): DownloadError {
  return new DownloadError('forbidden-host', `${url.host} is on a private network`);
}

async function ask(url: URL, options: DownloadOptions, signal: AbortSignal): Promise<Response> {
  const lookup = mayBePrivate(url, options) ? options.lookup : publicLookup(options.lookup);
  const Agent = url.protocol === 'https:' ? HttpsAgent : HttpAgent;
  try {
    return await fetch(url, {
      redirect: 'manual',
      // An inflated body could be any size; nothing that we fetch is worth compressing.
      compress: false,
      headers: options.headers?.(url) ?? {},
      agent: new Agent({ keepAlive: false, ...(lookup === undefined ? {} : { lookup }) }),
      signal,
    });
  } catch (error) {
    throw networkError(error, url);
  }
}

function networkError(error: unknown, url: URL): DownloadError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
  if (code === PRIVATE_ADDRESS) return privateHost(url);
  return new DownloadError('failed', `${url.host} broke off: ${code}`, { retryable: true });
}

function refusal(status: number, url: URL): DownloadError {
  const message = `${url.host} answered ${status}`;
  if (GONE.has(status)) return new DownloadError('gone', message);
  const retryable = status >= 500 || status === TOO_MANY_REQUESTS;
  return new DownloadError('failed', message, { retryable });
}

async function save(
  response: Response,
  { output, maxBytes }: DownloadOptions,
  watch: DownloadWatch,
): Promise<void> {
  const url = new URL(response.url);
  const announced = Number(response.headers.get('content-length') ?? Number.NaN);
  if (announced > maxBytes) {
    hangUp(response);
    throw tooLarge(announced, maxBytes, url);
  }
  const file = await open(output, 'w');
  let bytes = 0;
  try {
    for await (const chunk of bodyOf(response, url)) {
      watch.touch();
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(bytes, maxBytes, url);
      await file.writeFile(chunk);
    }
  } finally {
    hangUp(response);
    await file.close();
  }
  if (bytes < announced) throw networkError(undefined, url);
}

async function* bodyOf(response: Response, url: URL): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of response.body ?? []) {
      yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    }
  } catch (error) {
    throw networkError(error, url);
  }
}

function tooLarge(bytes: number, maxBytes: number, url: URL): DownloadError {
  const message = `${url.host} sends ${bytes} bytes or more; at most ${maxBytes} are taken`;
  return new DownloadError('too-large', message, { bytes });
}

/** Else the connection stays open until the server has sent everything. */
function hangUp(response: Response): void {
  if (response.body instanceof Readable) response.body.destroy();
}
