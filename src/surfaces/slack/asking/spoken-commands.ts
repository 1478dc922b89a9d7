import { cancel } from '../../../../commands/cancel.ts';
import type { Caller, CommandReply } from '../../../../commands/command.ts';
import { deletion } from '../../../../commands/delete.ts';
import { history } from '../../../../commands/history.ts';
import { retry } from '../../../../commands/retry.ts';
import { status } from '../../../../commands/status.ts';
import { isSettled, type Job, type JobId } from '../../../jobs/job.ts';
import { repliesIn } from '../../../jobs/locales.ts';
import type { Place } from '../place.ts';
import { mention, plain } from '../text.ts';
import { wordsIn } from '../words/locales.ts';
import { handOver } from './hand-over.ts';
import type { Said } from './heard.ts';
import type { Dealing } from './inbox.ts';
import { jobIdOf, type Parts } from './parts.ts';
import type { SpokenCommand } from './spoken.ts';
import { latestInThread } from './thread-jobs.ts';

/** Who says a command, and where. */
interface Speaking {
  readonly said: Said;
  readonly dealing: Dealing;
  readonly caller: Caller;
  readonly place: Place;
}

/** Does what a message commands, and says what came of it. */
export async function runSpokenCommand(
  parts: Parts,
  speaking: Speaking,
  command: SpokenCommand,
): Promise<void> {
  const { said, dealing, caller } = speaking;
  const say = (text: string) => parts.answers.say(said, dealing, text);
  if (command.name === 'help') return say(helpFor(said, caller.locale));
  const { text, job, handsOver } = await run(parts, speaking, command);
  // An attempt that was taken shows itself, by its progress.
  if (text === undefined) return;
  const isGiven = !handsOver || job === undefined || (await handOver(parts, speaking, job));
  await say(plain(isGiven ? text : `${text}\n${wordsIn(caller.locale).cannotHandOver()}`));
}

type Told = Omit<CommandReply, 'text' | 'ok'> & { readonly text?: string };

async function run(parts: Parts, speaking: Speaking, command: SpokenCommand): Promise<Told> {
  const { desk, chat } = parts;
  const { said, caller } = speaking;
  switch (command.name) {
    case 'status':
      return status.run(desk, caller, await meant(parts, speaking, command, () => true));
    case 'history':
      return history.run(desk, caller, {});
    case 'cancel': {
      const isOpen = (job: Job) => !isSettled(job);
      return cancel.run(desk, caller, await meant(parts, speaking, command, isOpen));
    }
    case 'retry': {
      const input = await meant(parts, speaking, command, isSettled);
      const newJobId = jobIdOf(said.teamId, said.channelId, said.ts);
      const { ok, text } = await retry.run(desk, caller, {
        ...command.changes,
        ...input,
        newJobId,
      });
      return ok ? {} : { text };
    }
    case 'delete': {
      const isDone = ({ state }: Job) => state.kind === 'done';
      const reply = await deletion.run(desk, caller, await meant(parts, speaking, command, isDone));
      const isGone = !reply.ok || reply.job === undefined || (await chat.removePost(reply.job));
      const stays = wordsIn(caller.locale).postStays();
      return { text: isGone ? reply.text : `${reply.text}\n${stays}` };
    }
    case 'help':
      return {};
    default:
      return command.name satisfies never;
  }
}

/** The job that is named, or was meant at an earlier try: another one may be the latest by now. */
async function meant(
  parts: Parts,
  speaking: Speaking,
  command: SpokenCommand,
  fits: (job: Job) => boolean,
): Promise<{ jobId?: JobId }> {
  const { notes, remember } = speaking.dealing;
  const known = command.jobId ?? notes.jobId;
  if (known !== undefined) return { jobId: known };
  const jobId = await meantHere(parts, speaking, command, fits);
  if (jobId === undefined) return {};
  await remember({ jobId });
  return { jobId };
}

/** Of the thread that it is said in; elsewhere the person's latest. */
async function meantHere(
  { desk }: Parts,
  { said, caller, place }: Speaking,
  { name }: SpokenCommand,
  fits: (job: Job) => boolean,
): Promise<JobId | undefined> {
  const own = await latestInThread(desk, caller, place, fits);
  if (own !== undefined) return own.id;
  // There is no use in trying again what is deleted, unless it is the thread's own.
  const isOffered = (job: Job) => fits(job) && (name !== 'retry' || job.deletedAt === undefined);
  const latest = async () => (await desk.recentOf(caller.person)).find(isOffered)?.id;
  if (said.threadTs === undefined) return latest();
  const root = jobIdOf(said.teamId, said.channelId, said.threadTs);
  const mayBeElsewhere = said.isDirect || name === 'status';
  if (mayBeElsewhere && (await desk.find(root)) === undefined) return latest();
  // Of somebody else, or in no state for it, which is what the person is told: what they would cancel
  // or delete is not in another thread.
  return root;
}

/** The ways to ask, and what may be sent. */
export function helpFor({ botUserId }: Pick<Said, 'botUserId'>, locale: string): string {
  return `${wordsIn(locale).help(mention(botUserId))}\n\n${plain(repliesIn(locale).takes())}`;
}
