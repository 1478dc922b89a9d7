import { backoffMs } from '../../../../jobs/backoff.ts';

/** A minute is long for somebody who looks at the page; a server that restarts is back in seconds. */
const MOST_WAIT_MS = 15_000;
/** A restart of the service and a change of the network are over sooner; nobody need hear of them. */
const TELL_AFTER_MS = 2_000;

export type LiveState = 'on' | 'lost' | 'paused';

export interface Live {
  /** Connects anew at once, also where it was paused. */
  resume(): void;
  close(): void;
}

/**
 * Hears a stream of events for as long as the page lives. The browser's own reconnecting gives up at
 * the first answer that is none, so each connection is opened by hand, after `before` has succeeded.
 */
export function listen(options: {
  readonly url: string;
  readonly events: readonly string[];
  /** What has to work before the stream is opened; its failure counts as one of the connection. */
  readonly before: () => Promise<void>;
  readonly onEvent: (name: string, data: unknown) => void;
  readonly onState: (state: LiveState) => void;
}): Live {
  const { url, events, before, onEvent, onState } = options;
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let telling: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let isPaused = false;
  /** Raised by every new beginning, so that what an older one has started comes to nothing. */
  let round = 0;

  const drop = () => {
    round += 1;
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };

  const connect = async () => {
    drop();
    const own = round;
    telling ??= setTimeout(() => onState('lost'), TELL_AFTER_MS);
    try {
      await before();
    } catch {
      if (own === round) again();
      return;
    }
    if (own === round) open();
  };

  const open = () => {
    const opened = new EventSource(url);
    source = opened;
    opened.onopen = () => {
      failures = 0;
      clearTimeout(telling);
      telling = undefined;
      onState('on');
    };
    opened.onerror = () => again();
    for (const name of events) {
      opened.addEventListener(name, (event: MessageEvent<string>) =>
        onEvent(name, JSON.parse(event.data)),
      );
    }
    opened.addEventListener('paused', pause);
  };

  const again = () => {
    drop();
    failures += 1;
    telling ??= setTimeout(() => onState('lost'), TELL_AFTER_MS);
    timer = setTimeout(connect, Math.min(MOST_WAIT_MS, backoffMs(failures)));
  };

  const pause = () => {
    drop();
    clearTimeout(telling);
    telling = undefined;
    isPaused = true;
    onState('paused');
  };

  const resume = () => {
    isPaused = false;
    void connect();
  };

  /** Whoever comes back to the tab, or to the network, does not wait for the next try. */
  const onReturn = () => {
    const isWaiting = source === undefined;
    if (document.visibilityState === 'visible' && (isPaused || isWaiting)) resume();
  };

  document.addEventListener('visibilitychange', onReturn);
  window.addEventListener('online', onReturn);
  void connect();
  return {
    resume,
    close: () => {
      drop();
      clearTimeout(telling);
      document.removeEventListener('visibilitychange', onReturn);
      window.removeEventListener('online', onReturn);
    },
  };
}
