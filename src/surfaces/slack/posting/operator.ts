import type { Log } from '../../../log.ts';
import { isNotInstalled, isTokenRefused, neededScopeOf, wordsOf } from '../refusals.ts';

/** Says in the log what only whoever runs the bot, or manages the app in Slack, can put right. */
export function tellOperator(log: Log, teamId: string, error: unknown): void {
  const scope = neededScopeOf(error);
  const facts = { teamId, reason: wordsOf(error) };
  if (scope !== undefined) {
    tellMissingScope(log, teamId, scope);
  } else if (isTokenRefused(error)) {
    const advice = 'Install the app again, or give the bot its new token';
    log.error({ ...facts, advice }, 'slack.token-refused');
  } else if (isNotInstalled(error)) {
    log.error({ ...facts, advice: 'Install the app in this workspace' }, 'slack.not-installed');
  }
}

export function tellMissingScope(log: Log, teamId: string, scope: string): void {
  const advice = `Add the scope ${scope} to the app and install it again`;
  log.error({ teamId, scope, advice }, 'slack.missing-scope');
}
