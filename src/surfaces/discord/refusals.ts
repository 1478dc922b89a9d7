import { RESTJSONErrorCodes as Code, DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { messageOf } from '../../errors.ts';
import { PostError } from '../../jobs/contracts.ts';

/** Refusals that look final by their status and pass by themselves. */
const PASSING = new Set<number>([
  Code.ActionCannotBePerformedDueToSlowmodeRateLimit,
  Code.ChannelWriteRateLimit,
  Code.ServerWriteRateLimit,
  Code.MaximumNumberOfEditsToMessagesOlderThanOneHourReached,
  Code.OpeningDirectMessagesTooFast,
  Code.SendMessagesHasBeenTemporarilyDisabled,
  Code.FeatureTemporarilyDisabledServerSide,
  Code.ServiceResourceIsBeingRateLimited,
  Code.CloudflareIsBlockingYourRequest,
  Code.APIResourceOverloaded,
]);
const PASSING_STATUS = new Set([401, 408, 429]);

const TOO_LARGE = new Set<number>([
  Code.RequestEntityTooLarge,
  Code.FileUploadedExceedsMaximumSize,
]);

const NO_REFERENCE = new Set<number>([
  Code.UnknownMessage,
  Code.CannotReplyWithoutPermissionToReadMessageHistory,
  Code.CannotReferenceAMessageWithoutPermissionToReadMessageHistory,
]);

/** Discord's own code; undefined for what is not Discord's word, such as a page of a proxy. */
export function codeOf(error: unknown): number | undefined {
  return error instanceof DiscordAPIError && typeof error.code === 'number'
    ? error.code
    : undefined;
}

/** True when the same call is refused for as long as nobody changes something. */
export function isPermanent(error: unknown): boolean {
  const code = codeOf(error);
  if (code === undefined || !(error instanceof DiscordAPIError)) return false;
  return !PASSING_STATUS.has(error.status) && !PASSING.has(code);
}

export function isTooLarge(error: unknown): boolean {
  // A proxy in front of Discord may say so as well, without a code.
  if (error instanceof DiscordAPIError && error.status === 413) return true;
  return TOO_LARGE.has(codeOf(error) ?? 0);
}

/** True when the message may be posted if only it answers no other one. */
export function isReferenceRefused(error: unknown): boolean {
  const code = codeOf(error);
  if (code === undefined || !(error instanceof DiscordAPIError)) return false;
  if (NO_REFERENCE.has(code)) return true;
  const { rawError } = error;
  const errors = 'errors' in rawError ? rawError.errors : undefined;
  return typeof errors === 'object' && 'message_reference' in errors;
}

export function isTokenRefused(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.status === 401;
}

/** What Discord said, for a log or a person: its words and its code, no address. */
export function wordsOf(error: unknown): string {
  if (error instanceof DiscordAPIError) {
    const words = error.message.replaceAll(/\s+/g, ' ').slice(0, 200);
    return `${words} (${codeOf(error) ?? error.status})`;
  }
  if (error instanceof HTTPError) return `HTTP ${error.status}`;
  return error instanceof RateLimitError ? 'too many requests' : messageOf(error);
}

/** For all that is not refused for good: rate limits, 5xx, network, time limits, calls that were called off. */
export function toBusy(error: unknown): PostError {
  if (error instanceof PostError) return error;
  return new PostError(`Discord took nothing: ${wordsOf(error)}`, {
    meaning: 'busy',
    ...(error instanceof RateLimitError ? { retryAfterMs: error.retryAfter } : {}),
    cause: error,
  });
}
