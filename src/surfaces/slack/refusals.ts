import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { AppError } from '../../errors.ts';
import { PostError } from '../../jobs/contracts.ts';

/** Where Slack answers with a page, the library takes the whole page for the code. */
const CODE = /^[a-z][a-z0-9_]{2,80}$/;

/** After these it is not known whether the call took effect. */
const UNCLEAR = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
]);

const TOO_MANY = new Set(['ratelimited', 'rate_limited']);

/** The operator or an administrator has to act, and the same call may go well after it. */
const TOKEN_REFUSED = new Set([
  'account_inactive',
  'invalid_auth',
  'not_allowed_token_type',
  'not_authed',
  'token_expired',
  'token_revoked',
]);

/** Slack's own code, as `not_in_channel`; undefined for what is not Slack's word. */
export function slackErrorOf(error: unknown): string | undefined {
  if (!(error instanceof WebAPIPlatformError)) return undefined;
  const { error: code } = error.data;
  return CODE.test(code) ? code : undefined;
}

/** How long Slack wants to be left alone, where it says so. */
export function retryAfterMsOf(error: unknown): number | undefined {
  const seconds = secondsOf(error);
  return seconds === undefined ? undefined : Math.max(0, seconds) * 1_000;
}

function secondsOf(error: unknown): number | undefined {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter;
  if (error instanceof WebAPIPlatformError) return error.data.response_metadata?.retryAfter;
  if (!(error instanceof WebAPIHTTPError)) return undefined;
  const told = Number.parseInt(error.headers['retry-after'] ?? '', 10);
  return Number.isNaN(told) ? undefined : told;
}

/** The scope that is missing, after `missing_scope`; Slack may name several. */
export function neededScopeOf(error: unknown): string | undefined {
  if (slackErrorOf(error) !== 'missing_scope') return undefined;
  const { needed } = (error as WebAPIPlatformError).data as { needed?: unknown };
  return typeof needed === 'string' && needed !== '' ? needed : undefined;
}

export function isTooMany(error: unknown): boolean {
  return error instanceof WebAPIRateLimitedError || TOO_MANY.has(slackErrorOf(error) ?? '');
}

/** True for a token that Slack does not take, in this workspace. */
export function isTokenRefused(error: unknown): boolean {
  return TOKEN_REFUSED.has(slackErrorOf(error) ?? '');
}

export function isNotInstalled(error: unknown): boolean {
  return error instanceof AppError && error.code === 'slack/not-installed';
}

/** True when the same call is refused for as long as nobody changes something in Slack. */
export function isPermanent(error: unknown): boolean {
  if (isNotInstalled(error)) return true;
  const code = slackErrorOf(error);
  if (code === undefined || code === 'missing_scope') return false;
  return !UNCLEAR.has(code) && !TOO_MANY.has(code) && !TOKEN_REFUSED.has(code);
}

/** True when the call may have taken effect though it failed. */
export function isUnclear(error: unknown): boolean {
  if (isTooMany(error) || error instanceof AppError) return false;
  const code = slackErrorOf(error);
  return code === undefined || UNCLEAR.has(code);
}

/** What Slack said, for a log or a person: its code, no address and no token. */
export function wordsOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  if (isTooMany(error)) return 'too many requests';
  if (error instanceof WebAPIHTTPError) return `HTTP ${error.statusCode}`;
  if (error instanceof WebAPIRequestError) return `no answer (${networkCodeOf(error.original)})`;
  const scope = neededScopeOf(error);
  if (scope !== undefined) return `missing_scope (${scope})`;
  return slackErrorOf(error) ?? 'no usable answer';
}

/** `ECONNRESET` and the like, which lies under what the libraries make of it. */
export function networkCodeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause instanceof Error ? networkCodeOf(cause) : error.name;
}

/** For all that is not refused for good: rate limits, 5xx, network, time limits, calls that were called off. */
export function toBusy(error: unknown): PostError {
  if (error instanceof PostError) return error;
  const retryAfterMs = retryAfterMsOf(error);
  return new PostError(`Slack took nothing: ${wordsOf(error)}`, {
    meaning: isNotInstalled(error) ? 'gone' : 'busy',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    cause: error,
  });
}
