import type { Answer, Endpoint, Heard } from './exchange.ts';
import type { TeamRecord, World } from './world.ts';

/** The page where a person allows an app into a workspace, already pressed. */
export function authorizeEndpoint(
  world: World,
  allowingUser: (team: TeamRecord) => string,
): Endpoint {
  return {
    api: () => 'authorize',
    work: (heard) => {
      const problem = problemIn(world, heard);
      if (problem !== undefined) return { status: 400, body: problem };
      const { scope = '', state, redirect_uri: redirectUri = '' } = heard.query;
      const back = new URL(redirectUri);
      if (state !== undefined) back.searchParams.set('state', state);
      const team = world.installingTeam;
      if (world.consent === 'deny' || team === undefined) {
        back.searchParams.set('error', 'access_denied');
        return redirect(back);
      }
      const code = world.ids.secret('code');
      const asked = scope.split(/[ ,]+/).filter((name) => name !== '');
      const scopes = asked.filter((name) => team.grantable?.includes(name) ?? true);
      const userId = allowingUser(team);
      world.consents.set(code, {
        teamId: team.id,
        userId,
        scopes,
        redirectUri,
        madeAt: world.now(),
      });
      back.searchParams.set('code', code);
      return redirect(back);
    },
  };
}

const redirect = (to: URL): Answer => ({ status: 302, headers: { location: to.href }, body: '' });

function problemIn({ app }: World, { query }: Heard): string | undefined {
  if (query['client_id'] !== app.clientId) return 'invalid_client_id';
  if (!query['scope']) return 'no_scopes';
  if (!URL.canParse(query['redirect_uri'] ?? '')) return 'bad_redirect_uri';
  return undefined;
}
