import { isIP } from 'node:net';
import { z } from 'zod';
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
const opsPassword = text
  .min(12, 'must have at least 12 characters')
  .regex(/^\S.*\S$/s, 'must not begin or end with a space')
  .transform(toSecret);
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

/** `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`; not `/0`, by which everybody could say to be anybody. */
function isNetwork(network: string): boolean {
  const [address = '', bits, ...more] = network.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  const most = version === 4 ? 32 : 128;
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most;
}

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

export const VARIABLE_NAMES = Object.keys(variables);

export const environment = z.object(variables);

export type Environment = z.infer<typeof environment>;
