import { once } from 'node:events';
import { type App, type ChatGround, openApp } from './app.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { AppError, isAbort } from './errors.ts';
import type { Log } from './log.ts';
import type { DiscordSurface } from './surfaces/discord/discord.ts';
import type { SlackSurface } from './surfaces/slack/slack.ts';
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
  let surfaces: Surfaces = {};
  const [openDiscord, openSlack] = await Promise.all([loadDiscord(options), loadSlack(options)]);
  const openChats = (ground: ChatGround) => {
    surfaces = {
      ...(openDiscord === undefined ? {} : { discord: openDiscord(ground) }),
      ...(openSlack === undefined ? {} : { slack: openSlack(ground) }),
    };
    return new Map(Object.entries(surfaces).map(([name, { chat }]) => [name, chat]));
  };
  const app = await openApp({ ...options, dataDir: config.dataDir, openChats });
  try {
    const { host, port } = config.http;
    const { onCallback, lendVideo } = app;
    const onSlack = surfaces.slack?.onRequest;
    const http = await startHttpServer({ host, port, log, onCallback, lendVideo, onSlack });
    try {
      await app.recover();
      if (!(await connect(surfaces, app, options))) return;
      stdout.write(`avatar-bot is ready at ${http.url}\n`);
      if (app.isSandbox)
        stdout.write('No Kling keys are set: videos are previews of its sandbox.\n');
      const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort');
      await Promise.race([stopped, ...Object.values(surfaces).map(({ dismissed }) => dismissed)]);
    } finally {
      await Promise.all(Object.values(surfaces).map((surface) => surface.close()));
      await http.close();
    }
  } finally {
    await app.close(STOP_GRACE_MS);
  }
}

/** The platforms that are set up, by their surface names. */
interface Surfaces {
  readonly discord?: DiscordSurface;
  readonly slack?: SlackSurface;
}

/** The libraries of a platform take a third of a second to load, so those of one that is off are not. */
async function loadDiscord(options: ServiceOptions) {
  const { discord } = options.config;
  if (discord === undefined) return undefined;
  const { createDiscord } = await import('./surfaces/discord/discord.ts');
  return (ground: ChatGround) => createDiscord({ ...options, ...discord }, ground);
}

async function loadSlack(options: ServiceOptions) {
  const { slack } = options.config;
  if (slack === undefined) return undefined;
  const { createSlack } = await import('./surfaces/slack/slack.ts');
  return (ground: ChatGround) => createSlack({ ...options, ...slack }, ground);
}

/**
 * All at once: a platform that cannot be reached does not keep people waiting on another one. False when
 * the program was told to stop meanwhile.
 */
async function connect(
  { discord, slack }: Surfaces,
  { desk }: App,
  { stdout, signal }: ServiceOptions,
): Promise<boolean> {
  const tell = (line: string) => stdout.write(`${line}\n`);
  try {
    await Promise.all([
      discord?.connect(desk).then(({ name, inviteUrl }) => {
        tell(`On Discord as ${name}. Add it to a server: ${inviteUrl}`);
      }),
      slack?.connect(desk).then(tell),
    ]);
    return true;
  } catch (error) {
    if (signal.aborted && isAbort(error)) return false;
    throw error;
  }
}

/** Better no start than a bot that looks connected and hears nobody. */
function refuseUnsupported({ notYetSupported }: Config): void {
  if (notYetSupported.length === 0) return;
  throw new AppError(
    'config/unsupported',
    `This version has nothing yet that uses ${notYetSupported.join(', ')}. Please unset them.`,
  );
}
