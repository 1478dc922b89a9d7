import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { findOwnJob } from '../../../../commands/own-job.ts';
import { readSpoken } from '../../../../commands/spoken.ts';
import { isSettled } from '../../../jobs/job.ts';
import { repliesIn } from '../../../jobs/locales.ts';
import { plain } from '../text.ts';
import { wordsIn } from '../words/locales.ts';
import { callerAt } from './callers.ts';
import { changeForm, requestForm } from './forms.ts';
import type { Pressed } from './heard.ts';
import type { Parts } from './parts.ts';
import { filesIn, identify, slackFile } from './slack-files.ts';

/** A message shortcut, as Slack tells it. */
export const messageShortcut = z.object({
  team: z.object({ id: z.string() }),
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  trigger_id: z.string(),
  message: z.object({
    ts: z.string(),
    thread_ts: z.string().optional(),
    text: z.string().nullish(),
    files: z.array(slackFile).nullish(),
  }),
});
export type MessageShortcut = z.infer<typeof messageShortcut>;

/** Slack opens no form later than three seconds after somebody wanted it; one in English is better than none. */
export const FORM_PATIENCE_MS = 1_500;

/** How one who has no form yet is told something, alone. */
export type Respond = (text: string) => Promise<void>;

/** The form for what a message lacks: its picture or its voice. */
export async function openForMessage(
  { clients, readUser }: Parts,
  { team, user, channel, trigger_id: triggerId, message }: MessageShortcut,
  respond: Respond,
): Promise<void> {
  const client = await clients.of(team.id);
  const [{ locale }, files] = await Promise.all([
    readUser(team.id, user.id, FORM_PATIENCE_MS),
    identify(client, message.files ?? []),
  ]);
  const words = wordsIn(locale);
  const { portraits, clips } = filesIn(team.id, files);
  for (const [part, found] of [['portrait', portraits] as const, ['clip', clips] as const]) {
    if (found.length <= 1) continue;
    const names = found.map(({ name }) => name);
    return respond(plain(words.tooManyFiles(part, names)));
  }
  const [portrait] = portraits;
  const [clip] = clips;
  if (portrait === undefined && clip === undefined) return respond(words.cannotSeeMessage());
  const metadata = {
    channelId: channel.id,
    threadTs: message.thread_ts ?? message.ts,
    ...(portrait === undefined ? {} : { portrait }),
    ...(clip === undefined ? {} : { clip }),
  };
  await client.views.open({ trigger_id: triggerId, view: requestForm(locale, metadata) });
}

/** The form that `/avatar` opens, with what was written behind it as the prompt. */
export async function openForCommand(
  client: WebClient,
  locale: string,
  command: { readonly channel_id: string; readonly trigger_id: string; readonly text: string },
): Promise<void> {
  const view = requestForm(locale, { channelId: command.channel_id }, readSpoken(command.text));
  await client.views.open({ trigger_id: command.trigger_id, view });
}

/** The form for another attempt; for whoever may not have one, a word why. */
export async function openForChange(
  { desk, clients, readUser, answers }: Parts,
  pressed: Pressed,
  triggerId: string,
): Promise<void> {
  const { teamId, channelId, userId, threadTs, isReply, jobId } = pressed;
  const place = { teamId, channelId, threadTs };
  const caller = await callerAt(readUser, userId, place, FORM_PATIENCE_MS);
  const replies = repliesIn(caller.locale);
  const found = await findOwnJob(desk, caller, jobId, () => true, replies.unknownJob(jobId));
  if ('reply' in found) return answers.whisper(pressed, plain(found.reply.text));
  const { job } = found;
  if (!isSettled(job)) return answers.whisper(pressed, plain(replies.notEnded(job.id)));
  if (job.deletedAt !== undefined) {
    return answers.whisper(pressed, plain(replies.deletedBefore(job.id)));
  }
  const client = await clients.of(teamId);
  const view = changeForm(caller.locale, { channelId, threadTs, isReply, jobId }, job);
  await client.views.open({ trigger_id: triggerId, view });
}
