import type { Clock } from '../../../clock.ts';
import { PostError } from '../../../jobs/contracts.ts';
import { isTooMany, retryAfterMsOf } from '../refusals.ts';

/** Why a message is edited: only time has passed, the job has moved on, or it has ended. */
export type Importance = 'time' | 'phase' | 'end';

/** Slack promises 50 edits a minute in a workspace; the less important ones leave room for the others. */
const MOST_EDITS: Readonly<Record<Importance, number>> = { time: 20, phase: 35, end: 50 };
const WINDOW_MS = 60_000;
/** A channel takes about one message a second, and a few at once. */
const POST_APART_MS = 1_100;
const POST_BURST_MS = 2 * POST_APART_MS;
/** Where Slack refuses without saying for how long. */
const USUAL_PAUSE_MS = 30_000;
/** As long as an upload may wait between what it writes down and what it does. */
const SHORT_PAUSE_MS = 3_000;
const MAX_KEPT = 1_000;

/** Keeps to Slack's limits, so that what is important is not refused for what is not. */
export interface Pace {
  /** Counts an edit; false where it has to be left out. */
  mayEdit(teamId: string, importance: Importance): boolean;
  /** Waits until the channel takes the next message. @throws PostError `busy` when that is too long */
  turnToPost(channelId: string, maxWaitMs: number, signal?: AbortSignal): Promise<void>;
  /** Waits while Slack wants no such call from the workspace. @throws PostError `busy` when that is long */
  turnToCall(teamId: string, method: string, signal?: AbortSignal): Promise<void>;
  /** Takes in what Slack said to a call; true where it is worth waiting for the next one. */
  heed(teamId: string, method: string, error: unknown): boolean;
}

export function createPace(clock: Clock): Pace {
  const edits = new Map<string, number[]>();
  const nextPosts = new Map<string, number>();
  const pauses = new Map<string, number>();

  function forgetPast(times: Map<string, number>): void {
    if (times.size < MAX_KEPT) return;
    for (const [key, at] of times) if (at <= clock.now()) times.delete(key);
  }

  return {
    mayEdit: (teamId, importance) => {
      const since = clock.now() - WINDOW_MS;
      const recent = (edits.get(teamId) ?? []).filter((at) => at > since);
      edits.set(teamId, recent);
      if (recent.length >= MOST_EDITS[importance]) return false;
      recent.push(clock.now());
      return true;
    },
    turnToPost: async (channelId, maxWaitMs, signal) => {
      const now = clock.now();
      const next = Math.max(nextPosts.get(channelId) ?? 0, now - POST_BURST_MS);
      const waitMs = Math.max(0, next - now);
      if (waitMs > maxWaitMs) throw tooSoon(waitMs);
      forgetPast(nextPosts);
      nextPosts.set(channelId, next + POST_APART_MS);
      if (waitMs > 0) await clock.sleep(waitMs, signal);
    },
    turnToCall: async (teamId, method, signal) => {
      const leftMs = (pauses.get(`${teamId} ${method}`) ?? 0) - clock.now();
      if (leftMs > SHORT_PAUSE_MS) throw tooSoon(leftMs);
      if (leftMs > 0) await clock.sleep(leftMs, signal);
    },
    heed: (teamId, method, error) => {
      if (!isTooMany(error)) return false;
      forgetPast(pauses);
      const pauseMs = retryAfterMsOf(error) ?? USUAL_PAUSE_MS;
      pauses.set(`${teamId} ${method}`, clock.now() + pauseMs);
      return pauseMs <= SHORT_PAUSE_MS;
    },
  };
}

export function tooSoon(retryAfterMs: number): PostError {
  return new PostError('Slack wants fewer requests', { meaning: 'busy', retryAfterMs });
}
