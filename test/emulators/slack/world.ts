import type { EventSettings, SlackTeam } from './handle.ts';
import type { Ids } from './ids.ts';
import type { Block, Message, SlackFile, View } from './wire.ts';

export interface TeamRecord {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly scopes: Set<string>;
  /** What a person's consent grants at most. */
  readonly grantable: readonly string[] | undefined;
  botToken: string;
  isInstalled: boolean;
  uploads: SlackTeam['uploads'];
  maxUploadBytes: number | undefined;
  posting: 'allowed' | 'restricted';
  editWindowMs: number | undefined;
}

export interface UserRecord {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly locale: string;
  readonly isAdmin: boolean;
  readonly isOwner: boolean;
  readonly isBot: boolean;
}

export type ChannelKind = 'public' | 'private' | 'im' | 'mpim';

export interface Ephemeral {
  readonly userId: string;
  readonly message: Message;
}

export interface ChannelRecord {
  readonly id: string;
  readonly teamId: string;
  readonly kind: ChannelKind;
  readonly members: Set<string>;
  readonly messages: Message[];
  readonly ephemerals: Ephemeral[];
  readonly reactions: Map<string, Set<string>>;
  name: string;
  isArchived: boolean;
}

export interface FileRecord {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly wire: SlackFile;
  /** What `files.getUploadURLExternal` was told. */
  readonly expectedBytes: number;
  readonly isExternal: boolean;
  readonly isHidden: 'file_not_found' | 'not_visible' | undefined;
  bytes: Buffer | undefined;
  state: 'ticket' | 'uploaded' | 'complete' | 'deleted';
}

export interface Trigger {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly madeAt: number;
  /** The view that the person acted in. */
  readonly viewId: string | undefined;
  isUsed: boolean;
}

export interface ViewRecord {
  readonly triggerId: string;
  readonly userId: string;
  view: View;
  isOpen: boolean;
}

export interface HookRecord {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly madeAt: number;
  /** The message that carried the button. */
  readonly origin: Message | undefined;
  readonly responses: { body: Record<string, unknown>; at: number; status: number }[];
  uses: number;
}

export interface PendingShare {
  readonly channelId: string;
  readonly fileIds: readonly string[];
  readonly threadTs: string | undefined;
  readonly comment: string;
  readonly blocks: Block[] | undefined;
  readonly dueAt: number;
}

export interface Consent {
  readonly teamId: string;
  readonly userId: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string | undefined;
  readonly madeAt: number;
}

export interface App {
  readonly id: string;
  readonly token: string;
  readonly signingSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Slack's old proof of origin, which every body still carries. */
  readonly verificationToken: string;
}

/** What the app is to be told; resolves when it has heard it or never will. */
export type Tell = (team: TeamRecord, events: readonly Record<string, unknown>[]) => Promise<void>;

export interface World {
  readonly now: () => number;
  readonly ids: Ids;
  readonly app: App;
  readonly teams: Map<string, TeamRecord>;
  readonly tokens: Map<string, { team: TeamRecord; state: 'valid' | 'revoked' | 'uninstalled' }>;
  readonly users: Map<string, UserRecord>;
  readonly channels: Map<string, ChannelRecord>;
  readonly files: Map<string, FileRecord>;
  readonly triggers: Map<string, Trigger>;
  readonly views: Map<string, ViewRecord>;
  readonly hooks: Map<string, HookRecord>;
  readonly consents: Map<string, Consent>;
  readonly socketTickets: Set<string>;
  readonly pendingShares: PendingShare[];
  readonly events: EventSettings;
  readonly shareDelayMs: number;
  readonly report: (mistake: string) => void;
  sharesToLose: number;
  fileHost: string;
  elsewhereHost: string;
  fileServer: 'ok' | 'login-page-at-once' | 'redirect-elsewhere';
  consent: 'allow' | 'deny';
  installingTeam: TeamRecord | undefined;
  tell: Tell;
}

export const teamOf = (world: World, id: string): TeamRecord => {
  const team = world.teams.get(id);
  if (team === undefined) throw new Error(`There is no workspace ${id}`);
  return team;
};

export const channelOf = (world: World, id: string): ChannelRecord => {
  const channel = world.channels.get(id);
  if (channel === undefined) throw new Error(`There is no channel ${id}`);
  return channel;
};

export const hasBot = (world: World, channel: ChannelRecord): boolean =>
  channel.members.has(teamOf(world, channel.teamId).botUserId);

export const findMessage = (channel: ChannelRecord, ts: string): Message | undefined =>
  channel.messages.find((message) => message.ts === ts);
