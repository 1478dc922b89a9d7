import { ApiError } from './api-error.ts';
import { type Call, type Method, needed, text } from './call.ts';
import { endToken, install, uninstall } from './installs.ts';
import { teamOf, type World } from './world.ts';

const CODE_MS = 600_000;

export const appMethods: readonly Method[] = [
  { name: 'auth.test', takes: [], tier: 'special', handle: whoAmI },
  { name: 'api.test', takes: ['error', 'foo'], tier: 4, token: 'client', handle: () => ({}) },
  {
    name: 'auth.revoke',
    takes: ['test'],
    tier: 3,
    handle: ({ world, team }) => {
      endToken(world, team, 'revoked');
      return { revoked: true };
    },
  },
  {
    name: 'apps.uninstall',
    takes: ['client_id', 'client_secret'],
    tier: 1,
    handle: ({ world, team, args }) => {
      checkClient(world, needed(args, 'client_id'), needed(args, 'client_secret'));
      uninstall(world, team);
      return {};
    },
  },
  {
    name: 'apps.connections.open',
    token: 'app',
    takes: [],
    tier: 1,
    handle: ({ world }) => {
      const ticket = world.ids.secret('ticket');
      world.socketTickets.add(ticket);
      return { url: `ws://${world.fileHost}/link/?ticket=${ticket}&app_id=${world.app.id}` };
    },
  },
  {
    name: 'oauth.v2.access',
    token: 'client',
    takes: ['client_id', 'client_secret', 'code', 'redirect_uri', 'grant_type', 'refresh_token'],
    tier: 'special',
    handle: exchangeCode,
  },
];

function whoAmI({ world, team }: Call): Record<string, unknown> {
  return {
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: world.users.get(team.botUserId)?.name,
    team_id: team.id,
    user_id: team.botUserId,
    bot_id: team.botId,
    is_enterprise_install: false,
  };
}

function checkClient({ app }: World, id: string | undefined, secret: string | undefined): void {
  if (id !== app.clientId) throw new ApiError('invalid_client_id');
  if (secret !== app.clientSecret) throw new ApiError('bad_client_secret');
}

function exchangeCode({ world, args }: Omit<Call, 'team'>): Record<string, unknown> {
  checkClient(world, text(args, 'client_id'), text(args, 'client_secret'));
  const code = text(args, 'code') ?? '';
  const consent = world.consents.get(code);
  if (consent === undefined || world.now() - consent.madeAt > CODE_MS)
    throw new ApiError('invalid_code');
  if (consent.redirectUri !== text(args, 'redirect_uri')) throw new ApiError('bad_redirect_uri');
  // A code is good once.
  world.consents.delete(code);
  const team = teamOf(world, consent.teamId);
  install(world, team, consent.scopes);
  return {
    app_id: world.app.id,
    authed_user: { id: consent.userId },
    scope: [...team.scopes].join(','),
    token_type: 'bot',
    access_token: team.botToken,
    bot_user_id: team.botUserId,
    team: { id: team.id, name: team.name },
    enterprise: null,
    is_enterprise_install: false,
  };
}
