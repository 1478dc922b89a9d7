import { once } from 'node:events';
import { type App, type ChatGround, openApp } from './app.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';
import { createDiscord, type DiscordSurface } from './surfaces/discord/discord.ts';
import { startHttpServer } from './surfaces/web/http-server.ts';

/** What an orchestrator usually grants between SIGTERM and SIGKILL. */
const STOP_GRACE_MS = 10_000;

export interface ServiceOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly searchPath: string | undefined;
  readonly stdout: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** `npm start`: everything that runs until it is told to stop. */
export async function runService(options: ServiceOptions): Promise<void> {
  const { config, log, stdout, signal } = options;
  refuseUnsupported(config);
  let discord: DiscordSurface | undefined;
  const openChats = (ground: ChatGround) => {
    discord = openDiscord(options, ground);
    return new Map(discord === undefined ? [] : [['discord', discord.chat]]);
  };
  const app = await openApp({ ...options, dataDir: config.dataDir, openChats });
  try {
    const { host, port } = config.http;
    const { onCallback, lendVideo } = app;
    const http = await startHttpServer({ host, port, log, onCallback, lendVideo });
    try {
      await app.recover();
      if (discord !== undefined) await connect(discord, app, stdout);
      stdout.write(`avatar-bot is ready at ${http.url}\n`);
      if (app.isSandbox)
        stdout.write('No Kling keys are set: videos are previews of its sandbox.\n');
      const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort');
      await Promise.race([stopped, ...(discord === undefined ? [] : [discord.dismissed])]);
    } finally {
      await discord?.close();
      await http.close();
    }
  } finally {
    await app.close(STOP_GRACE_MS);
  }
}

function openDiscord(options: ServiceOptions, ground: ChatGround): DiscordSurface | undefined {
  const { discord } = options.config;
  return discord === undefined ? undefined : createDiscord({ ...options, ...discord }, ground);
}

async function connect(
  discord: DiscordSurface,
  app: App,
  stdout: NodeJS.WritableStream,
): Promise<void> {
  const { name, inviteUrl } = await discord.connect(app.desk);
  stdout.write(`On Discord as ${name}. Add it to a server: ${inviteUrl}\n`);
}

/** Better no start than a bot that looks connected and hears nobody. */
function refuseUnsupported({ notYetSupported }: Config): void {
  if (notYetSupported.length === 0) return;
  throw new AppError(
    'config/unsupported',
    `This version has nothing yet that uses ${notYetSupported.join(', ')}. Please unset them.`,
  );
}
