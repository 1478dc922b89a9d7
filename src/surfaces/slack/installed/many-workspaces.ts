import type { IncomingMessage, ServerResponse } from 'node:http';
import { InstallProvider } from '@slack/oauth';
import type { Clock } from '../../../clock.ts';
import type { Documents } from '../../../jobs/contracts.ts';
import type { Log } from '../../../log.ts';
import { Secret } from '../../../secret.ts';
import { notInstalled } from '../clients.ts';
import { quietLogger } from '../quiet-logger.ts';
import { BOT_SCOPES } from '../scopes.ts';
import { createInstallations, ORGANISATION } from './installations.ts';
import { createSealing } from './sealed.ts';
import type { Workspaces } from './workspaces.ts';

const INSTALL_PATH = '/slack/install';
export const REDIRECT_PATH = '/slack/oauth_redirect';

/** What an app needs that anybody may add to their workspace. */
export interface InstallSettings {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Signs the states of installs, and seals the tokens that come of them. */
  readonly stateSecret: Secret;
}

export interface ManyWorkspaces extends Workspaces {
  /** The two pages of an install. False for any other request. */
  onRequest(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/** Every workspace that somebody adds the app to, by Slack's own way of asking them. */
export function createManyWorkspaces(
  options: InstallSettings & {
    readonly apiUrl: string | undefined;
    readonly publicUrl: string;
    readonly documents: Documents;
    readonly clock: Clock;
    readonly log: Log;
  },
): ManyWorkspaces {
  const { clientId, clientSecret, stateSecret, apiUrl, publicUrl, documents, clock, log } = options;
  const sealing = createSealing(stateSecret, 'slack installations');
  const installations = createInstallations(documents, sealing, clock);
  const redirectUri = new URL(`.${REDIRECT_PATH}`, withSlash(publicUrl)).href;
  const provider = new InstallProvider({
    clientId,
    clientSecret: clientSecret.reveal(),
    stateSecret: stateSecret.reveal(),
    installationStore: installations,
    logger: quietLogger(log),
    clientOptions: {
      ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
      retryConfig: { retries: 2 },
    },
    ...(apiUrl === undefined
      ? {}
      : { authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href }),
  });

  return {
    botToken: async (teamId) => {
      const { bot } = await installations.find(teamId);
      if (bot === undefined) throw notInstalled(teamId);
      return new Secret(bot.token);
    },
    authorize: async ({ teamId }) =>
      provider.authorize({
        teamId: teamId ?? '',
        enterpriseId: undefined,
        isEnterpriseInstall: false,
      }),
    remove: async ({ teamId, atSeconds }) => {
      const isErased = await installations.erase(teamId, atSeconds);
      if (isErased) log.info({ teamId }, 'slack.workspace-left');
    },
    introduce: async () => {
      const page = new URL(`.${INSTALL_PATH}`, withSlash(publicUrl)).href;
      const count = await installations.count();
      return `On Slack in ${count} ${count === 1 ? 'workspace' : 'workspaces'}. Add it to one: ${page}`;
    },
    onRequest: async (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (request.method !== 'GET') return false;
      if (pathname === INSTALL_PATH) {
        const wanted = { scopes: [...BOT_SCOPES], redirectUri };
        await provider.handleInstallPath(request, response, {}, wanted);
        return true;
      }
      if (pathname !== REDIRECT_PATH) return false;
      await provider.handleCallback(request, response, {
        success: (installation, _options, _request, page) => {
          log.info({ teamId: installation.team?.id }, 'slack.workspace-joined');
          endWith(
            page,
            200,
            'The bot is in your workspace. Invite it to a channel: /invite @avatar',
          );
        },
        failure: (error, _options, _request, page) => {
          log.warn({ err: error }, 'slack.install-failed');
          endWith(page, 400, `The bot could not be added. ${remedyFor(error)}`);
        },
      });
      return true;
    },
  };
}

function remedyFor({ code }: { readonly code?: string }): string {
  return code === ORGANISATION
    ? 'It goes into single workspaces: choose one of the organisation, and not all of it.'
    : 'Please open the install page again.';
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

function endWith(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
