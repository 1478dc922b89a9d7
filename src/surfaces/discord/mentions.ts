import { type Message, MessageType } from 'discord.js';
import { avatar } from '../../../commands/avatar.ts';
import { retry } from '../../../commands/retry.ts';
import { readSpoken } from '../../../commands/spoken.ts';
import { AppError } from '../../errors.ts';
import type { Attachment, JobId } from '../../jobs/job.ts';
import { repliesIn } from '../../jobs/locales.ts';
import type { Draft } from '../drafts.ts';
import type { FoundFiles } from '../found-files.ts';
import { type Asking, askingIn, callerOf, placeFor } from './callers.ts';
import { filesOf } from './files.ts';
import { missingIn } from './permissions.ts';
import { type RepliedTo, readRepliedTo } from './replied-to.ts';
import { jobIdOf, type Parts } from './requests.ts';
import { cut, MAX_CONTENT, plain } from './text.ts';
import { wordsIn } from './words/locales.ts';

/** Messages that mention the bot, replies to it, and direct messages. Never rejects. */
export function createMentionHandler(parts: Parts): (message: Message) => Promise<void> {
  return async (message) => {
    if (!isSaidByPerson(message)) return;
    const isMeant = isForUs(message);
    if (!isMeant && !mentionsRole(message)) return;
    const asking = askingIn(message);
    if (!isMeant) return tellMention(parts, message, asking);
    try {
      // Of one person in one channel, one after the other: the second completes the first.
      await parts.inOrder(draftKeyFor(message), () => takeMessage(parts, message, asking));
    } catch (error) {
      parts.log.error({ messageId: message.id, err: error }, 'discord.message-failed');
      const errorCode = error instanceof AppError ? error.code : 'discord/unexpected';
      await say(parts, message, repliesIn(asking.locale).problem({ code: 'internal', errorCode }));
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

async function tellMention(parts: Parts, message: Message, { locale }: Asking): Promise<void> {
  const words = wordsIn(locale);
  const mention = `<@${message.client.user.id}>`;
  // The mention is ours and is shown as one; nobody else's words are in it.
  await sayAsIs(parts, message, words.mentionMe(mention));
}

async function takeMessage(parts: Parts, message: Message, asking: Asking): Promise<void> {
  // The same message comes again after a dropped connection.
  if ((await parts.desk.find(jobIdOf(message.id))) !== undefined) return;
  const repliedTo = await readRepliedTo(message);
  const found = withRest(filesOf(message), repliedTo);
  const problem = problemOf(found, asking);
  if (problem !== undefined) return say(parts, message, problem);
  const here = { ...firstOf(found), ...spokenIn(message) };
  if (repliedTo?.jobId !== undefined && hasFile(here)) {
    return takeRetryOf(parts, message, asking, repliedTo.jobId, here);
  }
  // What is whole by itself owes nothing to what was begun before, least of all its price.
  const begun = isWhole(here) ? undefined : await parts.drafts.get(draftKeyFor(message));
  const draft = { ...begun, ...here };
  if (isWhole(draft)) return takeRequestOf(parts, message, asking, draft);
  if (hasFile(draft)) return askForRest(parts, message, asking, draft, repliedTo);
  return answerWithoutFiles(parts, message, asking, repliedTo);
}

/** What a message lacks is taken from the one that it replies to, unless that is the bot's own. */
function withRest(own: FoundFiles, repliedTo: RepliedTo | undefined): FoundFiles {
  if (repliedTo === undefined || repliedTo.isOurs) return own;
  const { portraits, clips } = repliedTo.found;
  return {
    portraits: own.portraits.length > 0 ? own.portraits : portraits,
    clips: own.clips.length > 0 ? own.clips : clips,
    others: own.others,
  };
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

function firstOf({ portraits: [portrait], clips: [clip] }: FoundFiles): Draft {
  return {
    ...(portrait === undefined ? {} : { portrait }),
    ...(clip === undefined ? {} : { clip }),
  };
}

/** What is said beside the mention. */
function spokenIn({ content, client }: Message) {
  return readSpoken(content.replaceAll(new RegExp(`<@!?${client.user.id}>`, 'g'), ' '));
}

type WholeDraft = Draft & Required<Pick<Draft, 'portrait' | 'clip'>>;

function isWhole(draft: Draft): draft is WholeDraft {
  return draft.portrait !== undefined && draft.clip !== undefined;
}

function hasFile({ portrait, clip }: Draft): boolean {
  return portrait !== undefined || clip !== undefined;
}

async function takeRequestOf(
  parts: Parts,
  message: Message,
  asking: Asking,
  draft: WholeDraft,
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
  repliedTo: RepliedTo | undefined,
): Promise<void> {
  if (await refusePlaceOf(parts, message, asking)) return;
  await parts.drafts.set(draftKeyFor(message), draft);
  const words = wordsIn(asking.locale);
  const question = draft.clip === undefined ? words.askForClip() : words.askForPortrait();
  const lines = [...(repliedTo?.isHidden ? [words.cannotSeeMessage()] : []), question];
  await say(parts, message, lines.join('\n'));
}

async function answerWithoutFiles(
  parts: Parts,
  message: Message,
  asking: Asking,
  repliedTo: RepliedTo | undefined,
): Promise<void> {
  const { client, content } = message;
  const isSpokenTo = asking.guildId === undefined || content.includes(client.user.id);
  // "Thanks" as an answer to a video pings the bot too, and wants nothing.
  if (!isSpokenTo) return;
  const words = wordsIn(asking.locale);
  if (repliedTo?.isHidden) return say(parts, message, words.cannotSeeMessage());
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
    // There "this channel" says nothing, so the link leads to what it is about.
    const about = { ...once, content: cut(`${message.url}\n${content}`, MAX_CONTENT) };
    await message.author.send(about).catch((reason: unknown) => {
      log.warn({ messageId: message.id, err: reason }, 'discord.not-answered');
    });
  }
}
