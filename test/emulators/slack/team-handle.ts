import { actorOf } from './actor.ts';
import { toChannelHandle } from './channel-handle.ts';
import { addChannel } from './conversations.ts';
import type { Deliveries } from './deliveries.ts';
import type { ChannelOptions, SlackTeam } from './handle.ts';
import { endToken, uninstall } from './installs.ts';
import { addUser } from './teams.ts';
import { toUserHandle } from './user-handle.ts';
import type { ChannelKind, ChannelRecord, TeamRecord, World } from './world.ts';

export function toTeamHandle(
  world: World,
  deliveries: Deliveries,
  team: TeamRecord,
  showTeam: (id: string) => SlackTeam,
): SlackTeam {
  const show = {
    team: showTeam,
    channel: (record: ChannelRecord) => toChannelHandle(world, record, showTeam),
  };
  return {
    id: team.id,
    name: team.name,
    domain: team.domain,
    botUserId: team.botUserId,
    botId: team.botId,
    scopes: team.scopes,
    get botToken() {
      return team.botToken;
    },
    get isInstalled() {
      return team.isInstalled;
    },
    get uploads() {
      return team.uploads;
    },
    set uploads(uploads) {
      team.uploads = uploads;
    },
    get maxUploadBytes() {
      return team.maxUploadBytes;
    },
    set maxUploadBytes(bytes) {
      team.maxUploadBytes = bytes;
    },
    setPolicy: (policy) => {
      Object.assign(team, policy);
    },
    createUser: (options) =>
      toUserHandle(actorOf(world, deliveries, addUser(world, team, options)), show),
    createChannel: (options = {}) => {
      const kind = kindOf(options);
      const { name, members = [], hasBot = true } = options;
      const ids = [...members.map(({ id }) => id), ...(hasBot ? [team.botUserId] : [])];
      return show.channel(addChannel(world, team, { name, kind, members: ids }));
    },
    uninstall: () => uninstall(world, team),
    revokeToken: () => endToken(world, team, 'revoked', { isTold: false }),
  };
}

function kindOf({ isPrivate = false, isGroupDm = false }: ChannelOptions): ChannelKind {
  if (isGroupDm) return 'mpim';
  return isPrivate ? 'private' : 'public';
}
