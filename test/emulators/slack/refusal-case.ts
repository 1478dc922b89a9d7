import type { Slack, SlackChannel, SlackUser } from './handle.ts';
import type { Message } from './wire.ts';

export interface Scene {
  readonly slack: Slack;
  readonly channel: SlackChannel;
  readonly mia: SlackUser;
  /** Mia's, in the channel. */
  readonly hers: Message;
  /** The app's, in the channel. */
  readonly own: Message;
  /** A trigger of Mia's that is still good. */
  readonly trigger: string;
}

export interface RefusalCase {
  readonly api: string;
  readonly error: string;
  readonly when: string;
  readonly args: (scene: Scene) => Record<string, unknown>;
  readonly prepare?: (scene: Scene) => void;
  readonly isMistake?: boolean;
}

export const text = { type: 'plain_text', text: 'hello' };
export const section = (words: string) => ({
  type: 'section',
  text: { type: 'mrkdwn', text: words },
});
export const here = ({ channel }: Scene): Record<string, unknown> => ({ channel: channel.id });
export const hide = ({ channel }: Scene): void => channel.removeBot();
