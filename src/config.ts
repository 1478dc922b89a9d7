import { isIP } from 'node:net';
import { z } from 'zod';
import { AppError } from './errors.ts';
import { Secret } from './secret.ts';

const text = z.string();
const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' });

/** A number written as digits; anything else is told, never replaced by a default. */
function number(min: number, max: number) {
  const error = `must be a number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, error)
    .transform(Number)
    .refine((value) => value >= min && value <= max, error);
}

function wholeNumber(min: number, max: number) {
  return number(min, max).refine(Number.isInteger, 'must be a whole number');
}

const toSecret = (value: string) => new Secret(value);
const secret = text.regex(/^\S+$/, 'must not have spaces in it').transform(toSecret);
const webhookSecret = text
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must look like whsec_… (base64)')
  .transform(toSecret);

const slackToken = (start: string) =>
  text.regex(new RegExp(`^${start}\\S+$`), `must start with ${start}`).transform(toSecret);
/** It stands open to guessing. */
const opsPassword = text.min(12, 'must have at least 12 characters').transform(toSecret);
/** It seals tokens, so it must not be guessed. */
const longSecret = text
  .regex(/^\S{24,}$/, 'must have at least 24 characters and no spaces')
  .transform(toSecret);

const hostAndPort = text.transform((list, context) => {
  const hosts = list.split(',').map((host) => host.trim().toLowerCase());
  const bad = hosts.filter((host) => !/^[a-z0-9.-]+(:\d{1,5})?$/.test(host));
  if (bad.length > 0) {
    context.addIssue({ code: 'custom', message: `not host or host:port: ${bad.join(', ')}` });
    return z.NEVER;
  }
  return hosts;
});

const networks = text.transform((list, context) => {
  const found = list.split(',').map((network) => network.trim());
  const bad = found.filter((network) => network !== 'loopback' && !isNetwork(network));
  if (bad.length > 0) {
    context.addIssue({ code: 'custom', message: `not an address or network: ${bad.join(', ')}` });
    return z.NEVER;
  }
  return found;
});

/** `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`. */
function isNetwork(network: string): boolean {
  const [address = '', bits, ...more] = network.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/** Kling's documentation names it for servers outside China. */
const KLING_BASE_URL = 'https://api-singapore.klingai.com';

/** Every variable of `.env.example`, which tells their meaning; a test holds the two equal. */
const variables = {
  KLING_API_BASE_URL: url.optional(),
  KLING_ACCESS_KEY: secret.optional(),
  KLING_SECRET_KEY: secret.optional(),
  KLING_API_KEY: secret.optional(),
  // 5 is what Kling's trial pack allows.
  KLING_CONCURRENCY: wholeNumber(1, 1_000).default(5),
  // Kling's users poll every 10 to 15 s.
  KLING_POLL_SECONDS: number(0.05, 600).default(10),
  KLING_WEBHOOK_SECRET: webhookSecret.optional(),
  PUBLIC_URL: url.optional(),
  HTTP_HOST: text.default('127.0.0.1'),
  HTTP_PORT: wholeNumber(0, 65_535).default(3000),
  WEB_PAGE: z
    .enum(['local', 'everyone', 'off'], { error: 'must be local, everyone or off' })
    .default('local'),
  OPS_PASSWORD: opsPassword.optional(),
  TRUSTED_PROXIES: networks.optional(),
  DATA_DIR: text.default('data'),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// address' }).optional(),
  DISCORD_TOKEN: secret.optional(),
  DISCORD_API_URL: url.optional(),
  DISCORD_GUILD_ID: text.regex(/^\d{15,20}$/, 'must be the number of a server').optional(),
  SLACK_BOT_TOKEN: slackToken('xoxb-').optional(),
  SLACK_APP_TOKEN: slackToken('xapp-').optional(),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_CLIENT_ID: text.regex(/^\d+\.\d+$/, 'must be two numbers with a point between').optional(),
  SLACK_CLIENT_SECRET: secret.optional(),
  SLACK_STATE_SECRET: longSecret.optional(),
  SLACK_API_URL: url.optional(),
  MEDIA_HOSTS: hostAndPort.optional(),
  FFMPEG_PATH: text.optional(),
  LOG_LEVEL: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'], {
      error: 'must be silent, error, warn, info or debug',
    })
    .optional(),
  OPEN_JOBS_PER_PERSON: wholeNumber(1, 1_000_000).default(20),
  // 600 units are 25 minutes of standard video, or 84 dollars at list price.
  DAILY_UNITS_PER_PERSON: number(0, 1e9).default(600),
  DAILY_UNITS_TOTAL: number(0, 1e9).default(6_000),
  RETENTION_DAYS: wholeNumber(1, 3_650).default(30),
};

/** Their names are settled and their shape is checked; nothing reads them yet. */
const NOT_YET_SUPPORTED = ['REDIS_URL'] as const;

export const VARIABLE_NAMES = Object.keys(variables);

const environment = z.object(variables);

type Environment = z.infer<typeof environment>;

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
    Object.entries(env).filter(([name, value]) => name in variables && value?.trim() !== ''),
  );
  const parsed = environment.safeParse(set);
  const lines = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...keyMistakes((name) => name in set),
    ...discordMistakes((name) => name in set),
    ...slackMistakes((name) => name in set),
  ];
  if (!parsed.success || lines.length > 0) {
    const told = lines.map((line) => `  ${line}`).join('\n');
    throw new AppError('config/invalid', `These settings cannot be used:\n${told}`);
  }
  return freeze(toConfig(parsed.data));
}

/** What is wrong with the variables of Kling's keys taken together. */
function keyMistakes(has: (name: keyof Environment) => boolean): string[] {
  const mistakes: string[] = [];
  const [pairs, single] = [
    has('KLING_ACCESS_KEY') || has('KLING_SECRET_KEY'),
    has('KLING_API_KEY'),
  ];
  if (pairs && !has('KLING_SECRET_KEY')) {
    mistakes.push('KLING_SECRET_KEY: is missing beside KLING_ACCESS_KEY');
  }
  if (pairs && !has('KLING_ACCESS_KEY')) {
    mistakes.push('KLING_ACCESS_KEY: is missing beside KLING_SECRET_KEY');
  }
  if (pairs && single) {
    mistakes.push('KLING_API_KEY: give either this or KLING_ACCESS_KEY with KLING_SECRET_KEY');
  }
  if (has('KLING_API_BASE_URL') && !pairs && !single) {
    mistakes.push(
      'KLING_API_BASE_URL: needs KLING_API_KEY, or KLING_ACCESS_KEY with KLING_SECRET_KEY, beside it',
    );
  }
  return mistakes;
}

function discordMistakes(has: (name: keyof Environment) => boolean): string[] {
  if (has('DISCORD_TOKEN')) return [];
  const needy = (['DISCORD_API_URL', 'DISCORD_GUILD_ID'] as const).filter(has);
  return needy.map((name) => `${name}: needs DISCORD_TOKEN beside it`);
}

const SLACK_INSTALL = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET'] as const;

function slackMistakes(has: (name: keyof Environment) => boolean): string[] {
  const installs = SLACK_INSTALL.filter(has);
  const [one, many] = [has('SLACK_BOT_TOKEN'), installs.length > 0];
  const ways = (['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'] as const).filter(has);
  if (one && many) {
    return [`SLACK_BOT_TOKEN: give either this or ${installs.join(', ')}`];
  }
  if (!one && !many) {
    const needy = [...ways, ...(['SLACK_API_URL'] as const).filter(has)];
    return needy.map((name) => `${name}: needs SLACK_BOT_TOKEN or SLACK_CLIENT_ID beside it`);
  }
  const missing = many ? SLACK_INSTALL.filter((name) => !has(name)) : [];
  const mistakes = missing.map((name) => `${name}: is missing beside ${installs.join(', ')}`);
  if (many && !has('PUBLIC_URL')) {
    mistakes.push('PUBLIC_URL: is missing; Slack sends people there who install the app');
  }
  if (ways.length === 0) {
    const given = one ? 'SLACK_BOT_TOKEN' : installs.join(', ');
    mistakes.push(
      `SLACK_APP_TOKEN: is missing beside ${given} (or SLACK_SIGNING_SECRET for requests to a public address)`,
    );
  }
  return mistakes;
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
