import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { HttpRefusal } from './http-refusal.ts';

/** Who may use the page: this machine, whoever reaches the service, or nobody. */
export type PageAccess = 'local' | 'everyone' | 'off';

/** Called before anything else of the request is looked at. @throws HttpRefusal */
type Check = (request: FastifyRequest) => Promise<void>;

export interface Access {
  /** For what somebody may open by a link that stands anywhere. */
  readonly toPage: Check;
  /** For what our own page alone may ask. */
  readonly toApi: Check;
}

/** Whatever a proxy adds about whom it speaks for. */
const FORWARDED = /^(x-forwarded-|forwarded$|via$|x-real-ip$)/;
const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);
const READING = new Set(['GET', 'HEAD']);

export function createAccess(options: {
  readonly pageAccess: PageAccess;
  readonly publicUrl: string | undefined;
}): Access {
  const { publicUrl } = options;
  const refuseStrangers = strangerCheck(options);
  return {
    toPage: async (request) => refuseStrangers(request),
    toApi: async (request) => {
      refuseStrangers(request);
      refuseCrossSite(request, publicUrl);
    },
  };
}

function strangerCheck(options: {
  readonly pageAccess: PageAccess;
  readonly publicUrl: string | undefined;
}): (request: FastifyRequest) => void {
  const { pageAccess, publicUrl } = options;
  switch (pageAccess) {
    case 'off':
      return () => {
        throw new HttpRefusal(404, 'page/off', 'There is no page here.');
      };
    case 'local':
      return (request) => refuseOthers(request, publicUrl);
    case 'everyone':
      return (request) => refuseOtherNames(request, publicUrl);
    default:
      return pageAccess satisfies never;
  }
}

function refuseOthers(request: FastifyRequest, publicUrl: string | undefined): void {
  // A proxy on this machine looks like a visitor on this machine, so they could not be told apart.
  if (publicUrl !== undefined) {
    throw new HttpRefusal(
      403,
      'page/local-only',
      'With PUBLIC_URL set, the page is for nobody: set WEB_PAGE=everyone to open it to all, or unset PUBLIC_URL to have it on this machine.',
    );
  }
  if (isLocal(request)) return;
  throw new HttpRefusal(
    403,
    'page/local-only',
    'The page answers to this machine alone, as http://localhost; set WEB_PAGE=everyone to open it to all who reach the service.',
  );
}

/**
 * A foreign name that was made to point here (DNS rebinding) would make its own pages the same site as
 * ours. Without PUBLIC_URL our own names are not known, so every name is taken: whoever comes by one is
 * a new visitor, with the rights that everyone has, because the cookie of another name stays away.
 */
function refuseOtherNames(request: FastifyRequest, publicUrl: string | undefined): void {
  if (publicUrl === undefined) return;
  const name = hostNameOf(request.host);
  if (name === hostNameOf(new URL(publicUrl).host) || isAddress(name)) return;
  throw new HttpRefusal(403, 'page/other-host', `This page is at ${publicUrl}.`);
}

/**
 * True for a program on this machine that asks for this machine. A name of somebody else may point here
 * as well, and a proxy speaks for others: nginx that was told nothing more than where we are adds no
 * header and asks for 127.0.0.1, but in HTTP/1.0, which no browser does.
 */
export function isLocal({ socket, headers, raw }: FastifyRequest): boolean {
  return (
    raw.httpVersion !== '1.0' &&
    isLoopbackAddress(socket.remoteAddress ?? '') &&
    LOOPBACK_NAMES.has(hostNameOf(headers.host ?? '')) &&
    !Object.keys(headers).some((name) => FORWARDED.test(name))
  );
}

/**
 * Pages of others may neither change anything here nor read it, whatever cookies a browser would send
 * along. Programs send neither header and are let through: they could send what they like.
 * @throws HttpRefusal 403 `request/cross-site`
 */
export function refuseCrossSite(request: FastifyRequest, publicUrl: string | undefined): void {
  const { 'sec-fetch-site': site, origin } = request.headers;
  // `none` is what a person has typed or dropped into the browser.
  const isOwnSite =
    site === undefined ||
    site === 'same-origin' ||
    (READING.has(request.method) && site === 'none');
  if (isOwnSite && (origin === undefined || isOwnOrigin(origin, request, publicUrl))) return;
  throw new HttpRefusal(
    403,
    'request/cross-site',
    'Only the page of this service may ask for this. Behind a proxy, set PUBLIC_URL to the address that people open.',
  );
}

function isOwnOrigin(
  origin: string,
  { protocol, host }: FastifyRequest,
  publicUrl: string | undefined,
): boolean {
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true;
  return origin === `${protocol}://${host}`;
}

/** Without the port, which a proxy may change. */
function hostNameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

function isAddress(name: string): boolean {
  return name === 'localhost' || isIP(name.replaceAll(/^\[|\]$/g, '')) !== 0;
}

function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
