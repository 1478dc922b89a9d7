import { isTopLevel } from './conversation-methods.ts';
import type { SlackChannel, SlackTeam } from './handle.ts';
import { removeMessage } from './messages.ts';
import { settleShares } from './shares.ts';
import { type ChannelRecord, findMessage, teamOf, type World } from './world.ts';

export function toChannelHandle(
  world: World,
  channel: ChannelRecord,
  showTeam: (id: string) => SlackTeam,
): SlackChannel {
  const { botUserId } = teamOf(world, channel.teamId);
  const all = () => {
    settleShares(world);
    return channel.messages;
  };
  return {
    id: channel.id,
    kind: channel.kind,
    get name() {
      return channel.name;
    },
    get team() {
      return showTeam(channel.teamId);
    },
    messages: (threadTs) =>
      threadTs === undefined
        ? all().filter(isTopLevel)
        : all().filter(({ ts, thread_ts: root }) => root === threadTs && ts !== threadTs),
    message: (ts) => {
      settleShares(world);
      return findMessage(channel, ts);
    },
    all: () => [...all()],
    reactions: (ts) => [...(channel.reactions.get(ts) ?? [])],
    archive: () => {
      channel.isArchived = true;
    },
    removeBot: () => {
      channel.members.delete(botUserId);
    },
    addBot: () => {
      channel.members.add(botUserId);
    },
    addMember: ({ id }) => {
      channel.members.add(id);
    },
    removeMember: ({ id }) => {
      channel.members.delete(id);
    },
    rename: (name) => {
      channel.name = name;
    },
    deleteMessage: (ts) => {
      const message = findMessage(channel, ts);
      if (message === undefined) throw new Error(`There is no message ${ts} in ${channel.name}`);
      removeMessage(world, channel, message).catch(() => {});
    },
  };
}
