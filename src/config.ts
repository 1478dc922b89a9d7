import { type Environment, environment, VARIABLE_NAMES } from './environment.ts';
import { mistakesBetween } from './environment-mistakes.ts';
import { AppError } from './errors.ts';
import type { Secret } from './secret.ts';

/** Kling's documentation names it for servers outside China. */
const KLING_BASE_URL = 'https://api-singapore.klingai.com';

/** Their names are settled and their shape is checked; nothing reads them yet. */
const NOT_YET_SUPPORTED = ['REDIS_URL'] as const;

/** A static key from the console, or the older pair that signs short-lived tokens. */
export type KlingKeys =
  | { readonly apiKey: Secret }
  | { readonly accessKey: Secret; readonly secretKey: Secret };

export interface DiscordConfig {
  readonly token: Secret;
  /** Another address of the API, without a version. */
  readonly apiUrl: string | undefined;
  /** Commands are registered in this server only, which shows them at once: for development. */
  readonly guildId: string | undefined;
}

export interface SlackConfig {
  /** One workspace by its token, or all that install the app. */
  readonly installed:
    | { readonly botToken: Secret }
    | {
        readonly install: {
          readonly clientId: string;
          readonly clientSecret: Secret;
          readonly stateSecret: Secret;
        };
        readonly publicUrl: string;
      };
  /** Socket Mode, or requests to this service. */
  readonly transport: { readonly appToken: Secret } | { readonly signingSecret: Secret };
  /** Another address of the Web API. */
  readonly apiUrl: string | undefined;
}

export interface Config {
  readonly kling: {
    readonly baseUrl: string;
    /** Absent: the app starts a sandbox of its own. */
    readonly keys: KlingKeys | undefined;
    readonly concurrency: number;
    readonly pollMs: number;
    readonly webhookSecret: Secret | undefined;
  };
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly publicUrl: string | undefined;
    /** Addresses and networks whose word about who asks is believed. */
    readonly trustedProxies: readonly string[];
  };
  readonly web: {
    /** Who may use the thread page. */
    readonly pageAccess: Environment['WEB_PAGE'];
    /** Absent: the operations page is for this machine only. */
    readonly opsPassword: Secret | undefined;
  };
  readonly dataDir: string;
  /** Absent: Discord is off. */
  readonly discord: DiscordConfig | undefined;
  /** Absent: Slack is off. */
  readonly slack: SlackConfig | undefined;
  /** Extra hosts that attachments may come from, `host` or `host:port`. */
  readonly mediaHosts: readonly string[];
  /** Names of the variables that are set for surfaces and engines which this version does not have. */
  readonly notYetSupported: readonly string[];
  readonly ffmpegPath: string | undefined;
  /** Absent: each way of running has its own. */
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly limits: {
    readonly maxOpenPerPerson: number;
    readonly dailyUnitsPerPerson: number;
    readonly dailyUnitsTotal: number;
  };
  readonly retentionDays: number;
}

/**
 * Reads the environment once and whole; a variable that is blank counts as unset.
 * @throws AppError `config/invalid` naming every bad variable
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => VARIABLE_NAMES.includes(name) && value?.trim() !== '',
    ),
  );
  const parsed = environment.safeParse(set);
  const lines = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...mistakesBetween((name) => name in set),
  ];
  if (!parsed.success || lines.length > 0) {
    const told = lines.map((line) => `  ${line}`).join('\n');
    throw new AppError('config/invalid', `These settings cannot be used:\n${told}`);
  }
  return freeze(toConfig(parsed.data));
}

function toConfig(env: Environment): Config {
  return {
    kling: {
      baseUrl: env.KLING_API_BASE_URL ?? KLING_BASE_URL,
      keys: toKeys(env),
      concurrency: env.KLING_CONCURRENCY,
      pollMs: env.KLING_POLL_SECONDS * 1_000,
      webhookSecret: env.KLING_WEBHOOK_SECRET,
    },
    http: {
      host: env.HTTP_HOST,
      port: env.HTTP_PORT,
      publicUrl: env.PUBLIC_URL,
      trustedProxies: env.TRUSTED_PROXIES ?? [],
    },
    web: { pageAccess: env.WEB_PAGE, opsPassword: env.OPS_PASSWORD },
    dataDir: env.DATA_DIR,
    discord: toDiscord(env),
    slack: toSlack(env),
    mediaHosts: env.MEDIA_HOSTS ?? [],
    notYetSupported: NOT_YET_SUPPORTED.filter((name) => env[name] !== undefined),
    ffmpegPath: env.FFMPEG_PATH,
    logLevel: env.LOG_LEVEL,
    limits: {
      maxOpenPerPerson: env.OPEN_JOBS_PER_PERSON,
      dailyUnitsPerPerson: env.DAILY_UNITS_PER_PERSON,
      dailyUnitsTotal: env.DAILY_UNITS_TOTAL,
    },
    retentionDays: env.RETENTION_DAYS,
  };
}

function toDiscord(env: Environment): DiscordConfig | undefined {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl, DISCORD_GUILD_ID: guildId } = env;
  return token === undefined ? undefined : { token, apiUrl, guildId };
}

function toSlack(env: Environment): SlackConfig | undefined {
  const installed = toInstalled(env);
  const transport = toTransport(env);
  if (installed === undefined || transport === undefined) return undefined;
  return { installed, transport, apiUrl: env.SLACK_API_URL };
}

function toInstalled(env: Environment): SlackConfig['installed'] | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_CLIENT_ID: clientId, PUBLIC_URL: publicUrl } = env;
  const { SLACK_CLIENT_SECRET: clientSecret, SLACK_STATE_SECRET: stateSecret } = env;
  if (botToken !== undefined) return { botToken };
  if (clientId === undefined || clientSecret === undefined) return undefined;
  if (stateSecret === undefined || publicUrl === undefined) return undefined;
  return { install: { clientId, clientSecret, stateSecret }, publicUrl };
}

/** A socket needs no public address, so it goes first. */
function toTransport(env: Environment): SlackConfig['transport'] | undefined {
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  if (appToken !== undefined) return { appToken };
  return signingSecret === undefined ? undefined : { signingSecret };
}

function toKeys(env: Environment): KlingKeys | undefined {
  const { KLING_API_KEY: apiKey, KLING_ACCESS_KEY: accessKey, KLING_SECRET_KEY: secretKey } = env;
  if (apiKey !== undefined) return { apiKey };
  if (accessKey === undefined || secretKey === undefined) return undefined;
  return { accessKey, secretKey };
}

function freeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) freeze(inner);
  }
  return Object.freeze(value);
}
