import { ApiError } from './api-error.ts';
import { appMethods } from './app-methods.ts';
import { type Args, type Method, requireScope } from './call.ts';
import { chatMethods } from './chat-methods.ts';
import { conversationMethods } from './conversation-methods.ts';
import type { Answer, Endpoint, Heard } from './exchange.ts';
import { fileMethods } from './file-methods.ts';
import { peopleMethods } from './people-methods.ts';
import type { RateLimits } from './rate-limits.ts';
import { reactionMethods } from './reaction-methods.ts';
import { viewMethods } from './view-methods.ts';
import type { TeamRecord, World } from './world.ts';

const METHODS: ReadonlyMap<string, Method> = new Map(
  [
    ...appMethods,
    ...chatMethods,
    ...conversationMethods,
    ...fileMethods,
    ...peopleMethods,
    ...reactionMethods,
    ...viewMethods,
  ].map((method) => [method.name, method]),
);

const LEGACY = new Set(['files.upload', 'oauth.access', 'channels.list', 'im.open', 'rtm.start']);

/** Taken by every method: the token, and what the library adds for organizations. */
const ALWAYS = ['token', 'team_id'];

export function apiEndpoint(world: World, limits: RateLimits): Endpoint {
  return {
    api: ({ params }) => (params as { method: string }).method,
    work: (heard) => {
      const name = heard.params['method'] ?? '';
      try {
        return answer(world, limits, findMethod(world, name), heard);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return { status: 200, body: { ok: false, error: error.error, ...error.more } };
      }
    },
  };
}

function findMethod(world: World, name: string): Method {
  if (LEGACY.has(name)) {
    world.report(`${name} is no longer a method of Slack`);
    throw new ApiError('method_deprecated');
  }
  const method = METHODS.get(name);
  if (method !== undefined) return method;
  world.report(`${name} is not a method that the emulator knows`);
  throw new ApiError('unknown_method', { req_method: name });
}

function answer(world: World, limits: RateLimits, method: Method, heard: Heard): Answer {
  const args = withClient(heard);
  const team = authenticate(world, method, heard.token);
  const headers = scopeHeaders(method, team);
  const wait = limits.judge(method, team.id, String(args['channel'] ?? ''));
  if (wait !== undefined) {
    const body = { ok: false, error: 'ratelimited' };
    return { status: 429, headers: { ...headers, 'retry-after': String(wait) }, body };
  }
  try {
    requireScope(team, ...(method.scopes ?? []));
    checkArguments(world, method, args);
    return { status: 200, headers, body: { ok: true, ...method.handle({ world, team, args }) } };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: 200, headers, body: { ok: false, error: error.error, ...error.more } };
  }
}

/** Id and secret of the app may come as a login instead of as arguments. */
function withClient({ args, headers }: Heard): Args {
  const login = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (login === undefined) return args;
  const [id, secret] = Buffer.from(login, 'base64').toString().split(':');
  return { client_id: id, client_secret: secret, ...args };
}

function authenticate(world: World, method: Method, token: string | undefined): TeamRecord {
  const [someTeam] = world.teams.values();
  if (someTeam === undefined) throw new Error('There is no workspace');
  if (method.token === 'client') return someTeam;
  if (token === undefined) throw new ApiError('not_authed');
  const isAppToken = token === world.app.token;
  const known = world.tokens.get(token);
  if (!isAppToken && known === undefined) throw new ApiError('invalid_auth');
  if (isAppToken !== (method.token === 'app')) throw new ApiError('not_allowed_token_type');
  if (known === undefined) return someTeam;
  if (known.state === 'revoked') throw new ApiError('token_revoked');
  if (known.state === 'uninstalled') throw new ApiError('account_inactive');
  return known.team;
}

function scopeHeaders({ scopes, token }: Method, team: TeamRecord): Record<string, string> {
  if (token !== undefined) return {};
  return {
    'x-oauth-scopes': [...team.scopes].join(','),
    ...(scopes === undefined ? {} : { 'x-accepted-oauth-scopes': scopes.join(',') }),
  };
}

function checkArguments(world: World, { name, takes }: Method, args: Args): void {
  for (const arg of Object.keys(args)) {
    if (!takes.includes(arg) && !ALWAYS.includes(arg))
      world.report(`${name} takes no argument ${arg}`);
  }
}
