import { avatar } from '../../../../commands/avatar.ts';
import type { Caller } from '../../../../commands/command.ts';
import { retry } from '../../../../commands/retry.ts';
import { readSpoken } from '../../../../commands/spoken.ts';
import { isSettled, type Job } from '../../../jobs/job.ts';
import { repliesIn } from '../../../jobs/locales.ts';
import type { Draft } from '../../drafts.ts';
import type { FoundFiles } from '../../found-files.ts';
import type { Place } from '../place.ts';
import { mention, plain } from '../text.ts';
import { wordsIn } from '../words/locales.ts';
import { callerAt } from './callers.ts';
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
  readonly text: string;
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
    await takeAsking(parts, { said, dealing, caller, place, text });
  });
}

/** In a thread, without a mention, only what the bot waits for there is. */
async function isForUs({ drafts }: Parts, said: Said): Promise<boolean> {
  if (isAddressed(said)) return true;
  return (await drafts.get(draftKeyOf(said))) !== undefined;
}

async function takeAsking(parts: Parts, asking: Asking): Promise<void> {
  const { said, dealing, caller, place, text } = asking;
  const command = said.files.length > 0 ? undefined : readCommand(text, caller.locale);
  if (command === undefined) await takeFiles(parts, asking);
  else await runSpokenCommand(parts, { said, dealing, caller, place }, command);
}

async function takeFiles(parts: Parts, asking: Asking): Promise<void> {
  const { said, caller } = asking;
  const files = await identify(await parts.clients.of(said.teamId), said.files);
  const shown = files.filter((file) => !isHidden(file));
  const own = filesIn(said.teamId, shown);
  const here = { ...singleOf(own), ...readSpoken(asking.text) };
  // In direct messages, what was begun need not be what somebody now asks for in one message.
  const before = said.isDirect && isWhole(here) ? {} : await parts.drafts.get(draftKeyOf(said));
  const begun = { ...before, ...here };
  const problem = problemOf(own, asking);
  if (problem !== undefined) return ask(parts, asking, begun, problem);
  if (isWhole(begun)) return takeRequest(parts, asking, begun);
  if (shown.length < files.length) return ask(parts, asking, begun, hiddenFile(caller, begun));
  return completeFromThread(parts, asking, begun);
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

/** Whoever thanks for a video does not order it once more; for that there is a word. */
async function isServed({ desk }: Parts, { caller, place }: Asking): Promise<boolean> {
  const isGood = ({ state }: Job) => state.kind !== 'done' || state.outcome.kind === 'video';
  const job = await latestInThread(desk, caller, place, ({ deletedAt }) => deletedAt === undefined);
  return job !== undefined && isGood(job);
}

/** Around, only what the message itself does not bring counts. */
function onlyLacking({ portraits, clips, others }: FoundFiles, have: Draft): FoundFiles {
  return {
    portraits: have.portrait === undefined ? portraits : [],
    clips: have.clip === undefined ? clips : [],
    others: hasFile(have) ? [] : others,
  };
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

/** What there is one of. */
function singleOf({ portraits, clips }: FoundFiles): Draft {
  return {
    ...(portraits.length === 1 ? { portrait: portraits[0] } : {}),
    ...(clips.length === 1 ? { clip: clips[0] } : {}),
  };
}

type WholeDraft = Draft & Required<Pick<Draft, 'portrait' | 'clip'>>;

function isWhole(draft: Draft): draft is WholeDraft {
  return missingIn(draft) === undefined;
}

function missingIn({ portrait, clip }: Draft): 'portrait' | 'clip' | undefined {
  if (portrait === undefined) return 'portrait';
  return clip === undefined ? 'clip' : undefined;
}

function hasFile({ portrait, clip }: Draft): boolean {
  return portrait !== undefined || clip !== undefined;
}

/** In direct messages people do not answer in threads. */
function draftKeyOf({ teamId, channelId, isDirect, threadTs, ts, userId }: Said): string {
  const thread = isDirect ? '' : (threadTs ?? ts);
  return `${teamId}-${channelId}-${thread}-${userId}`;
}
