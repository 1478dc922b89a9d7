import { invalidForm, problemAt } from './api-error.ts';
import { Bits, includes, permissionsIn } from './permissions.ts';
import { type ChannelRecord, type World, wireUser } from './world.ts';

export interface AllowedMentions {
  readonly parse?: readonly string[] | null;
  readonly users?: readonly string[] | null;
  readonly roles?: readonly string[] | null;
  readonly replied_user?: boolean | null;
}

/** DD resources/message, allowed mentions: everything for messages, users only for interactions. */
export const EVERYTHING: AllowedMentions = {
  parse: ['users', 'roles', 'everyone'],
  replied_user: true,
};
export const USERS_ONLY: AllowedMentions = { parse: ['users'], replied_user: true };

/** @throws ApiError 50035 */
export function checkAllowedMentions({ parse, users, roles }: AllowedMentions): void {
  for (const [name, ids] of Object.entries({ users, roles })) {
    if (ids && ids.length > 0 && parse?.includes(name) === true) {
      const text = `parse:["${name}"] and ${name}: [ids...] are mutually exclusive.`;
      throw invalidForm(
        problemAt('allowed_mentions', 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', text),
      );
    }
  }
}

/** Who is pinged by a text: `mentions`, `mention_roles` and `mention_everyone` of the message. */
export function mentionsIn(
  world: World,
  channel: ChannelRecord,
  content: string,
  about: {
    readonly authorId: string;
    readonly allowed: AllowedMentions;
    readonly repliedTo?: string | undefined;
  },
) {
  const { allowed, authorId, repliedTo } = about;
  const mayAll = (kind: string) => allowed.parse?.includes(kind) === true;
  const named = [...content.matchAll(/<@!?(\d+)>/g)].map(([, id = '']) => id);
  const users = named.filter((id) => mayAll('users') || allowed.users?.includes(id) === true);
  if (repliedTo !== undefined && allowed.replied_user === true) users.push(repliedTo);
  const roles = [...content.matchAll(/<@&(\d+)>/g)].map(([, id = '']) => id);
  const bits = permissionsIn(world, channel, authorId);
  return {
    mentions: [...new Set(users)].flatMap((id) => {
      const user = world.users.get(id);
      return user === undefined ? [] : [wireUser(user)];
    }),
    mention_roles: roles.filter((id) => mayAll('roles') || allowed.roles?.includes(id) === true),
    mention_everyone:
      /@(everyone|here)\b/.test(content) &&
      mayAll('everyone') &&
      includes(bits, Bits.MENTION_EVERYONE),
  };
}
