import type { App } from '@slack/bolt';
import { SlackError } from '@slack/web-api';
import { takeSlash } from '../asking/commands.ts';
import {
  messageShortcut,
  openForChange,
  openForMessage,
  type Respond,
} from '../asking/open-forms.ts';
import type { Parts } from '../asking/parts.ts';
import { readHeard } from '../asking/read-heard.ts';
import { failureText, type Wishes } from '../asking/wishes.ts';
import { neededScopeOf, wordsOf } from '../refusals.ts';
import { plain } from '../text.ts';
import { wordsIn } from '../words/locales.ts';

export const SLASH_COMMAND = '/avatar';
/** Of the message shortcut. */
export const SHORTCUT_ID = 'avatar_from_message';

/** Every kind of event that Slack tells the bot, and who deals with it. */
export function listen(app: App, parts: Parts, wishes: Wishes): void {
  const { log } = parts;
  const take = async (body: unknown) => {
    const heard = readHeard(body);
    if (heard !== undefined) await wishes.take(heard);
  };
  app.event('app_mention', ({ body }) => take(body));
  app.event('message', ({ body }) => take(body));
  app.view({ type: 'view_submission', callback_id: /^avatar_/ }, async ({ ack, body }) => {
    await ack();
    await take(body);
  });
  app.action(/^(cancel|retry|delete)$/, async ({ ack, body }) => {
    await ack();
    await take(body);
  });
  app.action('change', async ({ ack, body }) => {
    await ack();
    const pressed = readHeard(body);
    if (pressed?.kind !== 'pressed' || !('trigger_id' in body)) return;
    const { trigger_id: triggerId } = body;
    const whisper = (text: string) => parts.answers.whisper(pressed, text);
    await orSay(parts, pressed.teamId, pressed.userId, whisper, () =>
      openForChange(parts, pressed, String(triggerId)),
    );
  });
  app.command(SLASH_COMMAND, async ({ ack, command, context, respond }) => {
    await ack();
    const whisper = privately(parts, command.team_id, command.user_id, respond);
    await orSay(parts, command.team_id, command.user_id, whisper, () =>
      takeSlash(parts, command, context.botUserId ?? '', whisper),
    );
  });
  app.shortcut({ type: 'message_action', callback_id: SHORTCUT_ID }, async (args) => {
    await args.ack();
    const shortcut = messageShortcut.parse(args.body);
    const whisper = privately(parts, shortcut.team.id, shortcut.user.id, args.respond);
    await orSay(parts, shortcut.team.id, shortcut.user.id, whisper, () =>
      openForMessage(parts, shortcut, whisper),
    );
  });
  app.error(async (error) => log.error({ err: error }, 'slack.event-failed'));
}

type BoltRespond = (said: {
  text: string;
  response_type: 'ephemeral';
  replace_original: false;
}) => Promise<unknown>;

/** To be seen by the person alone: where they are, else in direct messages. */
function privately(
  { answers, log }: Parts,
  teamId: string,
  userId: string,
  respond: BoltRespond,
): Respond {
  return async (text) => {
    try {
      await respond({ text, response_type: 'ephemeral', replace_original: false });
    } catch (error) {
      log.info({ reason: wordsOf(error) }, 'slack.cannot-respond');
      await answers.tell(teamId, userId, text);
    }
  };
}

/** Nothing is begun before the form is filled in, so a failure only has to be said. */
async function orSay(
  { log, readUser }: Parts,
  teamId: string,
  userId: string,
  respond: Respond,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn({ err: error, reason: wordsOf(error) }, 'slack.form-not-opened');
    const { locale } = await readUser(teamId, userId);
    // What Slack does not open in time, it opens when somebody asks once more.
    const isLate = error instanceof SlackError && neededScopeOf(error) === undefined;
    const text = isLate ? wordsIn(locale).formTooOld() : plain(failureText(locale, error));
    await respond(text).catch((reason: unknown) => {
      log.warn({ reason: wordsOf(reason) }, 'slack.failure-not-told');
    });
  }
}
