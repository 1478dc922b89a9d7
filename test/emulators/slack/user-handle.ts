import type { Actor } from './actor.ts';
import { ClientRefusal } from './api-error.ts';
import { imOf } from './conversations.ts';
import { addFile } from './files.ts';
import type { SlackChannel, SlackTeam, SlackUser } from './handle.ts';
import type { Posted } from './messages.ts';
import { pressButton, useGlobalShortcut, useShortcut, useSlash } from './user-interactions.ts';
import { deleteAsUser, editAsUser, postAsUser, showAsUser } from './user-posts.ts';
import { closeView, submitView } from './user-views.ts';
import type { Message } from './wire.ts';
import { type ChannelRecord, channelOf } from './world.ts';

interface Show {
  readonly channel: (record: ChannelRecord) => SlackChannel;
  readonly team: (id: string) => SlackTeam;
}

const heard = async ({ message, told }: Posted): Promise<Message> => {
  await told;
  return message;
};

export function toUserHandle(actor: Actor, show: Show): SlackUser {
  const { world, user, team } = actor;
  const ids = { teamId: team.id, userId: user.id };
  return {
    id: user.id,
    name: user.name,
    get team() {
      return show.team(team.id);
    },
    im: () => show.channel(imOf(world, team, user.id)),
    post: async (channel, post) => heard(postAsUser(actor, channel.id, post)),
    mention: async (channel, text, post = {}) => {
      const words = `<@${team.botUserId}> ${text}`;
      return heard(postAsUser(actor, channel.id, { ...post, text: words }));
    },
    edit: async (message, text) => editAsUser(actor, message, text),
    delete: async (message) => deleteAsUser(actor, message),
    upload: (file) => addFile(world, { ...ids, file }).wire,
    shareInto: async (channel, { id }, post = {}) => {
      const file = world.files.get(id);
      if (file === undefined || file.teamId !== team.id)
        throw new ClientRefusal('that file is not here');
      return heard(showAsUser(actor, channel.id, { ...post, files: [file] }));
    },
    shortcut: (message, callbackId) => useShortcut(actor, message, callbackId),
    globalShortcut: (callbackId) => useGlobalShortcut(actor, callbackId),
    slash: (channel, command, text = '') => useSlash(actor, channel.id, { command, text }),
    press: (message, actionId) => pressButton(actor, message, actionId),
    submit: (view, answers = {}) => submitView(actor, view, answers),
    close: (view) => closeView(actor, view),
    ephemerals: (channel) =>
      channelOf(world, channel.id)
        .ephemerals.filter(({ userId }) => userId === user.id)
        .map(({ message }) => message),
  };
}
