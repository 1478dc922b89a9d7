import type { TeamRecord, World } from './world.ts';

/** Scopes add up over installations; the token stays the one that it was. */
export function install(world: World, team: TeamRecord, scopes: readonly string[]): void {
  for (const scope of scopes) team.scopes.add(scope);
  if (team.isInstalled && world.tokens.get(team.botToken)?.state === 'valid') return;
  team.botToken = `xoxb-${team.id.slice(1)}-${world.ids.secret(team.id)}`;
  team.isInstalled = true;
  world.tokens.set(team.botToken, { team, state: 'valid' });
}

export function endToken(
  world: World,
  team: TeamRecord,
  state: 'revoked' | 'uninstalled',
  { isTold = true } = {},
): void {
  const token = world.tokens.get(team.botToken);
  if (token !== undefined) token.state = state;
  if (!isTold) return;
  const tokens = { oauth: [], bot: [team.botUserId] };
  world.tell(team, [{ type: 'tokens_revoked', tokens, event_ts: world.ids.ts() }]).catch(() => {});
}

export function uninstall(world: World, team: TeamRecord): void {
  if (!team.isInstalled) return;
  world.tell(team, [{ type: 'app_uninstalled', event_ts: world.ids.ts() }]).catch(() => {});
  endToken(world, team, 'uninstalled');
  team.isInstalled = false;
  team.scopes.clear();
  for (const channel of world.channels.values()) {
    if (channel.teamId === team.id && channel.kind !== 'im') channel.members.delete(team.botUserId);
  }
}
