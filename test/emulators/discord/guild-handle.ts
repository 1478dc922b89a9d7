import { toChannelHandle } from './channel-handle.ts';
import { GUILDS_INTENT, newChannel, tellChannel } from './channels.ts';
import { toGuildCreate, toWireGuild, toWireRole } from './guilds.ts';
import type { DiscordGuild, GuildOptions } from './handle.ts';
import { USUAL_BITS } from './permissions.ts';
import { ChannelType, type GuildRecord, type RoleRecord, timeOf, type World } from './world.ts';

export function createGuild(world: World, options: GuildOptions = {}): GuildRecord {
  const id = world.ids.nextOld();
  const role = (name: string, permissions: bigint, roleId = world.ids.next()): RoleRecord => ({
    id: roleId,
    name,
    permissions,
  });
  // Everyone may nothing, so that what the bot may is only what its own role says.
  const everyone = role('@everyone', 0n, id);
  const botRole = role('avatar-bot', options.botPermissions ?? USUAL_BITS);
  const members = role('members', USUAL_BITS);
  const guild: GuildRecord = {
    id,
    name: options.name ?? 'A server',
    locale: options.locale ?? 'en-US',
    ownerId: world.ids.next(),
    botRoleId: botRole.id,
    memberRoleId: members.id,
    premiumTier: options.premiumTier ?? 0,
    roles: new Map([everyone, botRole, members].map((each) => [each.id, each])),
    members: new Map([[world.botId, { roleIds: [botRole.id], joinedAt: timeOf(world) }]]),
    hasBot: true,
  };
  world.guilds.set(id, guild);
  tellGuild(world, guild, 'GUILD_CREATE', toGuildCreate(world, guild));
  return guild;
}

function tellGuild(world: World, { id }: GuildRecord, event: string, data: object): void {
  world.tell({ event, data, guildId: id, intent: GUILDS_INTENT });
}

/** People are members as soon as they act. */
export function join(
  world: World,
  guild: GuildRecord,
  userId: string,
): { readonly roleIds: string[] } {
  const known = guild.members.get(userId);
  if (known !== undefined) return known;
  const member = { roleIds: [guild.memberRoleId], joinedAt: timeOf(world) };
  guild.members.set(userId, member);
  return member;
}

function ownRole(world: World, guild: GuildRecord, userId: string): RoleRecord {
  const name = `of ${userId}`;
  const known = [...guild.roles.values()].find((role) => role.name === name);
  if (known !== undefined) return known;
  const role = { id: world.ids.next(), name, permissions: 0n };
  guild.roles.set(role.id, role);
  const told = { guild_id: guild.id, role: toWireRole(world, guild, role) };
  tellGuild(world, guild, 'GUILD_ROLE_CREATE', told);
  join(world, guild, userId).roleIds.push(role.id);
  return role;
}

/** What a test holds of a guild. */
export function toGuildHandle(world: World, guild: GuildRecord): DiscordGuild {
  const tellRole = (role: RoleRecord | undefined) => {
    if (role === undefined) return;
    const data = { guild_id: guild.id, role: toWireRole(world, guild, role) };
    tellGuild(world, guild, 'GUILD_ROLE_UPDATE', data);
  };
  const handle: DiscordGuild = {
    id: guild.id,
    botRoleId: guild.botRoleId,
    name: guild.name,
    createTextChannel: ({ name = 'general', type = 'text', deny } = {}) => {
      const channel = newChannel(world, { type: ChannelType[type], name, guildId: guild.id });
      if (deny !== undefined) channel.overwrites.set(world.botId, { type: 1, allow: 0n, deny });
      tellChannel(world, 'CHANNEL_CREATE', channel);
      return toChannelHandle(world, channel, () => handle);
    },
    setBotPermissions: (bits) => {
      const role = guild.roles.get(guild.botRoleId);
      if (role !== undefined) role.permissions = bits;
      tellRole(role);
    },
    removeBot: () => {
      guild.hasBot = false;
      guild.members.delete(world.botId);
      tellGuild(world, guild, 'GUILD_DELETE', { id: guild.id });
    },
    setPremiumTier: (tier) => {
      guild.premiumTier = tier;
      tellGuild(world, guild, 'GUILD_UPDATE', toWireGuild(world, guild));
    },
    addMember: ({ id }, { permissions } = {}) => {
      const member = join(world, guild, id);
      if (permissions === undefined) return;
      const role = ownRole(world, guild, id);
      role.permissions = permissions;
      tellRole(role);
      member.roleIds.splice(0, member.roleIds.length, role.id);
    },
    grant: ({ id }, bits) => {
      const role = ownRole(world, guild, id);
      role.permissions |= bits;
      tellRole(role);
    },
  };
  return handle;
}
