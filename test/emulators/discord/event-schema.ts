import { describe, problemsIn, type Shape, shape } from './schema.ts';
import type { Dispatch } from './world.ts';

const MESSAGE = shape('MessageResponse');
const THREAD = shape('ThreadResponse');
const CHANNEL = shape('GuildChannelResponse');
const USER = shape('UserResponse');
const ATTACHMENT = shape('MessageAttachmentResponse');

/** Events that are objects of the specification as they are; others have such objects in them. */
const WHOLE: Record<string, Shape> = {
  MESSAGE_CREATE: MESSAGE,
  MESSAGE_UPDATE: MESSAGE,
  THREAD_CREATE: THREAD,
  THREAD_UPDATE: THREAD,
  CHANNEL_CREATE: CHANNEL,
  CHANNEL_UPDATE: CHANNEL,
  GUILD_CREATE: shape('GuildResponse'),
  GUILD_UPDATE: shape('GuildResponse'),
};

interface Inside {
  readonly user?: unknown;
  readonly member?: unknown;
  readonly message?: unknown;
  readonly role?: unknown;
  readonly channels?: readonly unknown[];
  readonly data?: { readonly resolved?: Record<string, Record<string, unknown>> };
}

/** What an event breaks of the published specification. */
export function judgeEvent({ event, data }: Dispatch): string[] {
  const whole = WHOLE[event];
  const parts: [Shape, unknown][] = [
    ...(whole === undefined ? [] : [[whole, data] as [Shape, unknown]]),
    ...partsOf(event, data as Inside),
  ];
  return parts.flatMap(([wanted, value]) => {
    const problems = problemsIn(wanted, JSON.parse(JSON.stringify(value)));
    return problems.length === 0 ? [] : [`event ${event}: ${describe(problems)}`];
  });
}

function partsOf(event: string, inside: Inside): [Shape, unknown][] {
  if (event === 'GUILD_CREATE') {
    return (inside.channels ?? []).map((channel) => [CHANNEL, channel]);
  }
  if (event === 'GUILD_ROLE_UPDATE') return [[shape('GuildRoleResponse'), inside.role]];
  if (event !== 'INTERACTION_CREATE') return [];
  const { attachments = {}, messages = {} } = inside.data?.resolved ?? {};
  return [
    ...(inside.user === undefined ? [] : [[USER, inside.user] as [Shape, unknown]]),
    ...(inside.member === undefined
      ? []
      : [[shape('PrivateGuildMemberResponse'), inside.member] as [Shape, unknown]]),
    ...(inside.message === undefined ? [] : [[MESSAGE, inside.message] as [Shape, unknown]]),
    ...Object.values(attachments).map((each): [Shape, unknown] => [ATTACHMENT, each]),
    ...Object.values(messages).map((each): [Shape, unknown] => [MESSAGE, each]),
  ];
}
