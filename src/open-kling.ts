import path from 'node:path';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { VideoMaker } from './jobs/contracts.ts';
import { KLING_RENDER_TIME, type RenderTimePrior } from './jobs/estimates.ts';
import { type Check, watchAnswering } from './kling/answering.ts';
import type { Callbacks } from './kling/callbacks.ts';
import { createKlingClient } from './kling/client.ts';
import type { ExchangeFacts } from './kling/exchange.ts';
import type { KlingCredentials } from './kling/token.ts';
import type { Log } from './log.ts';
import type { Ffmpeg } from './media/ffmpeg.ts';
import { Secret } from './secret.ts';

/** The sandbox is on this machine and quick; asking it often costs nothing. */
const SANDBOX_POLL_MS = 250;
/** Drawing a preview: measured per second of clip, with a native ffmpeg and with WebAssembly. */
const SANDBOX_RENDER_TIME: Record<Ffmpeg['kind'], RenderTimePrior> = {
  native: { baseMs: 1_500, msPerClipSecond: 300 },
  wasm: { baseMs: 2_000, msPerClipSecond: 1_000 },
};

export interface Kling {
  readonly maker: VideoMaker;
  readonly isSandbox: boolean;
  /** Keeps what is learned of one apart from the other. */
  readonly name: 'kling' | 'sandbox';
  readonly renderTime: RenderTimePrior;
  readonly pollMs: number;
  /** `host:port` without TLS that videos may come from: those of a sandbox. */
  readonly fileHosts: ReadonlySet<string>;
  /** Whether it answers; it never rejects. */
  check(): Promise<Check>;
  close(): Promise<void>;
}

export interface KlingOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly ffmpeg: Ffmpeg;
  readonly callbacks: Callbacks;
  readonly onExchange: (facts: ExchangeFacts) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Kling itself where there are keys, else a sandbox of our own that lives as long as the app. */
export async function openKling(options: KlingOptions): Promise<Kling> {
  const { keys, baseUrl, pollMs } = options.config.kling;
  if (keys === undefined) return openSandbox(options);
  const { maker, check } = connect(baseUrl, keys, options);
  return {
    ...{ maker, check, pollMs, fileHosts: plainHosts(baseUrl), renderTime: KLING_RENDER_TIME },
    ...{ name: 'kling', isSandbox: false },
    close: async () => maker.close(),
  };
}

async function openSandbox(options: KlingOptions): Promise<Kling> {
  const { config, ffmpeg, clock, log } = options;
  // Whoever has keys need not wait until it is loaded.
  const { createSandbox } = await import('./sandbox/sandbox.ts');
  const sandbox = await createSandbox({
    settings: { slots: config.kling.concurrency },
    dataDir: path.join(options.dataDir, 'sandbox'),
    encode: async (task) => {
      await ffmpeg.run(task);
    },
    clock,
    log,
  });
  const key = { apiKey: new Secret(sandbox.apiKey) };
  const { maker, check } = connect(sandbox.url, key, options);
  return {
    ...{ maker, check, fileHosts: plainHosts(sandbox.url) },
    ...{ name: 'sandbox', isSandbox: true },
    renderTime: SANDBOX_RENDER_TIME[ffmpeg.kind],
    pollMs: Math.min(SANDBOX_POLL_MS, config.kling.pollMs),
    close: async () => {
      maker.close();
      await sandbox.close();
    },
  };
}

function connect(baseUrl: string, credentials: KlingCredentials, options: KlingOptions) {
  const { callbacks, clock, log } = options;
  const answering = watchAnswering(clock);
  const maker = createKlingClient({
    ...{ baseUrl, credentials, clock, callbackUrl: callbacks.urlOf },
    onExchange: (facts) => {
      log.debug(facts, 'kling.exchange');
      answering.onExchange(facts);
      options.onExchange(facts);
    },
  });
  return { maker, check: () => answering.check(maker) };
}

function plainHosts(baseUrl: string): ReadonlySet<string> {
  const { protocol, host } = new URL(baseUrl);
  return new Set(protocol === 'http:' ? [host] : []);
}
