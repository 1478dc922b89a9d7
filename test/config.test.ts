import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { VARIABLE_NAMES } from '../src/environment.ts';
import { AppError } from '../src/errors.ts';

/** What the operator reads when these variables are set. */
function complaintAbout(env: Record<string, string>): string {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof AppError && error.code === 'config/invalid') return error.message;
    throw error;
  }
  return '';
}

describe('without any variable', () => {
  it('everything has its default, and Kling is a sandbox', () => {
    expect(parseConfig({})).toEqual({
      kling: {
        baseUrl: 'https://api-singapore.klingai.com',
        keys: undefined,
        concurrency: 5,
        pollMs: 10_000,
        webhookSecret: undefined,
      },
      http: { host: '127.0.0.1', port: 3_000, publicUrl: undefined, trustedProxies: [] },
      web: { pageAccess: 'local', opsPassword: undefined },
      dataDir: 'data',
      discord: undefined,
      mediaHosts: [],
      notYetSupported: [],
      ffmpegPath: undefined,
      logLevel: undefined,
      limits: { maxOpenPerPerson: 20, dailyUnitsPerPerson: 600, dailyUnitsTotal: 6_000 },
      retentionDays: 30,
    });
  });

  it('a blank one counts as unset', () => {
    const blank = Object.fromEntries(VARIABLE_NAMES.map((name) => [name, '  ']));
    expect(parseConfig(blank)).toEqual(parseConfig({}));
  });

  it('those of other programs do not matter', () => {
    const others = {
      PATH: '/bin',
      HOME: '/root',
      constructor: 'x',
      toString: 'x',
      __proto__x: 'x',
    };
    expect(parseConfig(others)).toEqual(parseConfig({}));
  });
});

describe('with variables', () => {
  it('each is read in its own unit', () => {
    const config = parseConfig({
      KLING_CONCURRENCY: '12',
      KLING_POLL_SECONDS: '2.5',
      HTTP_PORT: '0',
      TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,fd00::/8, 192.0.2.7',
      DAILY_UNITS_PER_PERSON: '0',
      LOG_LEVEL: 'debug',
      RETENTION_DAYS: '1',
    });
    expect(config).toMatchObject({
      kling: { concurrency: 12, pollMs: 2_500 },
      http: { port: 0, trustedProxies: ['loopback', '10.0.0.0/8', 'fd00::/8', '192.0.2.7'] },
      web: { pageAccess: 'local', opsPassword: undefined },
      limits: { dailyUnitsPerPerson: 0 },
      logLevel: 'debug',
      retentionDays: 1,
    });
  });

  it('keys are either one static key or a pair', () => {
    const single = parseConfig({ KLING_API_KEY: 'made-up' }).kling.keys;
    const pair = parseConfig({ KLING_ACCESS_KEY: 'ak', KLING_SECRET_KEY: 'sk' }).kling.keys;
    expect(Object.keys(single ?? {})).toEqual(['apiKey']);
    expect(Object.keys(pair ?? {})).toEqual(['accessKey', 'secretKey']);
  });

  it('the operator hears which are not supported yet', () => {
    const config = parseConfig({ REDIS_URL: 'redis://127.0.0.1:6379' });
    expect(config.notYetSupported).toEqual(['REDIS_URL']);
  });

  it('Discord is on with its token alone', () => {
    const { discord, notYetSupported } = parseConfig({ DISCORD_TOKEN: 'made-up' });
    expect(discord).toMatchObject({ apiUrl: undefined, guildId: undefined });
    expect(discord?.token.reveal()).toBe('made-up');
    expect(notYetSupported).toEqual([]);
  });

  it('Discord may be at another address, and show its commands in one server only', () => {
    const apiUrl = 'http://127.0.0.1:8080/api';
    const guildId = '1311000000000000000';
    const env = { DISCORD_TOKEN: 'made-up', DISCORD_API_URL: apiUrl, DISCORD_GUILD_ID: guildId };
    expect(parseConfig(env).discord).toMatchObject({ apiUrl, guildId });
  });

  it('Slack is on with a token of one workspace and one of a socket', () => {
    const { slack } = parseConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' });
    expect(Object.keys(slack?.installed ?? {})).toEqual(['botToken']);
    expect(Object.keys(slack?.transport ?? {})).toEqual(['appToken']);
  });

  it('Slack sends requests where there is a signing secret and no socket', () => {
    const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'made-up' };
    expect(Object.keys(parseConfig(env).slack?.transport ?? {})).toEqual(['signingSecret']);
    const both = parseConfig({ ...env, SLACK_APP_TOKEN: 'xapp-1' });
    expect(Object.keys(both.slack?.transport ?? {})).toEqual(['appToken']);
  });

  it('Slack is in every workspace that installs the app, where it has its credentials', () => {
    const { slack } = parseConfig({ ...SLACK_APP, SLACK_SIGNING_SECRET: 'made-up' });
    expect(slack?.installed).toMatchObject({
      install: { clientId: '1.2' },
      publicUrl: 'https://bot.example',
    });
  });

  it('hosts of attachments are a list, in whatever case they are written', () => {
    const { mediaHosts } = parseConfig({ MEDIA_HOSTS: 'CDN.example, 127.0.0.1:8080' });
    expect(mediaHosts).toEqual(['cdn.example', '127.0.0.1:8080']);
  });

  it('nothing can be changed afterwards', () => {
    const config = parseConfig({ KLING_API_KEY: 'made-up', DISCORD_TOKEN: 'made-up' });
    const { kling, http, web, limits, discord, mediaHosts } = config;
    for (const part of [config, kling, http, web, limits, discord, mediaHosts]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

const SLACK_APP = {
  SLACK_CLIENT_ID: '1.2',
  SLACK_CLIENT_SECRET: 'made-up',
  SLACK_STATE_SECRET: 'made-up-and-long-enough-to-seal',
  PUBLIC_URL: 'https://bot.example',
};

const BAD: Record<string, string> = {
  KLING_API_BASE_URL: 'api.example',
  KLING_SECRET_KEY: 'two words',
  KLING_ACCESS_KEY: 'two words',
  KLING_API_KEY: 'two words',
  KLING_CONCURRENCY: '0',
  KLING_POLL_SECONDS: '10s',
  KLING_WEBHOOK_SECRET: 'not-whsec',
  PUBLIC_URL: 'ftp://bot.example',
  HTTP_PORT: '65536',
  WEB_PAGE: 'friends',
  OPS_PASSWORD: 'too short',
  TRUSTED_PROXIES: 'loopback, proxy.example',
  REDIS_URL: 'http://127.0.0.1',
  DISCORD_TOKEN: 'two words',
  DISCORD_API_URL: 'x',
  DISCORD_GUILD_ID: 'my server',
  SLACK_BOT_TOKEN: 'xapp-1',
  SLACK_APP_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'two words',
  SLACK_CLIENT_ID: 'my app',
  SLACK_CLIENT_SECRET: 'two words',
  SLACK_STATE_SECRET: 'too short',
  SLACK_API_URL: 'x',
  MEDIA_HOSTS: 'https://cdn.example/',
  LOG_LEVEL: 'loud',
  OPEN_JOBS_PER_PERSON: '2.5',
  DAILY_UNITS_PER_PERSON: '-1',
  DAILY_UNITS_TOTAL: '1e3',
  RETENTION_DAYS: 'forever',
};
/** Any text will do for these. */
const FREE = ['HTTP_HOST', 'DATA_DIR', 'FFMPEG_PATH'];

describe('a mistake', () => {
  it('in every variable that can have one is tried here', () => {
    expect([...Object.keys(BAD), ...FREE].sort()).toEqual([...VARIABLE_NAMES].sort());
  });

  it.each(Object.entries(BAD))('in %s is told, and never replaced by a default', (name, value) => {
    expect(complaintAbout({ [name]: value })).toContain(`  ${name}: `);
  });

  it.each(['10.0.0.0/0', '::/0', '10.0.0.0/33', '10.0.0.0/8/8', 'loopback,'])(
    'is told where it is no network that can be trusted: %s',
    (value) => {
      expect(complaintAbout({ TRUSTED_PROXIES: value })).toContain('  TRUSTED_PROXIES: ');
    },
  );

  it.each([' a good password', 'a good password\n'])(
    'is told where a password has a space that nobody sees: %j',
    (value) => {
      const complaint = complaintAbout({ OPS_PASSWORD: value });
      expect(complaint).toContain('  OPS_PASSWORD: ');
      expect(complaint).not.toContain('good');
    },
  );

  it('is told together with all the others', () => {
    const complaint = complaintAbout(BAD);
    for (const name of Object.keys(BAD)) expect(complaint).toContain(`  ${name}: `);
  });

  it.each([
    [{ KLING_ACCESS_KEY: 'ak' }, 'KLING_SECRET_KEY: is missing'],
    [{ KLING_SECRET_KEY: 'sk' }, 'KLING_ACCESS_KEY: is missing'],
    [{ KLING_API_KEY: 'k', KLING_ACCESS_KEY: 'ak', KLING_SECRET_KEY: 'sk' }, 'KLING_API_KEY: give'],
    [{ KLING_API_BASE_URL: 'https://api.example' }, 'KLING_API_BASE_URL: needs'],
    [{ DISCORD_GUILD_ID: '1311000000000000000' }, 'DISCORD_GUILD_ID: needs DISCORD_TOKEN'],
    [{ DISCORD_API_URL: 'https://api.example' }, 'DISCORD_API_URL: needs DISCORD_TOKEN'],
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN: is missing beside SLACK_BOT_TOKEN'],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_APP_TOKEN: needs SLACK_BOT_TOKEN'],
    [{ SLACK_API_URL: 'https://api.example' }, 'SLACK_API_URL: needs SLACK_BOT_TOKEN'],
    [{ ...SLACK_APP, SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_BOT_TOKEN: give either this or'],
    [{ ...SLACK_APP, SLACK_APP_TOKEN: 'xapp-1', PUBLIC_URL: '' }, 'PUBLIC_URL: is missing'],
    [
      { ...SLACK_APP, SLACK_APP_TOKEN: 'xapp-1', SLACK_STATE_SECRET: '' },
      'SLACK_STATE_SECRET: is missing beside SLACK_CLIENT_ID',
    ],
    [SLACK_APP, 'SLACK_APP_TOKEN: is missing beside SLACK_CLIENT_ID'],
    [{ KLING_ACCESS_KEY: 'ak', HTTP_PORT: 'x' }, 'KLING_SECRET_KEY: is missing'],
  ])('in variables that belong together is told: %o', (env, complaint) => {
    expect(complaintAbout(env)).toContain(complaint);
  });

  it('in a secret does not print the secret', () => {
    const secrets = VARIABLE_NAMES.filter((name) => /KEY|SECRET|TOKEN|REDIS/.test(name));
    const env = Object.fromEntries(secrets.map((name) => [name, 'hunter2 with spaces']));
    const complaint = complaintAbout(env);
    for (const name of secrets) expect(complaint).toContain(name);
    expect(complaint).not.toContain('hunter2');
  });
});

it('a configuration can be printed without giving a secret away', () => {
  const config = parseConfig({
    KLING_ACCESS_KEY: 'hunter2-a',
    KLING_SECRET_KEY: 'hunter2-s',
    KLING_WEBHOOK_SECRET: 'whsec_aHVudGVyMg==',
    DISCORD_TOKEN: 'hunter2-d',
    OPS_PASSWORD: 'hunter2 may have spaces',
  });
  for (const printed of [JSON.stringify(config), inspect(config, { depth: 9 })]) {
    expect(printed).not.toMatch(/hunter2|aHVudGVyMg/);
  }
});

it('.env.example tells of exactly the variables that are read', () => {
  const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  const told = [...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
  expect(told.toSorted()).toEqual([...VARIABLE_NAMES].sort());
});

it('.env.example can be used as it is, and its defaults are the true ones', () => {
  const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  const values = [...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$/gm)];
  const env = Object.fromEntries(values.map(([, name = '', value]) => [name, value]));
  expect({ ...parseConfig(env), logLevel: undefined }).toEqual(parseConfig({}));
});
