import { ApiError } from './api-error.ts';
import { type Call, flag, type Method, needed, text } from './call.ts';
import { APP_NAME, presentUser } from './present.ts';

export const peopleMethods: readonly Method[] = [
  {
    name: 'users.info',
    scopes: ['users:read'],
    takes: ['user', 'include_locale'],
    tier: 4,
    handle: ({ world, team, args }) => {
      const user = world.users.get(needed(args, 'user', 'user_not_found'));
      if (user === undefined || user.teamId !== team.id) throw new ApiError('user_not_found');
      return { user: presentUser(user, flag(args, 'include_locale')) };
    },
  },
  {
    name: 'users.list',
    scopes: ['users:read'],
    takes: ['include_locale', 'limit', 'cursor'],
    tier: 2,
    handle: ({ world, team, args }) => {
      const people = [...world.users.values()].filter(({ teamId }) => teamId === team.id);
      const members = people.map((user) => presentUser(user, flag(args, 'include_locale')));
      return { members, response_metadata: { next_cursor: '' } };
    },
  },
  {
    name: 'bots.info',
    scopes: ['users:read'],
    takes: ['bot'],
    tier: 3,
    handle: botInfo,
  },
];

function botInfo({ world, team, args }: Call): Record<string, unknown> {
  const id = text(args, 'bot') ?? team.botId;
  if (id !== team.botId) throw new ApiError('bot_not_found');
  const { botUserId } = team;
  const bot = { id, deleted: false, name: APP_NAME, app_id: world.app.id, user_id: botUserId };
  return { bot: { ...bot, updated: 0, icons: {} } };
}
