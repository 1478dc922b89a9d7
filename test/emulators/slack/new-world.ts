import type { SlackOptions } from './handle.ts';
import { createIds } from './ids.ts';
import type { World } from './world.ts';

/** So long an app has to acknowledge. */
const REDELIVER_MS = 3_000;
const RETRIES = 3;

export const ALL_SCOPES: readonly string[] = [
  'app_mentions:read',
  'chat:write',
  'chat:write.public',
  'files:read',
  'files:write',
  'commands',
  'im:history',
  'im:write',
  'channels:history',
  'groups:history',
  'mpim:history',
  'channels:read',
  'groups:read',
  'users:read',
  'reactions:write',
];

export function createWorld(options: SlackOptions, report: (mistake: string) => void): World {
  const { now = Date.now, shareDelayMs = 0 } = options;
  const ids = createIds(now);
  const appId = ids.make('A');
  return {
    now,
    ids,
    app: {
      id: appId,
      token: `xapp-1-${appId}-${ids.secret('app token')}`,
      signingSecret: ids.secret('signing secret'),
      clientId: '1234567890.1234567890123',
      clientSecret: ids.secret('client secret'),
      verificationToken: ids.secret('verification token').slice(0, 24),
    },
    teams: new Map(),
    tokens: new Map(),
    users: new Map(),
    channels: new Map(),
    files: new Map(),
    triggers: new Map(),
    views: new Map(),
    hooks: new Map(),
    consents: new Map(),
    socketTickets: new Set(),
    pendingShares: [],
    events: {
      mention: true,
      message: true,
      fileShared: true,
      order: 'mention-first',
      times: 1,
      lossy: false,
      redeliverAfterMs: REDELIVER_MS,
      retries: RETRIES,
      settled: async () => {},
    },
    shareDelayMs,
    report,
    sharesToLose: 0,
    fileHost: '',
    elsewhereHost: '',
    fileServer: 'ok',
    consent: 'allow',
    installingTeam: undefined,
    tell: async () => {},
  };
}
