/** In the menu of a message, up to 24 characters. Slack knows one name for it, in no other language. */
export const SHORTCUT_NAME = 'Make a talking avatar';

/** What a person can write behind a mention of the bot. */
export type CommandName = 'status' | 'history' | 'cancel' | 'retry' | 'delete' | 'help';

/** Why a result was not posted where it was asked for; `gone` is all that cannot be found. */
export type ElsewhereReason = 'not-in-channel' | 'archived' | 'restricted' | 'gone';

/**
 * Sentences and names that only Slack needs; the others are in `jobs/replies.ts`. Plain text: the
 * surface escapes it, but for mentions, which are handed in as Slack writes them and stay so.
 */
export interface SlackWords {
  /** The picture is here; the voice may come as an answer in the thread. */
  askForClip(): string;
  /** The voice is here. */
  askForPortrait(): string;
  /** Nothing was attached. */
  askForBoth(): string;
  /** More files of one kind than one video needs. */
  tooManyFiles(part: 'portrait' | 'clip', names: readonly string[]): string;
  /** Files that are neither picture nor sound. */
  unknownFiles(names: readonly string[]): string;
  /** The message of the shortcut cannot be read, or holds nothing that can be used. */
  cannotSeeMessage(): string;
  readonly modal: ModalWords;
  /** Posted for a request by form, which has no message of its own; `person` is a mention. */
  opening(person: string): string;
  /** In direct messages, over a request by form from a channel; `command` is what to type there. */
  inviteMe(command: string): string;
  /** A scope of Slack that the bot lacks in this workspace. */
  missingScope(scope: string): string;
  /** Over a result that could not be posted where it was asked for. */
  postedElsewhereBecause(reason: ElsewhereReason): string;
  /** Under the word that a job is deleted: its message stands there still. */
  postStays(): string;
  /** A form was sent so late that what it belonged to is forgotten. */
  formTooOld(): string;
  /** Under a status: the video itself could not be added. */
  cannotHandOver(): string;
  /** The ways to ask, one per line; `mention` is one of the bot. */
  help(mention: string): string;
  /** What may be typed for a command, in lower case, the word of `help` first; English always may. */
  readonly commandWords: Readonly<Record<CommandName, readonly string[]>>;
}

/** Around the fields of a form, whose labels are in `jobs/replies.ts`. */
export interface ModalWords {
  /** Up to 24 characters, as all but the hint. */
  readonly title: string;
  /** The title where it is for another attempt. */
  readonly changeTitle: string;
  readonly submit: string;
  readonly close: string;
  /** Under the field for the voice. */
  readonly clipHint: string;
}
