import type { WebClient } from '@slack/web-api';
import type { SlackClients } from '../clients.ts';
import type { Pace } from './pace.ts';

/** Of a call that Slack has refused only because there were too many; it took no effect. */
const TRIES = 3;

/**
 * Calls Slack in the name of the bot of a workspace, unless Slack has asked not to be called for a
 * while: a short one is waited for, because whoever comes back by himself comes back much later.
 */
export type SlackCalls = <T>(
  teamId: string,
  method: string,
  use: (client: WebClient) => Promise<T>,
  signal?: AbortSignal,
) => Promise<T>;

/** Slack counts each method in each workspace by itself. */
export function createCalls(clients: SlackClients, pace: Pace): SlackCalls {
  return async (teamId, method, use, signal) => {
    for (let tries = 1; ; tries += 1) {
      await pace.turnToCall(teamId, method, signal);
      const client = await clients.of(teamId, signal === undefined ? {} : { signal });
      try {
        return await use(client);
      } catch (error) {
        const isPassing = pace.heed(teamId, method, error);
        if (!isPassing || tries === TRIES) throw error;
      }
    }
  };
}
