import { refusal } from './api-error.ts';
import { toWireChannel } from './channels.ts';
import { channelsOf, toWireGuild, toWireMember, toWireRole } from './guilds.ts';
import { type Call, ok, part, type Route } from './route.ts';
import { listOf, shape } from './schema.ts';
import type { World } from './world.ts';

const GUILD = '/guilds/:guild';

export function guildRoutes(world: World): Route[] {
  const guildIn = (call: Call) => {
    const guild = world.guilds.get(part(call, 'guild'));
    if (guild?.hasBot !== true) throw refusal('unknownGuild');
    return guild;
  };
  return [
    {
      method: 'GET',
      path: GUILD,
      gives: shape('GuildWithCountsResponse'),
      handle: (call) => ok(toWireGuild(world, guildIn(call))),
    },
    {
      method: 'GET',
      path: `${GUILD}/roles`,
      gives: listOf('GuildRoleResponse'),
      handle: (call) => {
        const guild = guildIn(call);
        return ok([...guild.roles.values()].map((role) => toWireRole(world, guild, role)));
      },
    },
    {
      method: 'GET',
      path: `${GUILD}/channels`,
      gives: listOf('GuildChannelResponse'),
      handle: (call) => {
        const all = channelsOf(world, guildIn(call)).filter(({ thread }) => thread === undefined);
        return ok(all.map((channel) => toWireChannel(world, channel)));
      },
    },
    {
      method: 'GET',
      path: `${GUILD}/members/:user`,
      gives: shape('GuildMemberResponse'),
      handle: (call) => {
        const guild = guildIn(call);
        const id = part(call, 'user');
        const member = toWireMember(world, guild, id === '@me' ? world.botId : id);
        if (member === undefined) throw refusal('unknownMember');
        return ok(member);
      },
    },
  ];
}
