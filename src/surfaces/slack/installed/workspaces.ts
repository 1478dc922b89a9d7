import type { AuthorizeResult } from '@slack/bolt';
import { AppError } from '../../../errors.ts';
import type { Log } from '../../../log.ts';
import type { Secret } from '../../../secret.ts';
import { notInstalled, openClient, type Tokens } from '../clients.ts';
import { isPermanent, isTokenRefused, wordsOf } from '../refusals.ts';
import { BOT_SCOPES } from '../scopes.ts';

/** The app is gone from a workspace. */
export interface Removal {
  readonly teamId: string;
  /** By Slack's clock, in seconds. */
  readonly atSeconds: number;
}

/** The workspaces that the app is in, and what it is there. */
export interface Workspaces extends Tokens {
  /** For Bolt: who the bot is in the workspace of an event. @throws AppError `slack/not-installed` */
  authorize(source: { readonly teamId?: string | undefined }): Promise<AuthorizeResult>;
  /** Nothing is kept of what was given for a workspace that the app was removed from. */
  remove(removal: Removal): Promise<void>;
  /** What to tell the operator at the start, such as where the app is. @throws AppError `slack/…` */
  introduce(): Promise<string>;
}

interface Identity {
  readonly teamId: string;
  readonly teamName: string;
  readonly botId: string;
  readonly botUserId: string;
}

/** One workspace, by the token that its own page of the app shows. */
export function createOneWorkspace(options: {
  readonly token: Secret;
  readonly apiUrl: string | undefined;
  readonly log: Log;
}): Workspaces {
  const { token, log } = options;
  let known: Promise<Identity> | undefined;

  function identity(): Promise<Identity> {
    known ??= readIdentity(options).catch((error: unknown) => {
      // Not remembered: Slack may answer the next time.
      known = undefined;
      throw error;
    });
    return known;
  }

  return {
    botToken: async (teamId) => {
      if ((await identity()).teamId !== teamId) throw notInstalled(teamId);
      return token;
    },
    authorize: async () => {
      const { teamId, botId, botUserId } = await identity();
      return { teamId, botId, botUserId, botToken: token.reveal() };
    },
    remove: async ({ teamId }) => {
      known = undefined;
      const advice = 'Install the app again, and give the bot its new token';
      log.error({ teamId, advice }, 'slack.app-removed');
    },
    introduce: async () => {
      const { teamName } = await identity();
      return `On Slack in ${teamName}. Invite the bot to a channel: /invite @avatar`;
    },
  };
}

async function readIdentity(options: {
  readonly token: Secret;
  readonly apiUrl: string | undefined;
  readonly log: Log;
}): Promise<Identity> {
  const answer = await openClient(options).auth.test();
  warnOfScopes(answer.response_metadata?.scopes ?? [], options.log);
  const { team_id: teamId, team, bot_id: botId, user_id: botUserId } = answer;
  if (teamId === undefined || botId === undefined || botUserId === undefined) {
    throw new AppError('slack/no-bot', 'SLACK_BOT_TOKEN is not the token of a bot (xoxb-…)');
  }
  return { teamId, teamName: team ?? teamId, botId, botUserId };
}

/** Slack says with every answer what a token may do. */
function warnOfScopes(granted: readonly string[], log: Log): void {
  const missing = BOT_SCOPES.filter((scope) => !granted.includes(scope));
  if (granted.length === 0 || missing.length === 0) return;
  log.warn(
    { missing, remedy: 'Add them under OAuth & Permissions and install the app again' },
    'slack.scopes-missing',
  );
}

/** What the operator has to change; undefined for what may pass. */
export function refusalOfToken(cause: unknown): AppError | undefined {
  if (cause instanceof AppError) return cause.retryable ? undefined : cause;
  if (isTokenRefused(cause)) {
    return new AppError(
      'slack/token-refused',
      `Slack does not take SLACK_BOT_TOKEN (${wordsOf(cause)}). Copy it again: api.slack.com/apps, your app, OAuth & Permissions, Bot User OAuth Token.`,
      { cause },
    );
  }
  if (!isPermanent(cause)) return undefined;
  return new AppError('slack/refused', `Slack refused: ${wordsOf(cause)}`, { cause });
}
