import {
  GuildMember,
  type Interaction,
  type Message,
  type PermissionsBitField,
  type User,
} from 'discord.js';
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
  /** Where this person keeps order, and so may act on other people's jobs. */
  readonly keepsOrderIn: 'server' | 'channel' | undefined;
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
    keepsOrderIn: realmOf(member, guildId === null ? null : interaction.memberPermissions),
    uploadHint: interaction.attachmentSizeLimit,
  };
}

/**
 * A message says no language of its author: it is answered in the server's. To be read when the
 * message arrives, since neither its author nor its channel is remembered for long.
 */
export function askingIn(message: Message): Asking {
  const { author, member, guild, channel } = message;
  const permissionsOf = (who: GuildMember | null | undefined) =>
    channel.isDMBased() || !who ? null : channel.permissionsFor(who);
  return {
    user: author,
    personName: nameOf(author, member),
    locale: guild?.preferredLocale ?? 'en-US',
    guildId: guild?.id,
    channelId: message.channelId,
    channelType: channel.type,
    // Unknown in a thread whose channel is unknown; then the delivery finds out.
    granted: permissionsOf(guild?.members.me) ?? ALL_PERMISSIONS,
    keepsOrderIn: realmOf(member, permissionsOf(member)),
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
    moderates: (job) => keepsOrderOf(job, asking),
  };
}

/** By roles for the whole server; what is granted for one channel counts in that channel alone. */
function realmOf(
  member: Interaction['member'],
  inChannel: Readonly<PermissionsBitField> | null,
): Asking['keepsOrderIn'] {
  // While a server is still on its way after a start, nothing is known of its roles.
  const isKnown = member instanceof GuildMember && member.guild.available;
  if (isKnown && member.permissions.has('ManageMessages')) return 'server';
  return inChannel?.has('ManageMessages') ? 'channel' : undefined;
}

function keepsOrderOf(job: Job, { keepsOrderIn, guildId, channelId }: Asking): boolean {
  if (keepsOrderIn === undefined || guildId === undefined) return false;
  if (job.thread.surface !== SURFACE) return false;
  const asked = placeOf(job);
  if (asked.guildId !== guildId) return false;
  // A thread has the id of the message that it was started from.
  return keepsOrderIn === 'server' || [asked.channelId, asked.messageId].includes(channelId);
}

/** The name in the server where there is one. */
function nameOf(user: User, member: Interaction['member'] | Message['member']): string {
  if (member === null) return user.displayName;
  if ('displayName' in member) return member.displayName;
  return member.nick ?? user.displayName;
}
