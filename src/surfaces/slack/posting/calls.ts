import type { WebClient } from '@slack/web-api';
import type { SlackClients } from '../clients.ts';
import type { Pace } from './pace.ts';

/** Calls Slack in the name of the bot of a workspace, unless Slack has asked not to be called just now. */
export type SlackCalls = <T>(
  teamId: string,
  method: string,
  use: (client: WebClient) => Promise<T>,
  signal?: AbortSignal,
) => Promise<T>;

/** Slack counts each method in each workspace by itself. */
export function createCalls(clients: SlackClients, pace: Pace): SlackCalls {
  return async (teamId, method, use, signal) => {
    pace.check(teamId, method);
    const client = await clients.of(teamId, signal === undefined ? {} : { signal });
    try {
      return await use(client);
    } catch (error) {
      pace.heed(teamId, method, error);
      throw error;
    }
  };
}
