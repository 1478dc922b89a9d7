/** How many requests fit into how many milliseconds. */
interface Allowance {
  readonly limit: number;
  readonly windowMs: number;
}

/** Known from practice; Discord only tells them in headers (facts C1.7). */
const ALLOWANCES: Record<string, Allowance> = {
  'POST /channels/{}/messages': { limit: 5, windowMs: 5_000 },
  'PATCH /channels/{}/messages/{}': { limit: 5, windowMs: 5_000 },
  'DELETE /channels/{}/messages/{}': { limit: 5, windowMs: 1_000 },
  'POST /channels/{}/messages/{}/threads': { limit: 5, windowMs: 5_000 },
  'POST /channels/{}/typing': { limit: 5, windowMs: 5_000 },
  'POST /webhooks/{}/{}': { limit: 5, windowMs: 2_000 },
};
const OTHERS: Allowance = { limit: 50, windowMs: 1_000 };
const GLOBAL: Allowance = { limit: 50, windowMs: 1_000 };

interface Window {
  left: number;
  readonly endsAt: number;
}

export interface Verdict {
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds to wait; undefined when the request may go on. */
  readonly retryAfter?: number;
  readonly isGlobal?: boolean;
}

export interface RateLimits {
  judge(method: string, route: string, path: string): Verdict;
}

export const noRateLimits: RateLimits = { judge: () => ({ headers: {} }) };

/** Real-time windows per route and channel, webhook or guild, as Discord counts them. */
export function createRateLimits(): RateLimits {
  const windows = new Map<string, Window>();
  const enter = (key: string, { limit, windowMs }: Allowance): Window => {
    const now = performance.now();
    const known = windows.get(key);
    const window =
      known !== undefined && known.endsAt > now ? known : { left: limit, endsAt: now + windowMs };
    windows.set(key, window);
    return window;
  };
  return {
    judge: (method, route, path) => {
      // Interaction endpoints do not count to the global limit.
      const isFree = route.startsWith('/interactions') || route.startsWith('/webhooks');
      const all = isFree ? undefined : enter('global', GLOBAL);
      if (all !== undefined && all.left <= 0)
        return tooMany(all, { 'x-ratelimit-global': 'true' }, true);
      const name = `${method} ${route}`;
      const allowance = ALLOWANCES[name] ?? OTHERS;
      const window = enter(`${name} ${majorOf(path)}`, allowance);
      const headers = headersOf(name, allowance, window);
      if (window.left <= 0) return tooMany(window, headers, false);
      window.left -= 1;
      if (all !== undefined) all.left -= 1;
      return { headers: headersOf(name, allowance, window) };
    },
  };
}

/** `channels/1` of `/channels/1/messages/2`: what a bucket is counted by. */
const majorOf = (path: string) =>
  path
    .split('/')
    .slice(1, path.startsWith('/webhooks') ? 4 : 3)
    .join('/');

const secondsLeft = ({ endsAt }: Window) => Math.max(0, endsAt - performance.now()) / 1_000;

function headersOf(name: string, { limit }: Allowance, window: Window): Record<string, string> {
  const after = secondsLeft(window);
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(Math.max(0, window.left)),
    'x-ratelimit-reset': (Date.now() / 1_000 + after).toFixed(3),
    'x-ratelimit-reset-after': after.toFixed(3),
    'x-ratelimit-bucket': Buffer.from(name).toString('hex').slice(0, 32),
  };
}

function tooMany(window: Window, headers: Record<string, string>, isGlobal: boolean): Verdict {
  const retryAfter = secondsLeft(window);
  const scope = isGlobal ? 'global' : 'user';
  return {
    headers: {
      ...headers,
      'retry-after': String(Math.ceil(retryAfter)),
      'x-ratelimit-scope': scope,
    },
    retryAfter,
    isGlobal,
  };
}
