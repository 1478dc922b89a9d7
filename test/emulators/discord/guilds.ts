import { toWireChannel } from './channels.ts';
import { permissionsIn } from './permissions.ts';
import { memberFields } from './present.ts';
import { type GuildRecord, type RoleRecord, userOf, type World, wireUser } from './world.ts';

export const toWireRole = (
  { botId }: World,
  guild: GuildRecord,
  { id, name, permissions }: RoleRecord,
) => ({
  id,
  name,
  permissions: String(permissions),
  position: id === guild.id ? 0 : 1,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  managed: id === guild.botRoleId,
  mentionable: false,
  icon: null,
  unicode_emoji: null,
  flags: 0,
  ...(id === guild.botRoleId ? { tags: { bot_id: botId } } : {}),
});

export function toWireMember(world: World, guild: GuildRecord, userId: string) {
  const member = guild.members.get(userId);
  if (member === undefined) return undefined;
  return { ...memberFields(member), user: wireUser(userOf(world, userId)) };
}

export const channelsOf = (world: World, guild: GuildRecord) =>
  [...world.channels.values()].filter(({ guildId }) => guildId === guild.id);

export function toWireGuild(world: World, guild: GuildRecord) {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: guild.ownerId,
    application_id: null,
    region: 'us-west',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 1,
    roles: [...guild.roles.values()].map((role) => toWireRole(world, guild, role)),
    default_message_notifications: 0,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: guild.premiumTier,
    premium_subscription_count: [0, 2, 7, 14][guild.premiumTier] ?? 0,
    preferred_locale: guild.locale,
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
  };
}

/** What GUILD_CREATE has besides: what the bot may see of the guild. */
export function toGuildCreate(world: World, guild: GuildRecord) {
  const all = channelsOf(world, guild);
  const seen = all.filter((channel) => permissionsIn(world, channel, world.botId) !== 0n);
  return {
    ...toWireGuild(world, guild),
    joined_at: guild.members.get(world.botId)?.joinedAt,
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    // Without the intent for members only the bot itself is listed.
    members: [toWireMember(world, guild, world.botId)].filter((each) => each !== undefined),
    channels: all
      .filter(({ thread }) => thread === undefined)
      .map((each) => toWireChannel(world, each)),
    threads: seen
      .filter(({ thread }) => thread?.archived === false)
      .map((each) => toWireChannel(world, each)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
