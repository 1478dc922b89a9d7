/** For answers that are data: nothing in them is to be run or shown inside another page. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** For our pages: what was built with them, and what a person has just chosen or recorded (`blob:`). */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** A year, as browsers' lists of such hosts ask for. */
const TLS_SECONDS = 31_536_000;

/** On every answer; a route that needs another one says so itself. */
export function securityHeaders(publicUrl: string | undefined): Readonly<Record<string, string>> {
  return {
    'content-security-policy': DATA_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // The page takes pictures and records voices; nobody who would be framed in it may.
    'permissions-policy': 'camera=(self), microphone=(self)',
    ...(publicUrl?.startsWith('https:')
      ? { 'strict-transport-security': `max-age=${TLS_SECONDS}` }
      : {}),
  };
}
