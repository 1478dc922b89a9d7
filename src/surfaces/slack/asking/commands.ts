import { cancel } from '../../../../commands/cancel.ts';
import { history } from '../../../../commands/history.ts';
import { status } from '../../../../commands/status.ts';
import { plain } from '../text.ts';
import { callerAt } from './callers.ts';
import { FORM_PATIENCE_MS, openForCommand, type Respond } from './open-forms.ts';
import type { Parts } from './parts.ts';
import { readCommand, textOf } from './spoken.ts';
import { helpFor } from './spoken-commands.ts';

/** What Slack says of a slash command. */
export interface SlashCommand {
  readonly team_id: string;
  readonly channel_id: string;
  readonly user_id: string;
  readonly trigger_id: string;
  readonly text: string;
}

/** `/avatar` opens the form, and tells what nobody else has to see. */
export async function takeSlash(
  parts: Parts,
  command: SlashCommand,
  botUserId: string,
  respond: Respond,
): Promise<void> {
  const { team_id: teamId, channel_id: channelId, user_id: userId } = command;
  const place = { teamId, channelId, threadTs: '' };
  const caller = await callerAt(parts.readUser, userId, place, FORM_PATIENCE_MS);
  const text = textOf(command.text, botUserId);
  const spoken = readCommand(text, caller.locale);
  const input = spoken?.jobId === undefined ? {} : { jobId: spoken.jobId };
  switch (spoken?.name) {
    case 'status':
      return respond(plain((await status.run(parts.desk, caller, input)).text));
    case 'history':
      return respond(plain((await history.run(parts.desk, caller, {})).text));
    case 'cancel':
      return respond(plain((await cancel.run(parts.desk, caller, input)).text));
    // These are said in the thread of the job, where their answer goes.
    case 'retry':
    case 'delete':
    case 'help':
      return respond(helpFor({ botUserId }, caller.locale));
    default: {
      const client = await parts.clients.of(teamId);
      return openForCommand(client, caller.locale, { ...command, text });
    }
  }
}
