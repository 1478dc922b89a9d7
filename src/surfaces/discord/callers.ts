import type { Interaction, Message, PermissionsBitField, User } from 'discord.js';
import type { Caller } from '../../../commands/command.ts';
import type { Job } from '../../jobs/job.ts';
import { ALL_PERMISSIONS, canStartThreads } from './permissions.ts';
import { type Place, placeOf, SURFACE, threadOf } from './place.ts';

/** Where somebody asks, and what the bot and they may do there. */
export interface Asking {
  readonly user: User;
  readonly personName: string;
  readonly locale: string;
  readonly guildId: string | undefined;
  readonly channelId: string;
  readonly channelType: number | undefined;
  readonly granted: Readonly<PermissionsBitField>;
  /** Keeps order in this server, so may act on other people's jobs there. */
  readonly isModerator: boolean;
  readonly uploadHint: number | undefined;
}

export function askingBy(interaction: Interaction): Asking {
  const { user, member, locale, guildId, channelId, channel } = interaction;
  return {
    user,
    personName: nameOf(user, member),
    locale,
    guildId: guildId ?? undefined,
    channelId: channelId ?? '',
    channelType: channel?.type,
    granted: guildId === null ? ALL_PERMISSIONS : interaction.appPermissions,
    isModerator:
      guildId !== null && (interaction.memberPermissions?.has('ManageMessages') ?? false),
    uploadHint: interaction.attachmentSizeLimit,
  };
}

/** A message says no language of its author: it is answered in the server's. */
export function askingIn(message: Message): Asking {
  const { author, member, guild, channel } = message;
  const me = guild?.members.me;
  const granted =
    guild === null || me === null || me === undefined || channel.isDMBased()
      ? ALL_PERMISSIONS
      : channel.permissionsFor(me);
  return {
    user: author,
    personName: nameOf(author, member),
    locale: guild?.preferredLocale ?? 'en-US',
    guildId: guild?.id,
    channelId: message.channelId,
    channelType: channel.type,
    granted,
    isModerator:
      member !== null &&
      !channel.isDMBased() &&
      channel.permissionsFor(member).has('ManageMessages'),
    uploadHint: undefined,
  };
}

/** Where the answer goes: to that message, which is the bot's own reply or the person's. */
export function placeFor(asking: Asking, messageId: string, isReply: boolean): Place {
  const { guildId, channelId, channelType, granted, personName, uploadHint } = asking;
  return {
    ...{ channelId, messageId, isReply, personName },
    threads: canStartThreads(channelType, granted),
    ...(guildId === undefined ? {} : { guildId }),
    ...(uploadHint === undefined ? {} : { uploadHint }),
  };
}

export function callerOf(asking: Asking, place: Place): Caller {
  return {
    person: { surface: SURFACE, id: asking.user.id },
    thread: threadOf(place),
    locale: asking.locale,
    moderates: (job) => asking.isModerator && isAskedIn(job, asking.guildId),
  };
}

function isAskedIn(job: Job, guildId: string | undefined): boolean {
  return (
    job.thread.surface === SURFACE && guildId !== undefined && placeOf(job).guildId === guildId
  );
}

/** The name in the server where there is one. */
function nameOf(user: User, member: Interaction['member'] | Message['member']): string {
  if (member === null) return user.displayName;
  if ('displayName' in member) return member.displayName;
  return member.nick ?? user.displayName;
}
