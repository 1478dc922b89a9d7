import type { Attachment, Choice, Message, Modal, RegisteredCommand } from './wire.ts';

export interface DiscordOptions {
  /** Milliseconds; drives limits of interactions and links, timestamps and ids, never rate limits. */
  readonly now?: () => number;
  /** What GET /gateway/bot recommends. */
  readonly shards?: number;
  /** Real-time buckets as on Discord. */
  readonly rateLimits?: boolean;
  readonly heartbeatMs?: number;
  /** Whether all is held against the schema; true unless speed is measured. */
  readonly judges?: boolean;
  /** Told of every breach of the published schema, besides `mistakes`. */
  readonly onMistake?: (mistake: string) => void;
}

export interface Discord {
  /** For discord.js' `rest.api`. */
  readonly apiUrl: string;
  /** `host:port` that attachments are served from. */
  readonly fileHost: string;
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  createUser(options?: UserOptions): DiscordUser;
  createGuild(options?: GuildOptions): DiscordGuild;
  commands(guild?: DiscordGuild): RegisteredCommand[];
  /** Every REST request, oldest first; never cleared. */
  readonly requests: RequestRecord[];
  /** What breaks the published schema, or the four rules that it misses. */
  readonly mistakes: string[];
  readonly faults: Faults;
  readonly gateway: GatewayControl;
  /** The bytes of any attachment, also an expired or deleted one. */
  bytesOf(attachment: Pick<Attachment, 'id'>): Buffer;
  /** What is registered: `POST /channels/{}/messages` and so on. */
  readonly routes: readonly string[];
  /** For negative controls: changes the bodies of our own answers before they are judged and sent. */
  breakAnswers(change: ((route: string, body: unknown) => unknown) | undefined): void;
  close(): Promise<void>;
}

export interface UserOptions {
  readonly name?: string;
  readonly locale?: string;
  readonly nitro?: boolean;
  readonly acceptsDms?: boolean;
}

export interface GuildOptions {
  readonly name?: string;
  readonly premiumTier?: PremiumTier;
  readonly locale?: string;
  readonly botPermissions?: bigint;
}

export type PremiumTier = 0 | 1 | 2 | 3;

export interface DiscordGuild {
  readonly id: string;
  /** The role that Discord makes for the bot, named like it. */
  readonly botRoleId: string;
  readonly name: string;
  createTextChannel(options?: ChannelOptions): DiscordChannel;
  setBotPermissions(bits: bigint): void;
  removeBot(): void;
  setPremiumTier(tier: PremiumTier): void;
  /** People are members as soon as they act; this makes one earlier, or sets what all of it may do. */
  addMember(user: DiscordUser, options?: { permissions?: bigint }): void;
  grant(user: DiscordUser, bits: bigint): void;
}

export interface ChannelOptions {
  readonly name?: string;
  readonly type?: 'text' | 'announcement' | 'forum' | 'voice';
  /** For the bot, as an overwrite of the channel. */
  readonly deny?: bigint;
}

export interface DiscordChannel {
  readonly id: string;
  readonly name: string;
  /** Discord's number: 0 text, 1 DM, 5 announcement, 10/11 thread, 15 forum. */
  readonly type: number;
  readonly guild: DiscordGuild | undefined;
  readonly isArchived: boolean;
  readonly isLocked: boolean;
  /** Oldest first, without ephemeral ones; the objects are live. */
  messages(): Message[];
  /** The thread that was started from a message. */
  thread(messageId: string): DiscordChannel | undefined;
  threads(): DiscordChannel[];
  deny(bits: bigint): void;
  allow(bits: bigint): void;
  lock(): void;
  archive(): void;
  delete(): void;
  deleteMessage(message: Pick<Message, 'id'>): void;
}

export interface DiscordUser {
  readonly id: string;
  readonly name: string;
  dm(): DiscordChannel;
  slash(
    channel: DiscordChannel,
    name: string,
    options?: Readonly<Record<string, OptionValue>>,
  ): Promise<Interaction>;
  autocomplete(
    channel: DiscordChannel,
    name: string,
    option: string,
    typed: string,
  ): Promise<Choice[]>;
  messageCommand(
    channel: DiscordChannel,
    name: string,
    message: Pick<Message, 'id'>,
  ): Promise<Interaction>;
  /** `interaction` is the one that was answered with a modal. */
  submitModal(
    interaction: Interaction,
    values: Readonly<Record<string, ModalValue>>,
  ): Promise<Interaction>;
  click(
    channel: DiscordChannel,
    message: Pick<Message, 'id'>,
    customId: string,
  ): Promise<Interaction>;
  post(channel: DiscordChannel, post: Post): Promise<Message>;
  select(
    channel: DiscordChannel,
    message: Pick<Message, 'id'>,
    customId: string,
    values: readonly string[],
  ): Promise<Interaction>;
  /** From a message, on its own, or in a forum with its first post. */
  startThread(channel: DiscordChannel, options: NewThreadOptions): Promise<DiscordChannel>;
  /** What this person's client shows, ephemeral messages included. */
  sees(channel: DiscordChannel): Message[];
}

export type OptionValue = string | number | boolean | AttachedFile;
export type ModalValue = string | readonly string[] | readonly AttachedFile[];

export interface Post {
  readonly content?: string;
  readonly files?: readonly AttachedFile[];
  readonly voice?: AttachedFile;
  readonly replyTo?: Pick<Message, 'id'>;
  /** Whether a reply pings whom it answers; true unless told. */
  readonly ping?: boolean;
  readonly forward?: Message;
}

export interface NewThreadOptions {
  readonly name: string;
  readonly from?: Pick<Message, 'id'>;
  readonly post?: Post;
}

export interface AttachedFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly contentType?: string;
  /** Of a voice message. */
  readonly seconds?: number;
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  /** The first callback, or `failed` when there is none within three seconds. */
  response(): Promise<InteractionAnswer>;
  /** The current state of @original. */
  message(): Message | undefined;
  followUps(): Message[];
}

export interface InteractionAnswer {
  /** Discord's number of the callback, or that the application did not respond. */
  readonly type: 1 | 4 | 5 | 6 | 7 | 8 | 9 | 'failed';
  readonly ackedAfterMs: number;
  readonly message?: Message;
  readonly modal?: Modal;
  readonly choices?: Choice[];
}

export interface RequestRecord {
  readonly method: string;
  /** Without `/api/v10`. */
  readonly path: string;
  /** Without the query and with ids replaced: `/channels/{}/messages`. */
  readonly route: string;
  readonly query: Readonly<Record<string, string>>;
  /** In milliseconds of `now`. */
  readonly at: number;
  /** The JSON, or the `payload_json` of a multipart body. */
  readonly body: unknown;
  readonly files: readonly { readonly name: string; readonly size: number }[];
  /** Undefined while, or if for ever, there is no answer. */
  readonly status: number | undefined;
}

export type FaultAnswer =
  | {
      readonly status: number;
      readonly code?: number;
      readonly message?: string;
      /**
       * Sent as it is in body and header, where Discord rounds the header up to whole seconds; `unsaid`
       * as by a proxy in front of Discord, which sends neither.
       */
      readonly retryAfterSeconds?: number | 'unsaid';
      readonly global?: boolean;
    }
  | 'hang'
  | 'cut'
  | 'cut-after'
  | 'hang-after'
  | 'delay'
  | 'delay-after';

export interface FaultOptions {
  /** `POST /channels/{}/messages`, or a pattern for that text. */
  readonly route: string | RegExp;
  readonly method?: string;
  /** Once unless told. */
  readonly times?: number;
  readonly answer: FaultAnswer;
}

export interface Fault {
  readonly hits: number;
  /** The first hit. */
  readonly reached: Promise<void>;
  remove(): void;
  /** Lets delayed requests go on. */
  release(): void;
}

export interface Faults {
  add(options: FaultOptions): Fault;
  /** A real limit below the advertised one: 413, code 40005. */
  uploadLimit: number | undefined;
  /** Per guild; Discord's is 1,000. */
  activeThreadLimit: number;
}

export interface GatewayControl {
  /** Open sockets that have identified or resumed. */
  readonly connections: number;
  /** Sessions that can still be resumed. */
  readonly sessions: number;
  readonly identifies: number;
  readonly resumes: number;
  /** Every dispatch is sent twice. */
  deliverTwice: boolean;
  /** While true, events are lost for ever. */
  missEvents: boolean;
  /** Destroys the sockets without a close frame. */
  dropAll(): void;
  close(code: number): void;
  askReconnect(): void;
  invalidateSession(resumable: boolean): void;
  /** When so many shards have been sent READY or RESUMED since the start. */
  waitForReady(count?: number): Promise<void>;
}
