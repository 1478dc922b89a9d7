import type { Clock } from '../../clock.ts';

/** Discord takes the token of an interaction for 15 minutes; the last one is for the way there. */
const USABLE_MS = 14 * 60_000;

/** The tokens that edit replies, in memory only: they are secret, and soon worth nothing. */
export interface ReplyTokens {
  remember(messageId: string, token: string): void;
  of(messageId: string): string | undefined;
  forget(messageId: string): void;
}

export function createReplyTokens(clock: Clock): ReplyTokens {
  /** Oldest first. */
  const tokens = new Map<string, { readonly token: string; readonly until: number }>();

  function dropOld(): void {
    for (const [messageId, { until }] of tokens) {
      if (clock.now() < until) return;
      tokens.delete(messageId);
    }
  }

  return {
    remember: (messageId, token) => {
      dropOld();
      tokens.delete(messageId);
      tokens.set(messageId, { token, until: clock.now() + USABLE_MS });
    },
    of: (messageId) => {
      dropOld();
      return tokens.get(messageId)?.token;
    },
    forget: (messageId) => {
      tokens.delete(messageId);
    },
  };
}
