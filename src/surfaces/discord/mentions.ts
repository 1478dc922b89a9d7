import { type Message, MessageType, RESTJSONErrorCodes } from 'discord.js';
import { avatar } from '../../../commands/avatar.ts';
import { retry } from '../../../commands/retry.ts';
import { readSpoken } from '../../../commands/spoken.ts';
import { AppError } from '../../errors.ts';
import type { InOrder } from '../../in-order.ts';
import type { Attachment, JobId } from '../../jobs/job.ts';
import { repliesIn } from '../../jobs/locales.ts';
import { type Asking, askingIn, callerOf, placeFor } from './callers.ts';
import type { Draft } from './drafts.ts';
import { type FoundFiles, filesOf } from './files.ts';
import { readMark } from './marks.ts';
import { missingIn } from './permissions.ts';
import { jobIdOf, type Parts } from './requests.ts';
import { plain } from './text.ts';
import { wordsIn } from './words/locales.ts';

/** What the handler of messages works with besides. */
export interface MentionParts extends Parts {
  /** Messages of one person in one channel, one after the other: the second completes the first. */
  readonly inOrder: InOrder;
}

/** Messages that mention the bot, replies to it, and direct messages. Never rejects. */
export function createMentionHandler(parts: MentionParts): (message: Message) => Promise<void> {
  return async (message) => {
    if (!isSaidByPerson(message)) return;
    if (!isForUs(message)) return mentionsRole(message) ? tellMention(parts, message) : undefined;
    try {
      await parts.inOrder(draftKeyFor(message), () => takeMessage(parts, message));
    } catch (error) {
      parts.log.error({ messageId: message.id, err: error }, 'discord.message-failed');
      const errorCode = error instanceof AppError ? error.code : 'discord/unexpected';
      const { locale } = askingIn(message);
      await say(parts, message, repliesIn(locale).problem({ code: 'internal', errorCode }));
    }
  };
}

function isSaidByPerson({ author, type, webhookId }: Message): boolean {
  const isSpoken = type === MessageType.Default || type === MessageType.Reply;
  return isSpoken && !author.bot && webhookId === null;
}

function isForUs({ channel, mentions, client }: Message): boolean {
  return channel.isDMBased() || mentions.users.has(client.user.id);
}

/** The bot's own role is named like the bot, so it is easily taken for it. */
function mentionsRole({ mentions, guild }: Message): boolean {
  const role = guild?.members.me?.roles.botRole;
  return role !== null && role !== undefined && mentions.roles.has(role.id);
}

async function tellMention(parts: Parts, message: Message): Promise<void> {
  const words = wordsIn(askingIn(message).locale);
  const mention = `<@${message.client.user.id}>`;
  // The mention is ours and is shown as one; nobody else's words are in it.
  await sayAsIs(parts, message, words.mentionMe(mention));
}

async function takeMessage(parts: MentionParts, message: Message): Promise<void> {
  const asking = askingIn(message);
  // The same message comes again after a dropped connection.
  if ((await parts.desk.find(jobIdOf(message.id))) !== undefined) return;
  const found = filesOf(message);
  const problem = problemOf(found, asking);
  if (problem !== undefined) return say(parts, message, problem);
  const repliedTo = await readRepliedTo(message);
  const given = { ...firstOf(found), ...spokenIn(message) };
  if (repliedTo?.jobId !== undefined && hasFile(given)) {
    return takeRetryOf(parts, message, asking, repliedTo.jobId, given);
  }
  const draft = {
    ...(await parts.drafts.get(draftKeyFor(message))),
    ...(repliedTo?.isOurs ? {} : firstOf(repliedTo?.found)),
    ...given,
  };
  const { portrait, clip } = draft;
  if (portrait !== undefined && clip !== undefined) {
    return takeRequestOf(parts, message, asking, { ...draft, portrait, clip });
  }
  if (hasFile(draft)) return askForRest(parts, message, asking, draft);
  return answerWithoutFiles(parts, message, asking, repliedTo);
}

/** What somebody has replied to. */
interface RepliedTo {
  /** The job whose message it is. */
  readonly jobId?: JobId;
  /** It is a message of the bot. */
  readonly isOurs: boolean;
  readonly found: FoundFiles;
}

/** Read from Discord, because messages are not remembered; gone or forbidden is as if there were none. */
async function readRepliedTo(message: Message): Promise<RepliedTo | undefined> {
  if (message.type !== MessageType.Reply || message.reference === null) return undefined;
  const original = await message.fetchReference().catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (original === undefined) return undefined;
  const isOurs = original.author.id === message.client.user.id;
  const jobId = isOurs ? jobMarkedIn(original) : undefined;
  return { isOurs, found: filesOf(original), ...(jobId === undefined ? {} : { jobId }) };
}

function isMissing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return (
    code === RESTJSONErrorCodes.UnknownMessage ||
    code === RESTJSONErrorCodes.UnknownChannel ||
    code === RESTJSONErrorCodes.MissingAccess ||
    code === 'MessageReferenceMissing'
  );
}

function jobMarkedIn({ components }: Message): JobId | undefined {
  const ids = components.flatMap((row) =>
    'components' in row
      ? row.components.flatMap((each) => ('customId' in each && each.customId ? each.customId : []))
      : [],
  );
  return ids.map((id) => readMark(id)?.jobId).find((jobId) => jobId !== undefined);
}

/** Too much of one kind, or only what nobody can use. */
function problemOf({ portraits, clips, others }: FoundFiles, { locale }: Asking) {
  const words = wordsIn(locale);
  const names = (files: readonly Attachment[]) => files.map(({ name }) => name);
  if (portraits.length > 1) return words.tooManyFiles('portrait', names(portraits));
  if (clips.length > 1) return words.tooManyFiles('clip', names(clips));
  const isUseless = portraits.length === 0 && clips.length === 0 && others.length > 0;
  return isUseless ? words.unknownFiles(others) : undefined;
}

function firstOf(found: FoundFiles | undefined): Draft {
  const [portrait] = found?.portraits ?? [];
  const [clip] = found?.clips ?? [];
  return {
    ...(portrait === undefined ? {} : { portrait }),
    ...(clip === undefined ? {} : { clip }),
  };
}

/** What is said beside the mention. */
function spokenIn({ content, client }: Message) {
  return readSpoken(content.replaceAll(new RegExp(`<@!?${client.user.id}>`, 'g'), ' '));
}

function hasFile({ portrait, clip }: Draft): boolean {
  return portrait !== undefined || clip !== undefined;
}

async function takeRequestOf(
  parts: Parts,
  message: Message,
  asking: Asking,
  draft: Draft & { portrait: Attachment; clip: Attachment },
): Promise<void> {
  if (await refusePlaceOf(parts, message, asking)) return;
  const caller = callerOf(asking, placeFor(asking, message.id, false));
  const result = await avatar.run(parts.desk, caller, { ...draft, newJobId: jobIdOf(message.id) });
  // Refused, the halves stay: the next try needs only what was wrong.
  if (result.ok) await parts.drafts.delete(draftKeyFor(message));
  else await say(parts, message, result.text);
}

/** A file as an answer to a job's message is that job once more with it. */
async function takeRetryOf(
  parts: Parts,
  message: Message,
  asking: Asking,
  jobId: JobId,
  given: Draft,
): Promise<void> {
  if (await refusePlaceOf(parts, message, asking)) return;
  const caller = callerOf(asking, placeFor(asking, message.id, false));
  const result = await retry.run(parts.desk, caller, {
    ...given,
    jobId,
    newJobId: jobIdOf(message.id),
  });
  if (!result.ok) await say(parts, message, result.text);
}

async function askForRest(
  parts: Parts,
  message: Message,
  asking: Asking,
  draft: Draft,
): Promise<void> {
  if (await refusePlaceOf(parts, message, asking)) return;
  await parts.drafts.set(draftKeyFor(message), draft);
  const words = wordsIn(asking.locale);
  await say(parts, message, draft.clip === undefined ? words.askForClip() : words.askForPortrait());
}

async function answerWithoutFiles(
  parts: Parts,
  message: Message,
  asking: Asking,
  repliedTo: RepliedTo | undefined,
): Promise<void> {
  const { client, channel, content } = message;
  const isSpokenTo = channel.isDMBased() || content.includes(client.user.id);
  // "Thanks" as an answer to a video pings the bot too, and wants nothing.
  if (!isSpokenTo) return;
  const words = wordsIn(asking.locale);
  if (repliedTo !== undefined && !repliedTo.isOurs) {
    return say(parts, message, words.cannotSeeMessage());
  }
  await sayAsIs(parts, message, words.help(`<@${client.user.id}>`));
}

async function refusePlaceOf(parts: Parts, message: Message, asking: Asking): Promise<boolean> {
  const missing = missingIn(asking.channelType, asking.granted);
  if (missing.length === 0) return false;
  const words = wordsIn(asking.locale);
  const text = words.missingPermissions(missing.map((name) => words.permissions[name]));
  await say(parts, message, text);
  return true;
}

function draftKeyFor({ channelId, author }: Message): string {
  return `${channelId}-${author.id}`;
}

const say = (parts: Parts, message: Message, text: string) => sayAsIs(parts, message, plain(text));

/** Answers a message there, or in direct messages where the bot may not speak. Never rejects. */
async function sayAsIs({ log }: Parts, message: Message, content: string): Promise<void> {
  // Once, also where the library sends it again after an answer that was lost.
  const once = { content, nonce: `say-${message.id}`, enforceNonce: true };
  try {
    await message.reply({ ...once, failIfNotExists: false });
  } catch (error) {
    log.info({ messageId: message.id, err: error }, 'discord.cannot-reply');
    await message.author.send(once).catch((reason: unknown) => {
      log.warn({ messageId: message.id, err: reason }, 'discord.not-answered');
    });
  }
}
