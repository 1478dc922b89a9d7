import type { Clock } from '../../../clock.ts';
import type { Log } from '../../../log.ts';
import type { SlackClients } from '../clients.ts';
import { wordsOf } from '../refusals.ts';

/** What the bot has to know of somebody. */
export interface UserFacts {
  readonly locale: string;
  /** Keeps order in the workspace, and so may act on other people's jobs. */
  readonly isAdmin: boolean;
}

/** Within `patienceMs`, where somebody waits who is worse served by a late answer than by a guess. */
export type ReadUser = (teamId: string, userId: string, patienceMs?: number) => Promise<UserFacts>;

const NOTHING_KNOWN: UserFacts = { locale: 'en-US', isAdmin: false };
/** Who is made an administrator, or is one no longer, is so for the bot after that time. */
const KEEP_MS = 600_000;
const MAX_KEPT = 5_000;

/** Asks once in a while; an answer in English is better than none, so it never fails. */
export function createReadUser(deps: {
  readonly clients: SlackClients;
  readonly clock: Clock;
  readonly log: Log;
}): ReadUser {
  const { clients, clock, log } = deps;
  const kept = new Map<string, { readonly facts: UserFacts; readonly until: number }>();

  async function ask(
    teamId: string,
    userId: string,
    patienceMs: number | undefined,
  ): Promise<UserFacts> {
    const settings = patienceMs === undefined ? {} : { timeoutMs: patienceMs };
    const client = await clients.of(teamId, settings);
    const { user } = await client.users.info({ user: userId, include_locale: true });
    // In a channel that organisations share, somebody may keep order in another workspace.
    const teams = [user?.team_id ?? teamId, ...(user?.enterprise_user?.teams ?? [])];
    const keepsOrder = user?.is_admin === true || user?.is_owner === true;
    return {
      locale: user?.locale ?? NOTHING_KNOWN.locale,
      isAdmin: keepsOrder && teams.includes(teamId),
    };
  }

  return async (teamId, userId, patienceMs) => {
    const key = `${teamId}-${userId}`;
    const known = kept.get(key);
    if (known !== undefined && clock.now() < known.until) return known.facts;
    try {
      const facts = await ask(teamId, userId, patienceMs);
      if (kept.size >= MAX_KEPT) kept.clear();
      kept.set(key, { facts, until: clock.now() + KEEP_MS });
      return facts;
    } catch (error) {
      log.warn({ teamId, reason: wordsOf(error) }, 'slack.user-unknown');
      return known?.facts ?? NOTHING_KNOWN;
    }
  };
}
