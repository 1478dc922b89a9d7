import type { ChannelRecord, World } from './world.ts';

/** Discord docs, topics/permissions; only what the emulator looks at. */
export const Bits = {
  ADMINISTRATOR: 1n << 3n,
  VIEW_CHANNEL: 1n << 10n,
  SEND_MESSAGES: 1n << 11n,
  MANAGE_MESSAGES: 1n << 13n,
  EMBED_LINKS: 1n << 14n,
  ATTACH_FILES: 1n << 15n,
  READ_MESSAGE_HISTORY: 1n << 16n,
  MENTION_EVERYONE: 1n << 17n,
  MANAGE_CHANNELS: 1n << 4n,
  USE_APPLICATION_COMMANDS: 1n << 31n,
  MANAGE_THREADS: 1n << 34n,
  CREATE_PUBLIC_THREADS: 1n << 35n,
  SEND_MESSAGES_IN_THREADS: 1n << 38n,
  USE_EXTERNAL_APPS: 1n << 50n,
} as const;

const ALL_BITS = (1n << 53n) - 1n;

export const USUAL_BITS =
  Bits.VIEW_CHANNEL |
  Bits.SEND_MESSAGES |
  Bits.EMBED_LINKS |
  Bits.ATTACH_FILES |
  Bits.READ_MESSAGE_HISTORY |
  Bits.USE_APPLICATION_COMMANDS |
  Bits.CREATE_PUBLIC_THREADS |
  Bits.SEND_MESSAGES_IN_THREADS |
  Bits.USE_EXTERNAL_APPS;

/** In a DM there are no roles; Discord tells the same constant set to everyone. */
const DM_BITS = USUAL_BITS & ~(Bits.CREATE_PUBLIC_THREADS | Bits.SEND_MESSAGES_IN_THREADS);

/** What somebody may do in a channel: roles, then the channel's overwrites (DD topics/permissions). */
export function permissionsIn(world: World, channel: ChannelRecord, userId: string): bigint {
  if (channel.guildId === undefined) return DM_BITS;
  const guild = world.guilds.get(channel.guildId);
  const member = guild?.members.get(userId);
  if (guild === undefined || member === undefined) return 0n;
  if (guild.ownerId === userId) return ALL_BITS;
  const roles = [guild.id, ...member.roleIds];
  const base = roles.reduce((bits, id) => bits | (guild.roles.get(id)?.permissions ?? 0n), 0n);
  if ((base & Bits.ADMINISTRATOR) !== 0n) return ALL_BITS;
  const home = channel.parentId === undefined ? channel : world.channels.get(channel.parentId);
  return withOverwrites(base, home ?? channel, roles, userId);
}

function withOverwrites(
  base: bigint,
  { overwrites }: ChannelRecord,
  roles: readonly string[],
  userId: string,
): bigint {
  const [everyone = '', ...others] = roles;
  let bits = base;
  for (const group of [[everyone], others, [userId]]) {
    const found = group.flatMap((id) => overwrites.get(id) ?? []);
    const deny = found.reduce((sum, each) => sum | each.deny, 0n);
    const allow = found.reduce((sum, each) => sum | each.allow, 0n);
    bits = (bits & ~deny) | allow;
  }
  // Without VIEW_CHANNEL nothing else counts.
  return (bits & Bits.VIEW_CHANNEL) === 0n ? 0n : bits;
}

export const includes = (bits: bigint, wanted: bigint) => (bits & wanted) === wanted;
