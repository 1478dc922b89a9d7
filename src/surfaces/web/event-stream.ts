import type { FastifyReply } from 'fastify';
import type { Clock } from '../../clock.ts';

/** How long a browser waits before it connects again. */
const RETRY_MS = 2_000;
/** Shorter than the 30 s or 60 s after which proxies drop a silent connection. */
const HEARTBEAT_MS = 15_000;
/** The longest thread has 0.6 MB, by its prompts; whoever lags further behind does not read. */
const MAX_UNREAD_BYTES = 1_048_576;

/** Server-sent events to one tab. */
export interface EventStream {
  send(event: string, data: unknown): void;
  /** Ends it after what was sent. */
  end(): void;
  /** Aborted when it is over, whoever ended it. */
  readonly over: AbortSignal;
  /** Calls `act` when it is over, which is now where the tab has left already. */
  onOver(act: () => void): void;
}

/** Answers by a stream that stays open. Nobody is waited for who does not read. */
export function openEventStream(reply: FastifyReply, clock: Clock): EventStream {
  const { raw } = reply.hijack();
  const over = new AbortController();
  raw.once('close', () => over.abort());
  // Left while it was seen to who asks: there is no other word of it.
  if (raw.destroyed) over.abort();
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would hold the events back to fill its buffer.
    'x-accel-buffering': 'no',
  });

  function write(text: string): void {
    if (over.signal.aborted || raw.writableEnded) return;
    raw.write(text);
    if (raw.writableLength > MAX_UNREAD_BYTES) raw.destroy();
  }

  async function beat(): Promise<void> {
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, over.signal);
      write(': \n\n');
    }
  }

  write(`retry: ${RETRY_MS}\n\n`);
  // Ends with an AbortError when the stream does.
  beat().catch(() => undefined);
  return {
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => raw.end(),
    over: over.signal,
    onOver: (act) => {
      if (over.signal.aborted) act();
      else over.signal.addEventListener('abort', act, { once: true });
    },
  };
}
