import { once } from 'node:events';
import { type App, type ChatGround, openApp } from './app.ts';
import type { Clock } from './clock.ts';
import { closeAll } from './close-all.ts';
import type { Config } from './config.ts';
import { AppError, isAbort } from './errors.ts';
import type { Chat } from './jobs/contracts.ts';
import type { Log } from './log.ts';
import type { DiscordSurface } from './surfaces/discord/discord.ts';
import type { SlackSurface } from './surfaces/slack/slack.ts';
import { createAccess } from './surfaces/web/access.ts';
import { callbackRoutes } from './surfaces/web/callback-routes.ts';
import { healthRoutes, type Readiness } from './surfaces/web/health-routes.ts';
import { type HttpServer, type Routes, startHttpServer } from './surfaces/web/http-server.ts';
import { opsRoutes } from './surfaces/web/ops/ops-routes.ts';
import { pageRoutes } from './surfaces/web/pages-routes.ts';
import { slackRoutes } from './surfaces/web/slack-routes.ts';
import type { SampleFiles } from './surfaces/web/thread/samples.ts';
import { createWeb, type WebSurface } from './surfaces/web/thread/web.ts';
import { videoRoutes } from './surfaces/web/video-routes.ts';

/** Orchestrators grant ten seconds and more between SIGTERM and SIGKILL; closing the rest takes its share. */
const STOP_GRACE_MS = 7_000;

export interface ServiceOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly searchPath: string | undefined;
  /** Folder of the pages as they were built. */
  readonly pages: string;
  readonly samples: SampleFiles;
  readonly stdout: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** `npm start`: everything that runs until it is told to stop. */
export async function runService(options: ServiceOptions): Promise<void> {
  const { config, clock, log, stdout, signal } = options;
  refuseUnsupported(config);
  const startedAt = clock.now();
  const { surfaces, app } = await open(options);
  let http: HttpServer | undefined;
  try {
    const routes = routesOf(surfaces, app, { ...options, startedAt });
    http = await startHttpServer({ ...config.http, clock, log, routes });
    await app.recover();
    if (!(await connect(surfaces, app, options))) return;
    stdout.write(`avatar-bot is ready at ${http.url}\n`);
    if (isPageOpen(config)) stdout.write('Open it in a browser to try the bot.\n');
    if (app.isSandbox) stdout.write('No Kling keys are set: videos are previews of its sandbox.\n');
    await untilOver(surfaces, signal);
  } finally {
    log.info({}, 'service.stopping');
    // Also where the start has failed: what a surface has begun would keep the process for ever.
    await closeAll({ ...surfaces }, options);
    if (http !== undefined) await closeAll({ http }, options);
    await app.close(STOP_GRACE_MS);
    log.info({ ms: clock.now() - startedAt }, 'service.stopped');
  }
}

/** With a public address the page is for everyone or for nobody. */
function isPageOpen({ web, http }: Config): boolean {
  return (
    web.pageAccess === 'everyone' || (web.pageAccess === 'local' && http.publicUrl === undefined)
  );
}

/** Where people chat: the page always, the platforms that are set up. */
interface Surfaces {
  readonly web: WebSurface;
  readonly discord?: DiscordSurface;
  readonly slack?: SlackSurface;
}

async function open(options: ServiceOptions): Promise<{ surfaces: Surfaces; app: App }> {
  const { config } = options;
  const [openDiscord, openSlack] = await Promise.all([loadDiscord(options), loadSlack(options)]);
  let surfaces: Surfaces | undefined;
  const openChats = (ground: ChatGround) => {
    surfaces = {
      web: openWeb(options, ground),
      ...(openDiscord === undefined ? {} : { discord: openDiscord(ground) }),
      ...(openSlack === undefined ? {} : { slack: openSlack(ground) }),
    };
    return new Map<string, Chat>(Object.entries(surfaces).map(([name, { chat }]) => [name, chat]));
  };
  const app = await openApp({ ...options, dataDir: config.dataDir, openChats });
  if (surfaces === undefined) throw new TypeError('The app has opened no chats');
  return { surfaces, app };
}

function openWeb(options: ServiceOptions, ground: ChatGround): WebSurface {
  const { config } = options;
  const isPreview = config.kling.keys === undefined;
  return createWeb({ ...options, isPreview, publicUrl: config.http.publicUrl }, ground);
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

/** All that the outside may reach. */
function routesOf(
  surfaces: Surfaces,
  app: App,
  options: ServiceOptions & { readonly startedAt: number },
): Routes[] {
  const { config, log, pages } = options;
  const { publicUrl } = config.http;
  const access = createAccess({ pageAccess: config.web.pageAccess, publicUrl });
  const readiness = () => readinessOf(surfaces, app);
  const onSlack = surfaces.slack?.onRequest;
  return [
    healthRoutes({ readiness }),
    callbackRoutes(app.onCallback),
    videoRoutes(app.lendVideo),
    ...(onSlack === undefined ? [] : [slackRoutes(onSlack, log)]),
    pageRoutes({ folder: pages, access }),
    surfaces.web.routes(app.desk, { ...app, access }),
    opsRoutes({
      ...options,
      ...{ operations: app.operations, metrics: app.metrics, checks: readiness },
      ...{ isPreview: app.isSandbox, password: config.web.opsPassword, publicUrl, folder: pages },
    }),
  ];
}

async function readinessOf(surfaces: Surfaces, app: App): Promise<Readiness> {
  const platforms = Object.entries(surfaces).flatMap(([name, surface]) =>
    'isConnected' in surface ? [[name, connection(surface.isConnected())] as const] : [],
  );
  return { ...(await app.checks()), ...Object.fromEntries(platforms) };
}

function connection(isConnected: boolean) {
  return { ok: isConnected, detail: isConnected ? 'connected' : 'not connected' };
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

/** Until the program is told to stop, or a platform will not have the bot any more. */
async function untilOver({ discord, slack }: Surfaces, signal: AbortSignal): Promise<void> {
  const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort');
  const dismissed = [discord, slack].flatMap((platform) => platform?.dismissed ?? []);
  await Promise.race([stopped, ...dismissed]);
}

/** Better no start than a bot that looks connected and hears nobody. */
function refuseUnsupported({ notYetSupported }: Config): void {
  if (notYetSupported.length === 0) return;
  throw new AppError(
    'config/unsupported',
    `This version has nothing yet that uses ${notYetSupported.join(', ')}. Please unset them.`,
  );
}
