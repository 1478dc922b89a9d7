import { avatar } from '../../../../commands/avatar.ts';
import type { Caller } from '../../../../commands/command.ts';
import { retry } from '../../../../commands/retry.ts';
import { readSpoken, type SpokenRequest } from '../../../../commands/spoken.ts';
import { isSettled, type Job } from '../../../jobs/job.ts';
import { repliesIn } from '../../../jobs/locales.ts';
import type { Draft } from '../../drafts.ts';
import type { FoundFiles } from '../../found-files.ts';
import type { Place } from '../place.ts';
import { mention, plain } from '../text.ts';
import { wordsIn } from '../words/locales.ts';
import { callerAt } from './callers.ts';
import {
  hasFile,
  isOf,
  isWhole,
  missingIn,
  onlyLacking,
  singleOf,
  type WholeDraft,
} from './halves.ts';
import { isAddressed, type Said } from './heard.ts';
import type { Dealing } from './inbox.ts';
import { jobIdOf, type Parts } from './parts.ts';
import { filesIn, identify, isHidden } from './slack-files.ts';
import { readCommand, textOf } from './spoken.ts';
import { helpFor, runSpokenCommand } from './spoken-commands.ts';
import { readThreadFiles } from './thread-files.ts';
import { latestInThread } from './thread-jobs.ts';

/** A message on its way to an answer. */
interface Asking {
  readonly said: Said;
  readonly dealing: Dealing;
  readonly caller: Caller;
  readonly place: Place;
  /** What was written beside the mention. */
  readonly spoken: SpokenRequest;
}

/** A mention of the bot, direct messages to it, and files that it has asked for in a thread. */
export async function takeSaid(parts: Parts, said: Said, dealing: Dealing): Promise<void> {
  // Of one person in one place, one after the other: the second message completes the first.
  await parts.inOrder(draftKeyOf(said), async () => {
    if (!(await isForUs(parts, said))) return;
    const { teamId, channelId, userId, ts, threadTs = ts } = said;
    if ((await parts.desk.find(jobIdOf(teamId, channelId, ts))) !== undefined) return;
    const place = { teamId, channelId, threadTs };
    const caller = await callerAt(parts.readUser, userId, place);
    const text = textOf(said.text, said.botUserId);
    const command = readCommand(text, caller.locale);
    if (command !== undefined && said.files.length === 0) {
      return runSpokenCommand(parts, { said, dealing, caller, place }, command);
    }
    // With a file, the word for another attempt is no prompt.
    const spoken = command?.name === 'retry' ? command.changes : readSpoken(text);
    await takeFiles(parts, { said, dealing, caller, place, spoken });
  });
}

/** In a thread, without a mention, only what the bot waits for there is. */
async function isForUs({ drafts }: Parts, said: Said): Promise<boolean> {
  if (isAddressed(said)) return true;
  return (await drafts.get(draftKeyOf(said))) !== undefined;
}

async function takeFiles(parts: Parts, asking: Asking): Promise<void> {
  const { said, caller } = asking;
  const files = await identify(await parts.clients.of(said.teamId), said.files);
  const shown = files.filter((file) => !isHidden(file));
  const own = filesIn(said.teamId, shown);
  const here = { ...singleOf(own), ...asking.spoken };
  // In direct messages, what was begun need not be what somebody now asks for in one message.
  const before = said.isDirect && isWhole(here) ? {} : await parts.drafts.get(draftKeyOf(said));
  const begun = { ...before, ...here };
  const problem = problemOf(own, asking);
  if (problem !== undefined) return ask(parts, asking, begun, problem);
  if (isWhole(begun)) return takeRequest(parts, asking, begun);
  if (shown.length < files.length) return ask(parts, asking, begun, hiddenFile(caller, begun));
  if (await isTaken(parts, asking, here)) return;
  // Before Slack is asked, which may take long: what lacks may come in the meantime.
  if (hasFile(begun)) await parts.drafts.set(draftKeyOf(said), begun);
  return completeFromThread(parts, asking, begun);
}

/** What lacked has come while Slack was silent, and with it the request. */
async function isTaken(
  { desk }: Parts,
  { caller, dealing }: Asking,
  given: Draft,
): Promise<boolean> {
  if (!dealing.isAgain) return false;
  const jobs = await desk.recentOf(caller.person);
  return jobs.some(
    ({ acceptedAt, sources }) =>
      acceptedAt >= dealing.since && Object.values(sources).some((source) => isOf(given, source)),
  );
}

/** What is missing may stand elsewhere in the thread, or be kept of an earlier job in it. */
async function completeFromThread(parts: Parts, asking: Asking, draft: Draft): Promise<void> {
  const { said, caller } = asking;
  const { own, around, hasHidden } = await readThreadFiles(
    await parts.clients.of(said.teamId),
    said,
  );
  const given = { ...singleOf(own), ...draft };
  if (!hasFile(given) && (await isServed(parts, asking))) {
    return parts.answers.say(said, asking.dealing, helpFor(said, caller.locale));
  }
  const lacking = onlyLacking({ ...around, others: own.others }, given);
  const all = { ...singleOf(lacking), ...given };
  const problem = problemOf(own, asking) ?? problemOf(lacking, asking);
  if (problem !== undefined) return ask(parts, asking, all, problem);
  if (isWhole(all)) return takeRequest(parts, asking, all);
  const isThere = (job: Job) => isSettled(job) && job.deletedAt === undefined;
  const earlier = await latestInThread(parts.desk, caller, asking.place, isThere);
  if (hasFile(all) && earlier !== undefined) return takeRetry(parts, asking, earlier, all);
  if (hasHidden) return ask(parts, asking, all, hiddenFile(caller, all));
  if (!hasFile(all)) return askForBoth(parts, asking, all);
  const words = wordsIn(caller.locale);
  const question = all.clip === undefined ? words.askForClip() : words.askForPortrait();
  return ask(parts, asking, all, question);
}

/** Whoever praises a video does not order it once more; for that there is a word. */
async function isServed({ desk }: Parts, { said, caller, place }: Asking): Promise<boolean> {
  const own = await latestInThread(desk, caller, place, ({ deletedAt }) => deletedAt === undefined);
  const job = own ?? (await desk.find(jobIdOf(said.teamId, said.channelId, place.threadTs)));
  if (job === undefined || job.deletedAt !== undefined) return false;
  return job.state.kind !== 'done' || job.state.outcome.kind === 'video';
}

/** Too much of one kind, or only what nobody can use. */
function problemOf({ portraits, clips, others }: FoundFiles, { caller }: Asking) {
  const words = wordsIn(caller.locale);
  const names = (files: FoundFiles['portraits']) => files.map(({ name }) => name);
  if (portraits.length > 1) return words.tooManyFiles('portrait', names(portraits));
  if (clips.length > 1) return words.tooManyFiles('clip', names(clips));
  const isUseless = portraits.length === 0 && clips.length === 0 && others.length > 0;
  return isUseless ? words.unknownFiles(others) : undefined;
}

async function takeRequest(parts: Parts, asking: Asking, draft: WholeDraft): Promise<void> {
  const { said, caller } = asking;
  const newJobId = jobIdOf(said.teamId, said.channelId, said.ts);
  const result = await avatar.run(parts.desk, caller, { ...draft, newJobId });
  // Refused, the halves stay: the next try needs only what was wrong.
  if (result.ok) await parts.drafts.delete(draftKeyOf(said));
  else await say(parts, asking, result.text);
}

/** A file in the thread of a video is that video once more with it. */
async function takeRetry(parts: Parts, asking: Asking, job: Job, given: Draft): Promise<void> {
  const { said, caller } = asking;
  const newJobId = jobIdOf(said.teamId, said.channelId, said.ts);
  const result = await retry.run(parts.desk, caller, { ...given, jobId: job.id, newJobId });
  if (result.ok) await parts.drafts.delete(draftKeyOf(said));
  else await say(parts, asking, result.text);
}

/** What lacks may come in the thread, also without a mention: what there is waits for it. */
async function ask(parts: Parts, asking: Asking, draft: Draft, question: string): Promise<void> {
  await parts.drafts.set(draftKeyOf(asking.said), draft);
  await say(parts, asking, question);
}

async function askForBoth(parts: Parts, asking: Asking, spoken: Draft): Promise<void> {
  const { said, dealing, caller } = asking;
  const words = wordsIn(caller.locale);
  const help = words.help(mention(said.botUserId));
  // In direct messages words alone are talk, and everything is heard there anyway.
  if (!said.isDirect) await parts.drafts.set(draftKeyOf(said), spoken);
  await parts.answers.say(said, dealing, `${plain(words.askForBoth())}\n\n${help}`);
}

const say = (parts: Parts, { said, dealing }: Asking, text: string) =>
  parts.answers.say(said, dealing, plain(text));

/** Of a file that nobody shows to the bot it can only be said that it lacks. */
function hiddenFile({ locale }: Caller, draft: Draft): string {
  const part = missingIn(draft) ?? 'portrait';
  return repliesIn(locale).problem({ code: 'source/hidden', part });
}

/** In direct messages people do not answer in threads. */
function draftKeyOf({ teamId, channelId, isDirect, threadTs, ts, userId }: Said): string {
  const thread = isDirect ? '' : (threadTs ?? ts);
  return `${teamId}-${channelId}-${thread}-${userId}`;
}
