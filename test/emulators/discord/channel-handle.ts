import {
  changeThread,
  removeChannel,
  tellChannel,
  threadsOf,
  visibleMessages,
} from './channels.ts';
import type { DiscordChannel, DiscordGuild } from './handle.ts';
import { removeMessage } from './present.ts';
import type { ChannelRecord, World } from './world.ts';

/** What a test holds of a channel. */
export function toChannelHandle(
  world: World,
  channel: ChannelRecord,
  guildOf: (id: string) => DiscordGuild,
): DiscordChannel {
  const wrap = (each: ChannelRecord) => toChannelHandle(world, each, guildOf);
  const overwrite = (change: { allow?: bigint; deny?: bigint }) => {
    if (channel.guildId === undefined || channel.thread !== undefined) {
      throw new Error(
        'Only channels of a server have overwrites; a thread has those of its channel',
      );
    }
    const before = channel.overwrites.get(world.botId) ?? { type: 1, allow: 0n, deny: 0n };
    const { allow = 0n, deny = 0n } = change;
    channel.overwrites.set(world.botId, {
      type: 1,
      allow: (before.allow & ~deny) | allow,
      deny: (before.deny & ~allow) | deny,
    });
    tellChannel(world, 'CHANNEL_UPDATE', channel);
  };
  return {
    id: channel.id,
    get name() {
      return channel.name;
    },
    type: channel.type,
    get guild() {
      return channel.guildId === undefined ? undefined : guildOf(channel.guildId);
    },
    get isArchived() {
      return channel.thread?.archived ?? false;
    },
    get isLocked() {
      return channel.thread?.locked ?? false;
    },
    messages: () => visibleMessages(channel).map(({ wire }) => wire),
    thread: (messageId) => {
      const found = world.channels.get(messageId);
      return found?.parentId === channel.id ? wrap(found) : undefined;
    },
    threads: () => threadsOf(world, channel).map(wrap),
    deny: (bits) => overwrite({ deny: bits }),
    allow: (bits) => overwrite({ allow: bits }),
    lock: () => changeThread(world, channel, { locked: true }),
    archive: () => changeThread(world, channel, { archived: true }),
    delete: () => removeChannel(world, channel),
    deleteMessage: ({ id }) => {
      const stored = channel.messages.find(({ wire }) => wire.id === id);
      if (stored !== undefined) removeMessage(world, channel, stored);
    },
  };
}
