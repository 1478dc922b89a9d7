import { randomBytes } from 'node:crypto';
import type { CommandBook } from './command-book.ts';
import type { InteractionAnswer, PremiumTier } from './handle.ts';
import { createSnowflakes, type Snowflakes } from './snowflakes.ts';
import type {
  Attachment,
  InteractionMetadata,
  Message,
  Modal,
  ThreadMetadata,
  WireUser,
} from './wire.ts';

export const ChannelType = {
  text: 0,
  dm: 1,
  voice: 2,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  forum: 15,
} as const;

export const Flag = {
  suppressEmbeds: 1 << 2,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  componentsV2: 1 << 15,
  voice: 1 << 13,
  snapshot: 1 << 14,
  hasThread: 1 << 5,
} as const;

export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
  readonly locale: string;
  readonly hasNitro: boolean;
  readonly acceptsDms: boolean;
}

export interface RoleRecord {
  readonly id: string;
  readonly name: string;
  permissions: bigint;
}

export interface GuildRecord {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  readonly ownerId: string;
  readonly botRoleId: string;
  readonly memberRoleId: string;
  premiumTier: PremiumTier;
  readonly roles: Map<string, RoleRecord>;
  readonly members: Map<string, { readonly roleIds: string[]; readonly joinedAt: string }>;
  hasBot: boolean;
}

export interface ChannelRecord {
  readonly id: string;
  readonly type: number;
  name: string;
  readonly guildId?: string;
  readonly parentId?: string;
  readonly ownerId?: string;
  /** Of a DM. */
  readonly recipientId?: string;
  readonly overwrites: Map<string, { type: number; allow: bigint; deny: bigint }>;
  readonly messages: StoredMessage[];
  readonly thread?: ThreadMetadata;
  /** When messages older than an hour were edited. */
  readonly oldEdits: number[];
}

export interface StoredMessage {
  readonly wire: Message;
  readonly ephemeralTo?: string;
  readonly interactionId?: string;
}

export interface InteractionRecord {
  readonly id: string;
  readonly token: string;
  readonly type: number;
  readonly channelId: string;
  readonly userId: string;
  readonly createdAt: number;
  readonly metadata: InteractionMetadata;
  /** Of a message command or a component: what it was used on. */
  readonly targetId?: string;
  readonly messageType: number;
  answer?: InteractionAnswer;
  /** Called when the answer is there. */
  readonly waiting: (() => void)[];
  modal?: Modal;
  originalId?: string;
  readonly followUpIds: string[];
}

export interface StoredFile {
  readonly bytes: Buffer;
  readonly path: string;
}

/** An event on its way to the bot. */
export interface Dispatch {
  readonly event: string;
  readonly data: object;
  /** The guild whose shard gets it; DMs go to shard 0. */
  readonly guildId: string | undefined;
  /** The intent that is needed, as a bit; none for interactions. */
  readonly intent?: number;
}

export interface World {
  readonly now: () => number;
  readonly ids: Snowflakes;
  readonly applicationId: string;
  readonly botId: string;
  readonly token: string;
  readonly users: Map<string, UserRecord>;
  readonly guilds: Map<string, GuildRecord>;
  readonly channels: Map<string, ChannelRecord>;
  readonly interactions: Map<string, InteractionRecord>;
  readonly files: Map<string, StoredFile>;
  readonly nonces: Map<string, { readonly message: Message; readonly at: number }>;
  readonly commands: CommandBook;
  readonly limits: { uploadLimit: number | undefined; activeThreadLimit: number };
  /** Filled in when the server listens. */
  fileHost: string;
  tell: (dispatch: Dispatch) => void;
}

export const timeOf = (world: World) => new Date(world.now()).toISOString();

export function createWorld(now: () => number, commands: CommandBook): World {
  const ids = createSnowflakes(now);
  const applicationId = ids.nextOld();
  const bot: UserRecord = {
    id: applicationId,
    name: 'avatar-bot',
    isBot: true,
    locale: 'en-US',
    hasNitro: false,
    acceptsDms: true,
  };
  return {
    now,
    ids,
    applicationId,
    botId: bot.id,
    token: `${Buffer.from(bot.id).toString('base64url')}.${randomText(4)}.${randomText(28)}`,
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    channels: new Map(),
    interactions: new Map(),
    files: new Map(),
    nonces: new Map(),
    commands,
    limits: { uploadLimit: undefined, activeThreadLimit: 1_000 },
    fileHost: '',
    tell: () => {},
  };
}

export const randomText = (bytes: number) => randomBytes(bytes).toString('base64url');

export function wireUser({ id, name, isBot }: UserRecord): WireUser {
  return {
    id,
    username: name.toLowerCase().replaceAll(/[^a-z0-9._-]/g, '_'),
    global_name: isBot ? null : name,
    discriminator: isBot ? '0001' : '0',
    avatar: null,
    ...(isBot ? { bot: true } : {}),
    public_flags: 0,
    flags: 0,
    primary_guild: null,
  };
}

/** The user that must be there, because only the emulator itself makes references to users. */
export function userOf(world: World, id: string): UserRecord {
  const user = world.users.get(id);
  if (user === undefined) throw new Error(`The emulator knows no user ${id}`);
  return user;
}

export function findMessage(
  world: World,
  channelId: string,
  id: string,
): StoredMessage | undefined {
  return world.channels.get(channelId)?.messages.find(({ wire }) => wire.id === id);
}

export function attachmentsOf(message: Message): Attachment[] {
  const forwarded = message.message_snapshots?.flatMap((each) => each.message.attachments) ?? [];
  return [...message.attachments, ...forwarded];
}
