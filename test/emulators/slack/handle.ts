import type { Message, SlackFile, View } from './wire.ts';

export interface SlackOptions {
  /** Milliseconds; every rule of Slack about time is looked up against it when somebody asks. */
  readonly now?: () => number;
  /** Of the bot token of the default team; all that the emulator knows unless told. */
  readonly scopes?: readonly string[];
  /** How long after `files.completeUploadExternal` the file appears in its channel, by `now`. */
  readonly shareDelayMs?: number;
  /** Slack's tiers, and one message per second and channel, by `now`. */
  readonly rateLimits?: boolean;
  /** Whether bad use that Slack forgives is reported; true unless speed is measured. */
  readonly judges?: boolean;
  /** Told of every mistake, besides `mistakes`. */
  readonly onMistake?: (mistake: string) => void;
  /** How events and interactions reach the app; by socket unless told. */
  readonly transport?: 'socket' | 'http';
}

export interface Slack {
  /** For Bolt's `clientOptions.slackApiUrl`, with the slash at its end. */
  readonly apiUrl: string;
  /** `host:port` that files are served from. */
  readonly fileHost: string;
  readonly appId: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The workspace that has the app already. */
  readonly team: SlackTeam;
  /** A workspace that gets the app only by the OAuth flow. */
  createTeam(options?: TeamOptions): SlackTeam;
  /** Every request, oldest first; never cleared. */
  readonly requests: SlackRequest[];
  /**
   * What Slack forgives or fails silently, and a good app does not do. Late acknowledgements are
   * among it only where `now` is the real clock.
   */
  readonly mistakes: string[];
  readonly faults: Faults;
  readonly events: EventSettings;
  readonly sockets: Sockets;
  /** Where signed deliveries go: the whole URL, such as `http://127.0.0.1:3000/slack/events`. */
  http(url: string): void;
  /** Everything that was sent or waits to be sent to the app, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Deliveries that were given up without an acknowledgement. */
  readonly unacknowledged: readonly Delivery[];
  /** The bytes of any file, also a deleted one. */
  bytesOf(file: Pick<SlackFile, 'id'>): Buffer;
  /** The file as the workspace knows it now, without asking by the API. */
  file(id: string): SlackFile;
  /** So many uploads are answered with ok and never appear anywhere. */
  loseNextShares(count: number): void;
  /**
   * `ok` serves the right token and leads every other to the login page; otherwise every download
   * meets that page with status 200, or is sent to `elsewhere`.
   */
  fileServer: 'ok' | 'login-page-at-once' | 'redirect-elsewhere';
  /** Another host, which file downloads are redirected to. */
  readonly elsewhere: { readonly host: string; readonly requests: ElsewhereRequest[] };
  /** A GET with client_id, scope, state and redirect_uri answers as if a person had decided at once. */
  readonly authorizeUrl: string;
  /** What that person decides; allow unless changed. */
  consent: 'allow' | 'deny';
  /** Where that person is; the default team unless changed. */
  installingTeam: SlackTeam;
  close(): Promise<void>;
}

export interface TeamOptions {
  readonly name?: string;
  readonly domain?: string;
  /** What a person's consent grants at most; everything that is asked for unless told. */
  readonly scopes?: readonly string[];
}

export interface SlackTeam {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** Empty until the app is installed. */
  readonly botToken: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly isInstalled: boolean;
  /** Of the bot token; a test may take one away. */
  readonly scopes: Set<string>;
  createUser(options?: UserOptions): SlackUser;
  createChannel(options?: ChannelOptions): SlackChannel;
  /** Tells the app by `app_uninstalled` and `tokens_revoked`. */
  uninstall(): void;
  /** Every later call meets `token_revoked`; tells nobody. */
  revokeToken(): void;
  /** What an administrator allows to upload. */
  uploads: 'allowed' | 'disabled' | 'images-only';
  maxUploadBytes: number | undefined;
  setPolicy(policy: TeamPolicy): void;
}

export interface TeamPolicy {
  /** `restricted` answers `restricted_action` to every message of the app. */
  readonly posting?: 'allowed' | 'restricted';
  /** After it, edits answer `edit_window_closed`. */
  readonly editWindowMs?: number;
  readonly uploads?: SlackTeam['uploads'];
  readonly maxUploadBytes?: number;
}

export interface UserOptions {
  readonly name?: string;
  readonly locale?: string;
  readonly isAdmin?: boolean;
  readonly isOwner?: boolean;
}

export interface ChannelOptions {
  readonly name?: string;
  readonly isPrivate?: boolean;
  /** Several people and the app in one direct conversation. */
  readonly isGroupDm?: boolean;
  readonly members?: readonly SlackUser[];
  readonly hasBot?: boolean;
}

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im' | 'mpim';
  readonly team: SlackTeam;
  /** Top level, or the replies of a thread without its root; oldest first; the objects are live. */
  messages(threadTs?: string): Message[];
  message(ts: string): Message | undefined;
  /** Top level and replies together, oldest first, without ephemeral ones. */
  all(): Message[];
  /** The emoji that the app put on a message. */
  reactions(ts: string): string[];
  archive(): void;
  removeBot(): void;
  addBot(): void;
  addMember(user: SlackUser): void;
  removeMember(user: SlackUser): void;
  rename(name: string): void;
  /** As an administrator does; tells the app. */
  deleteMessage(ts: string): void;
}

export interface SlackUser {
  readonly id: string;
  readonly name: string;
  readonly team: SlackTeam;
  /** The conversation with the app. */
  im(): SlackChannel;
  /** Resolves when its events were acknowledged or given up. */
  post(channel: SlackChannel, post: Post): Promise<Message>;
  /** The text gets the app's mention in front. */
  mention(channel: SlackChannel, text: string, post?: Omit<Post, 'text'>): Promise<Message>;
  edit(message: Pick<Message, 'channel' | 'ts'>, text: string): Promise<void>;
  delete(message: Pick<Message, 'channel' | 'ts'>): Promise<void>;
  /** A file of this person that is in no channel. */
  upload(file: AttachedFile): SlackFile;
  shareInto(
    channel: SlackChannel,
    file: Pick<SlackFile, 'id'>,
    post?: { readonly text?: string; readonly threadTs?: string },
  ): Promise<Message>;
  /** A shortcut of a message's menu. */
  shortcut(message: Pick<Message, 'channel' | 'ts'>, callbackId: string): Promise<Interaction>;
  globalShortcut(callbackId: string): Promise<Interaction>;
  slash(channel: SlackChannel, command: string, text?: string): Promise<Interaction>;
  /** @throws if the message, also an ephemeral one, has no such button, or cannot be seen. */
  press(message: Pick<Message, 'channel' | 'ts'>, actionId: string): Promise<Interaction>;
  /** @throws ClientRefusal for what Slack's client would not send. */
  submit(view: View, answers?: Readonly<Record<string, Answer>>): Promise<Submission>;
  /** Tells the app where it asked to be told. */
  close(view: View): Promise<void>;
  /** What only this person sees. */
  ephemerals(channel: SlackChannel): Message[];
}

export interface Post {
  /** As on the wire: with `<@U…>` for a mention and `&amp;` for an ampersand. */
  readonly text?: string;
  readonly files?: readonly AttachedFile[];
  readonly threadTs?: string;
  /** Shown in the channel too. */
  readonly isBroadcast?: boolean;
}

export interface AttachedFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly mimetype?: string;
  readonly subtype?: 'slack_audio' | 'slack_video';
  readonly durationMs?: number;
  readonly mode?: 'hosted' | 'snippet';
  /** Of a connected workspace: a message has its id alone and only `files.info` tells the rest. */
  readonly isExternal?: boolean;
  /** `files.info` refuses to tell about it. */
  readonly isHidden?: 'file_not_found' | 'not_visible';
}

/** A typed or chosen value, several chosen ones, or files, one of this person's uploads included. */
export type Answer =
  | string
  | readonly string[]
  | readonly AttachedFile[]
  | readonly { readonly id: string }[];

export interface Interaction {
  readonly acknowledged: boolean;
  readonly ackBody: unknown;
  readonly ackMs: number;
  readonly triggerId: string;
  readonly responseUrl: string | undefined;
  /** What `views.open` or `views.push` showed for its trigger, as it is now. */
  view(): View | undefined;
  /** What was sent to its response_url. */
  responses(): HookResponse[];
}

export interface Submission extends Interaction {
  /** By block, where the app refused. */
  readonly errors: Readonly<Record<string, string>> | undefined;
  /** `closed` also where the app answered nothing. */
  readonly outcome: 'closed' | 'errors' | 'updated' | 'pushed' | 'failed';
}

export interface HookResponse {
  readonly body: Readonly<Record<string, unknown>>;
  readonly at: number;
  readonly status: number;
}

export interface SlackRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** `chat.postMessage`, or `upload`, `file`, `hook`, `authorize`. */
  readonly api: string | undefined;
  /** As it was sent, or undefined. */
  readonly token: string | undefined;
  /** Nested values parsed. Of an upload: `{ bytes }`, their count. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Undefined while, or if for ever, there is no answer. */
  readonly status: number | undefined;
  readonly ok: boolean | undefined;
  readonly error: string | undefined;
  /** In milliseconds of `now`. */
  readonly at: number;
}

export interface ElsewhereRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface EventSettings {
  /** Whether `app_mention` is sent. */
  mention: boolean;
  /** Whether `message` is sent. */
  message: boolean;
  /** Whether `file_shared` is sent. */
  fileShared: boolean;
  order: 'mention-first' | 'message-first';
  /** Each event so many times in all, with one event_id. */
  times: number;
  /** What finds no connection is lost, where it would wait for one. */
  lossy: boolean;
  /** Real milliseconds until Slack tries again what nobody acknowledged. */
  redeliverAfterMs: number;
  /** How often Slack tries again before it gives up. */
  retries: number;
  /** Resolves when nothing is under way, neither sent nor waiting. */
  settled(): Promise<void>;
}

export interface Sockets {
  readonly open: number;
  /** Ever opened. */
  readonly connections: number;
  /** Destroys the sockets without a close frame. */
  dropAll(): void;
  /** Closes them in order, after a `disconnect` that asks to connect again. */
  refresh(): void;
  /** Announces a coming `disconnect`. */
  warn(): void;
  /** While true, deliveries by socket queue. */
  hold: boolean;
  /** Resolves when so many sockets were ever opened. */
  waitForConnection(count?: number): Promise<void>;
}

export interface Delivery {
  readonly kind: 'events_api' | 'interactive' | 'slash_commands';
  readonly payload: Readonly<Record<string, unknown>>;
  /** `app_mention`, `message`, `block_actions` and so on. */
  readonly type: string;
  readonly attempts: number;
  readonly state: 'waiting' | 'sent' | 'acknowledged' | 'given-up';
  readonly ackBody: unknown;
  readonly ackMs: number | undefined;
}

export type FaultAnswer =
  /** Without `retryAfter` a 429 has no such header. */
  | { readonly status: number; readonly retryAfter?: number }
  /** With status 200, as Slack tells its errors. */
  | { readonly error: string }
  | 'cut'
  | 'cut-after'
  | 'hang'
  | 'hang-after';

export interface Fault {
  readonly hits: number;
  /** The first hit. */
  readonly reached: Promise<void>;
  remove(): void;
  /** Lets what hangs go on. */
  release(): void;
}

export interface Faults {
  /** `api` is a method, or `upload` (the bytes), `file` (a download), `hook` (a response_url). */
  on(api: string, answer: FaultAnswer, times?: number): Fault;
  /** That part of all requests meets one of the kinds; `random` is in [0, 1). Rate 0 ends it. */
  share(rate: number, random: () => number, kinds: readonly FaultAnswer[]): void;
  /** Lets everything that hangs go on, and everything that would. */
  releaseAll(): void;
}
