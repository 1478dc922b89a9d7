import type { App, Receiver, ReceiverEvent } from '@slack/bolt';

/**
 * Bolt acknowledges an event before its listeners run, and Slack does not say again what has been
 * acknowledged: so it is kept before Bolt sees it. What cannot be kept is not acknowledged.
 */
export function keptFirst(receiver: Receiver, keep: (body: unknown) => Promise<void>): Receiver {
  return {
    init: (app) => {
      const processEvent = async (event: ReceiverEvent) => {
        await keep(event.body);
        await app.processEvent(event);
      };
      // A receiver hands events over, and knows nothing else of an app.
      receiver.init({ processEvent } as App);
    },
    start: () => receiver.start(),
    stop: () => receiver.stop(),
  };
}
