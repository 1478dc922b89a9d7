import type { TeamOptions, UserOptions } from './handle.ts';
import { APP_NAME } from './present.ts';
import type { TeamRecord, UserRecord, World } from './world.ts';

export function addTeam(world: World, options: TeamOptions = {}): TeamRecord {
  const id = world.ids.make('T');
  const team: TeamRecord = {
    id,
    name: options.name ?? 'Acme',
    domain: options.domain ?? `acme-${id.toLowerCase()}`,
    botUserId: world.ids.make('U'),
    botId: world.ids.make('B'),
    scopes: new Set(),
    grantable: options.scopes,
    botToken: '',
    isInstalled: false,
    uploads: 'allowed',
    maxUploadBytes: undefined,
    posting: 'allowed',
    editWindowMs: undefined,
  };
  world.teams.set(id, team);
  addUser(world, team, { name: APP_NAME, id: team.botUserId, isBot: true });
  return team;
}

interface NewUser extends UserOptions {
  readonly id?: string;
  readonly isBot?: boolean;
}

export function addUser(world: World, team: TeamRecord, options: NewUser = {}): UserRecord {
  const { id = world.ids.make('U'), locale = 'en-US', isOwner = false, isBot = false } = options;
  const user: UserRecord = {
    id,
    teamId: team.id,
    name: options.name ?? `person-${id.toLowerCase()}`,
    locale,
    isOwner,
    // Who owns a workspace administers it too.
    isAdmin: options.isAdmin ?? isOwner,
    isBot,
  };
  world.users.set(id, user);
  return user;
}
