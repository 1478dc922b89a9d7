import type { InOrder } from '../../../in-order.ts';
import type { Desk } from '../../../jobs/desk.ts';
import { type JobId, toJobId } from '../../../jobs/job.ts';
import type { Log } from '../../../log.ts';
import type { Drafts } from '../../drafts.ts';
import type { SlackClients } from '../clients.ts';
import { SURFACE } from '../place.ts';
import type { SlackChat } from '../posting/slack-chat.ts';
import type { Answers } from './answers.ts';
import type { ReadUser } from './users.ts';

/** What the handlers of Slack's events work with. */
export interface Parts {
  readonly desk: Desk;
  readonly chat: SlackChat;
  readonly clients: SlackClients;
  readonly readUser: ReadUser;
  readonly answers: Answers;
  readonly drafts: Drafts;
  readonly inOrder: InOrder;
  readonly log: Log;
}

/** The id of the job that a message asks for; a `ts` is unique in its channel only. */
export function jobIdOf(teamId: string, channelId: string, ts: string): JobId {
  return toJobId(`${SURFACE}-${teamId}-${channelId}-${ts}`);
}
