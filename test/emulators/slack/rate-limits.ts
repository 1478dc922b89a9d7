import type { Method, Tier } from './call.ts';

const MINUTE_MS = 60_000;
/** The lower bound that Slack names for each tier, because it promises no more. */
const PER_MINUTE: Readonly<Record<Tier, number>> = { 1: 1, 2: 20, 3: 50, 4: 100, special: 600 };
/** Slack allows bursts over one message a second and does not tell how long they may be. */
const MESSAGE_BURST = 4;
const MESSAGE_MS = 1_000;

export interface RateLimits {
  /** Seconds to wait, or undefined to go on. */
  judge(method: Method, team: string, channel: string): number | undefined;
}

export const noRateLimits: RateLimits = { judge: () => undefined };

export function createRateLimits(now: () => number): RateLimits {
  const calls = new Map<string, number[]>();
  const posts = new Map<string, { tokens: number; at: number }>();
  return {
    judge: ({ name, tier }, team, channel) => {
      if (name === 'chat.postMessage') return post(posts, `${team} ${channel}`, now());
      const key = `${team} ${name}`;
      const recent = (calls.get(key) ?? []).filter((at) => now() - at < MINUTE_MS);
      calls.set(key, recent);
      const [oldest = 0] = recent;
      if (recent.length >= PER_MINUTE[tier])
        return Math.max(1, Math.ceil((oldest + MINUTE_MS - now()) / 1_000));
      recent.push(now());
      return undefined;
    },
  };
}

function post(
  buckets: Map<string, { tokens: number; at: number }>,
  key: string,
  now: number,
): number | undefined {
  const bucket = buckets.get(key) ?? { tokens: MESSAGE_BURST, at: now };
  const refilled = bucket.tokens + (now - bucket.at) / MESSAGE_MS;
  const tokens = Math.min(MESSAGE_BURST, refilled);
  const isAllowed = tokens >= 1;
  buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
  return isAllowed ? undefined : 1;
}
