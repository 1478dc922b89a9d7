/** A permission that the bot may lack, as Discord's own settings name it. */
export type PermissionName =
  | 'ViewChannel'
  | 'SendMessages'
  | 'SendMessagesInThreads'
  | 'AttachFiles'
  | 'ReadMessageHistory';

/** What a command or an option is called and what it says of itself, in Discord's limits. */
export interface CommandWords {
  /** Lower case, no spaces, 1 to 32 characters; absent where the English name stays. */
  readonly name?: string;
  /** 1 to 100 characters. */
  readonly description: string;
}

/** Sentences and names that only Discord needs; the others are in `jobs/replies.ts`. Plain text. */
export interface DiscordWords {
  readonly commands: {
    readonly avatar: CommandWords;
    readonly status: CommandWords;
    readonly history: CommandWords;
    readonly cancel: CommandWords;
    readonly help: CommandWords;
  };
  readonly options: {
    readonly image: CommandWords;
    readonly voice: CommandWords;
    readonly prompt: CommandWords;
    readonly mode: CommandWords;
    readonly job: CommandWords;
  };
  /** In the menu of a message, and over the form that it opens; up to 32 characters. */
  readonly menu: string;
  /** Up to 100 characters with the name. */
  threadName(person: string): string;
  /** The picture is here; the voice may come as an answer to this message. */
  askForClip(): string;
  /** The voice is here. */
  askForPortrait(): string;
  /** More files of one kind than one video needs. */
  tooManyFiles(part: 'portrait' | 'clip', names: readonly string[]): string;
  /** Files that are neither picture nor sound. */
  unknownFiles(names: readonly string[]): string;
  /** The message that the person replied to cannot be read without a privileged intent. */
  cannotSeeMessage(): string;
  /** The person mentioned the bot's role; `mention` is how to mention the bot. */
  mentionMe(mention: string): string;
  missingPermissions(names: readonly string[]): string;
  readonly permissions: Readonly<Record<PermissionName, string>>;
  addToServer(): string;
  /** A form was sent so late that what it belonged to is forgotten. */
  formTooOld(): string;
  /** Under the word that a job is deleted: its message stands there still. */
  postStays(): string;
  /** Over a result that could not be posted where it was asked for. */
  postedElsewhere(): string;
  /** Under a status: the video itself could not be added, for its size or for a failure. */
  cannotHandOver(): string;
  /** The ways to ask, one per line. */
  help(mention: string): string;
}
