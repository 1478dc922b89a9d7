import type { SocketModeReceiver } from '@slack/bolt';
import type { Log } from '../../../log.ts';

/** One socket at a time, by Slack's library. */
export interface Line {
  /** Resolves when Slack has greeted. */
  dial(): Promise<void>;
  /** Resolves when the next connection has ended, or has come to nothing. */
  nextEnd(): Promise<void>;
  /** Ends what is open, or on its way, at once. */
  hangUp(): Promise<void>;
}

/** What the library gets wrong is put right here; it does so itself since 3.1.1 and 3.2.0. */
export function createLine(client: SocketModeReceiver['client'], log: Log): Line {
  /** Asked once, the library waits for Slack to hang up, which Slack leaves to us. */
  async function hangUp(): Promise<void> {
    await Promise.all([client.disconnect(), client.disconnect()]);
  }

  const listeners = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', async (data: unknown, isBinary: unknown) => {
    const type = typeOf(data);
    try {
      for (const listener of listeners) await listener(data, isBinary);
    } catch {
      // Such as `app_rate_limited`: nobody catches what the library throws, which would end the program.
      log.warn({ type }, 'slack.not-understood');
    }
    if (type === 'disconnect') await hangUp();
  });

  return {
    dial: async () => {
      await client.start();
    },
    nextEnd: () => new Promise((resolve) => client.once('disconnected', () => resolve())),
    hangUp,
  };
}

/** Of what is told in it, where it says so, else its own; undefined where it is no word of Slack's. */
function typeOf(data: unknown): string | undefined {
  try {
    const { type, payload } = JSON.parse(String(data));
    const told = payload?.type ?? type;
    return typeof told === 'string' ? told : undefined;
  } catch {
    return undefined;
  }
}
