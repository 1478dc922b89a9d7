import type { Action } from '../marks.ts';
import type { SlackFile } from './slack-files.ts';

/** A message of a person. */
export interface Said {
  readonly kind: 'said';
  readonly teamId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly ts: string;
  /** The root of the thread that it stands in. */
  readonly threadTs?: string;
  readonly text: string;
  readonly files: readonly SlackFile[];
  /** Said in direct messages to the bot. */
  readonly isDirect: boolean;
  /** It mentions the bot. */
  readonly isMention: boolean;
  readonly botUserId: string;
}

/** A form that was filled in. */
export interface Sent {
  readonly kind: 'sent';
  readonly teamId: string;
  readonly userId: string;
  readonly viewId: string;
  readonly form: string;
  /** What the bot gave the form along. */
  readonly metadata: string;
  readonly prompt?: string;
  readonly mode?: 'std' | 'pro';
  readonly portrait?: SlackFile;
  readonly clip?: SlackFile;
}

/** A button that was pressed. */
export interface Pressed {
  readonly kind: 'pressed';
  readonly teamId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly action: Action;
  readonly jobId: string;
  /** When it was pressed, in Slack's own terms: what tells one press from another. */
  readonly actionTs: string;
  /** The root of the thread that the button's message stands in, or is. */
  readonly threadTs: string;
  /** The button's message is an answer in that thread. */
  readonly isReply: boolean;
}

/** What somebody wants of the bot, and what is not to be lost once it is acknowledged. */
export type Heard = Said | Sent | Pressed;

/** The same in Slack has the same key, however often and as whatever event it comes. */
export function keyOf(heard: Heard): string {
  switch (heard.kind) {
    case 'said':
      // Passed over as talk between people, it becomes a wish by an edit that mentions the bot.
      return `${isAddressed(heard) ? 'said' : 'overheard'}-${heard.teamId}-${heard.channelId}-${heard.ts}`;
    case 'sent':
      return `sent-${heard.teamId}-${heard.viewId}`;
    case 'pressed':
      return `pressed-${heard.teamId}-${heard.channelId}-${heard.userId}-${heard.actionTs}`;
    default:
      return heard satisfies never;
  }
}

/** Said to the bot, and not only where it may listen. */
export function isAddressed({ isDirect, isMention }: Said): boolean {
  return isDirect || isMention;
}
