import { ChannelType, PermissionFlagsBits, PermissionsBitField } from 'discord.js';
import type { PermissionName } from './words/words.ts';

/** What a server has to grant, and nothing beyond: each is used by some request of this bot. */
const NEEDED = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'AttachFiles',
  'ReadMessageHistory',
  'CreatePublicThreads',
] as const satisfies readonly (keyof typeof PermissionFlagsBits)[];

/** Where a bot is added to a server with these permissions. */
export function inviteUrl(applicationId: string): string {
  const url = new URL('https://discord.com/oauth2/authorize');
  url.searchParams.set('client_id', applicationId);
  url.searchParams.set('scope', 'bot applications.commands');
  url.searchParams.set('integration_type', '0');
  const bits = NEEDED.reduce((all, name) => all | PermissionFlagsBits[name], 0n);
  url.searchParams.set('permissions', bits.toString());
  return url.href;
}

const THREAD_PARENTS: readonly ChannelType[] = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
];
const THREADS: readonly ChannelType[] = [
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
];

/** Whether a thread can be started from a message there; a thread cannot hold another. */
export function canStartThreads(
  type: ChannelType | undefined,
  granted: Readonly<PermissionsBitField>,
): boolean {
  if (type === undefined || !THREAD_PARENTS.includes(type)) return false;
  return granted.has(['CreatePublicThreads', 'SendMessagesInThreads']);
}

/** What is missing to deliver a video there. Without history nobody could see what is posted already. */
export function missingIn(
  type: ChannelType | undefined,
  granted: Readonly<PermissionsBitField>,
): PermissionName[] {
  const inThread = type !== undefined && THREADS.includes(type);
  const speak: PermissionName = inThread ? 'SendMessagesInThreads' : 'SendMessages';
  const wanted: PermissionName[] = ['ViewChannel', 'ReadMessageHistory', 'AttachFiles'];
  if (!canStartThreads(type, granted)) wanted.push(speak);
  return wanted.filter((name) => !granted.has(name));
}

/** In direct messages nothing has to be granted. */
export const ALL_PERMISSIONS = new PermissionsBitField(PermissionsBitField.All);
