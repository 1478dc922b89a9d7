import { type Logger, LogLevel } from '@slack/web-api';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../log.ts';

/** Socket addresses hold a ticket, response addresses are good for posting. */
const ADDRESS = /\b(?:https?|wss?):\/\/\S+/g;
const TOKEN = /\bx(?:ox[a-z]|app|oxe)[-.][\w.-]+/g;

/**
 * What Slack's libraries have to say, in our log: their warnings and errors only, since they write
 * whole requests and answers at the levels below.
 */
export function quietLogger(log: Log): Logger {
  const say =
    (level: 'warn' | 'error') =>
    (first: unknown, ...rest: unknown[]) => {
      const said = [first, ...rest].map(messageOf).join(' ');
      const reason = said.replaceAll(ADDRESS, '[address]').replaceAll(TOKEN, '[token]');
      log[level]({ reason }, 'slack.library');
    };
  const beSilent = () => undefined;
  return {
    debug: beSilent,
    info: beSilent,
    warn: say('warn'),
    error: say('error'),
    setLevel: beSilent,
    getLevel: () => LogLevel.WARN,
    setName: beSilent,
  };
}
