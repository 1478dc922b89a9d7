import { dmOf } from './channels.ts';
import type { DiscordChannel, DiscordUser, Interaction, UserOptions } from './handle.ts';
import { toHandle } from './interaction-records.ts';
import {
  type Actor,
  askChoices,
  ClientRefusal,
  runMessageCommand,
  runSlash,
} from './user-commands.ts';
import { chooseFrom, clickButton, sendModal } from './user-components.ts';
import { postAsUser } from './user-posts.ts';
import { startThreadAsUser } from './user-threads.ts';
import type { ChannelRecord, InteractionRecord, UserRecord, World } from './world.ts';

export function createUser(world: World, options: UserOptions = {}): UserRecord {
  const user: UserRecord = {
    id: world.ids.next(),
    name: options.name ?? 'Ada',
    isBot: false,
    locale: options.locale ?? 'en-US',
    hasNitro: options.nitro ?? false,
    acceptsDms: options.acceptsDms ?? true,
  };
  world.users.set(user.id, user);
  return user;
}

/** What a test holds of a person. */
export function toUserHandle(
  world: World,
  user: UserRecord,
  show: (channel: ChannelRecord) => DiscordChannel,
): DiscordUser {
  const at = ({ id }: DiscordChannel): Actor => {
    const channel = world.channels.get(id);
    if (channel === undefined) throw new ClientRefusal('that channel is gone');
    return { world, user, channel };
  };
  const held = (record: InteractionRecord): Interaction => toHandle(world, record);
  return {
    id: user.id,
    name: user.name,
    dm: () => show(dmOf(world, user.id)),
    slash: async (channel, name, options = {}) => held(runSlash(at(channel), name, options)),
    autocomplete: async (channel, name, option, typed) => {
      const interaction = held(askChoices(at(channel), name, option, typed));
      return (await interaction.response()).choices ?? [];
    },
    messageCommand: async (channel, name, { id }) => held(runMessageCommand(at(channel), name, id)),
    submitModal: async (interaction, values) => {
      const origin = world.interactions.get(interaction.id);
      const channel = world.channels.get(origin?.channelId ?? '');
      if (origin === undefined || channel === undefined) throw new ClientRefusal('no such modal');
      return held(sendModal({ world, user, channel }, origin, values));
    },
    click: async (channel, { id }, customId) => held(clickButton(at(channel), id, customId)),
    select: async (channel, { id }, customId, values) =>
      held(chooseFrom(at(channel), id, customId, values)),
    startThread: async (channel, wish) => show(startThreadAsUser(at(channel), wish)),
    post: async (channel, post) => postAsUser(at(channel), post).wire,
    sees: (channel) =>
      at(channel)
        .channel.messages.filter(
          ({ ephemeralTo }) => ephemeralTo === undefined || ephemeralTo === user.id,
        )
        .map(({ wire }) => wire),
  };
}
