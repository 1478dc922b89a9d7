import { PostError } from '../../../jobs/contracts.ts';
import type { Job } from '../../../jobs/job.ts';
import type { Log } from '../../../log.ts';
import { userIdOf } from '../people.ts';
import { placeOf, type Target } from '../place.ts';
import { isNotInstalled, isPermanent, neededScopeOf, wordsOf } from '../refusals.ts';
import type { SlackCalls } from './calls.ts';
import { tellOperator } from './operator.ts';

/** A place that may take the outcome of a job. */
interface ResultPlace {
  /** For the operator, and for the person who asks what became of it. */
  readonly name: string;
  /** Absent where direct messages have to be opened first. */
  readonly target?: Target;
}

/** Places that did not take it, with Slack's word for it. */
type Refusals = Readonly<Record<string, string>>;

/** Where the outcome goes, the usual place first. */
function placesFor(job: Job): readonly ResultPlace[] {
  const { channelId, threadTs } = placeOf(job);
  // Slack names every conversation of two with a D.
  const isDirect = channelId.startsWith('D');
  return [
    { name: 'the thread', target: { channelId, threadTs } },
    { name: isDirect ? 'the direct messages' : 'the channel', target: { channelId } },
    ...(isDirect ? [] : [{ name: 'direct messages' }]),
  ];
}

/** Tries one place after the other, each only when the one before is refused for good. */
export async function inFirstPlace<T>(
  job: Job,
  deps: { readonly call: SlackCalls; readonly log: Log },
  earlier: {
    readonly refused: Refusals;
    readonly note: (refused: Refusals) => Promise<void>;
  },
  post: (target: Target, refusedBefore: string | undefined) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const { call, log } = deps;
  let { refused } = earlier;
  for (const { name, target } of placesFor(job)) {
    if (name in refused) continue;
    try {
      const open = target ?? (await openDirect(call, job, signal));
      return await post(open, Object.values(refused)[0]);
    } catch (error) {
      // Direct messages need a scope of their own, without which the rest works.
      const isClosed = target === undefined && neededScopeOf(error) === 'im:write';
      if (isNotInstalled(error) || !(isPermanent(error) || isClosed)) throw error;
      tellOperator(log, placeOf(job).teamId, error);
      log.warn({ jobId: job.id, reason: `${name}: ${wordsOf(error)}` }, 'slack.place-refused');
      refused = { ...refused, [name]: wordsOf(error) };
      await earlier.note(refused);
    }
  }
  const reasons = Object.entries(refused).map((each) => each.join(': '));
  throw new PostError(`Slack took it nowhere (${reasons.join('; ')})`, { meaning: 'gone' });
}

/** By a call that may be repeated: a message to a person's id would be posted twice after a crash. */
async function openDirect(call: SlackCalls, job: Job, signal: AbortSignal): Promise<Target> {
  const { teamId } = placeOf(job);
  const { channel } = await call(
    teamId,
    'conversations.open',
    (client) => client.conversations.open({ users: userIdOf(job.person) }),
    signal,
  );
  if (channel?.id === undefined) {
    throw new PostError('Slack named no direct messages', { meaning: 'busy' });
  }
  return { channelId: channel.id };
}
