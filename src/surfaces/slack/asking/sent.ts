import { avatar } from '../../../../commands/avatar.ts';
import { retry } from '../../../../commands/retry.ts';
import { readSpoken } from '../../../../commands/spoken.ts';
import { mention, plain } from '../text.ts';
import { wordsIn } from '../words/locales.ts';
import type { SlackWords } from '../words/words.ts';
import { callerAt } from './callers.ts';
import {
  CHANGE_FORM,
  type RequestMetadata,
  readChangeMetadata,
  readRequestMetadata,
} from './forms.ts';
import type { Sent } from './heard.ts';
import type { Dealing } from './inbox.ts';
import { jobIdOf, type Parts } from './parts.ts';
import { sourceOf } from './slack-files.ts';

/** A form that was filled in. */
export async function takeSent(parts: Parts, sent: Sent, dealing: Dealing): Promise<void> {
  if (sent.form === CHANGE_FORM) await takeChange(parts, sent);
  else await takeRequest(parts, sent, dealing);
}

/** The bot's own message stands for the request that nobody has said aloud: it names the job. */
async function takeRequest(parts: Parts, sent: Sent, dealing: Dealing): Promise<void> {
  const { teamId, userId } = sent;
  const { channelId, threadTs, ...given } = readRequestMetadata(sent.metadata);
  const { locale } = await parts.readUser(teamId, userId);
  const words = wordsIn(locale);
  const text = words.opening(mention(userId));
  const elsewhere = (refusal: string) => plain(whyElsewhere(words, channelId, refusal));
  const where = { channelId, ...(threadTs === undefined ? {} : { threadTs }) };
  const opening = await parts.answers.open(sent, dealing, where, { text, elsewhere });
  const isThere = opening.channelId === channelId;
  const place = {
    teamId,
    channelId: opening.channelId,
    threadTs: isThere ? (threadTs ?? opening.ts) : opening.ts,
    ownTs: opening.ts,
  };
  const caller = await callerAt(parts.readUser, userId, place);
  const newJobId = jobIdOf(teamId, opening.channelId, opening.ts);
  const wish = { ...asWish(given), ...answersIn(sent), newJobId };
  const result = await avatar.run(parts.desk, caller, wish);
  if (!result.ok) {
    await parts.answers.reword(teamId, opening, `${mention(userId)} ${plain(result.text)}`);
  }
}

function whyElsewhere(words: SlackWords, channelId: string, refusal: string): string {
  const isOutside = refusal === 'not_in_channel' || refusal === 'channel_not_found';
  // Nobody can be invited into direct messages of others.
  if (isOutside && !channelId.startsWith('D')) return words.inviteMe('/invite');
  if (isOutside) return words.postedElsewhereBecause('not-in-channel');
  return words.postedElsewhereBecause(refusal === 'is_archived' ? 'archived' : 'restricted');
}

/** Another attempt, with what is different. */
async function takeChange(parts: Parts, sent: Sent): Promise<void> {
  const { teamId, userId, viewId } = sent;
  const { channelId, threadTs, isReply, jobId } = readChangeMetadata(sent.metadata);
  const caller = await callerAt(parts.readUser, userId, { teamId, channelId, threadTs });
  const newJobId = jobIdOf(teamId, channelId, viewId);
  const result = await retry.run(parts.desk, caller, { ...answersIn(sent), jobId, newJobId });
  if (result.ok) return;
  await parts.answers.whisper({ teamId, channelId, userId, threadTs, isReply }, plain(result.text));
}

/** What the message of a shortcut had. */
function asWish({ portrait, clip }: Pick<RequestMetadata, 'portrait' | 'clip'>) {
  return {
    ...(portrait === undefined ? {} : { portrait }),
    ...(clip === undefined ? {} : { clip }),
  };
}

function answersIn({ teamId, prompt, mode, portrait, clip }: Sent) {
  return {
    // The form has a field for the mode, which is what counts.
    ...(prompt === undefined ? {} : { prompt: readSpoken(prompt).prompt ?? '' }),
    ...(mode === undefined ? {} : { mode }),
    ...(portrait === undefined ? {} : { portrait: sourceOf(teamId, portrait) }),
    ...(clip === undefined ? {} : { clip: sourceOf(teamId, clip) }),
  };
}
