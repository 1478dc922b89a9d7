import type { Clock } from '../../../clock.ts';
import { createInOrder } from '../../../in-order.ts';
import type { Documents } from '../../../jobs/contracts.ts';
import type { JobId } from '../../../jobs/job.ts';
import { type Heard, keyOf } from './heard.ts';

/** The bot's own message that was posted for a request by form. */
export interface Opening {
  readonly channelId: string;
  readonly ts: string;
}

/** What was found out on the way, and is not to be found out differently at another try. */
export interface Notes {
  readonly opening?: Opening;
  /** The job that is meant by a command which names none. */
  readonly jobId?: JobId;
}

interface Kept extends Notes {
  readonly at: number;
  /** Absent once it has been dealt with. */
  readonly heard?: Heard;
  readonly isBegun?: boolean;
}

/** Slack delivers again for an hour at most, and people edit what they have just said. */
const REMEMBERED_MS = 2 * 86_400_000;
/** What could not be dealt with for so long is not waited for any more. */
const GIVE_UP_MS = 86_400_000;

/** How it stands with what was heard. */
export interface Dealing {
  /** It has been begun before, in this run or an earlier one: what it did may be there already. */
  readonly isAgain: boolean;
  /** When it was heard first, ms since epoch. */
  readonly since: number;
  readonly notes: Notes;
  remember(notes: Notes): Promise<void>;
}

export type Work = (dealing: Dealing) => Promise<void>;

/**
 * What people have asked for, from before Slack is told that it has arrived until it is dealt with: in
 * between the process may die, and Slack would not say it again. What is done is remembered for a
 * while, since the same comes several times: redelivered, as two kinds of events, edited.
 */
export interface Inbox {
  /** The same again changes nothing. */
  keep(heard: Heard): Promise<void>;
  /** Runs `work` unless it has been done; it is done when `work` resolves. */
  deal(heard: Heard, work: Work): Promise<void>;
  /** What is kept and neither done nor being dealt with, in the order in which it was heard. */
  leftOver(): Promise<Heard[]>;
  /** Forgets what is too old to come again; resolves with what could not be dealt with. */
  sweep(): Promise<Heard[]>;
}

export function createInbox(documents: Documents, clock: Clock): Inbox {
  const inOrder = createInOrder();
  const busy = new Set<string>();
  /** Not dealt with, of this run and, once they have been read, of earlier ones. */
  const open = new Map<string, { readonly heard: Heard; readonly at: number }>();
  let earlierAreRead = false;

  async function keep(heard: Heard): Promise<Kept> {
    const known = await documents.get<Kept>(keyOf(heard));
    if (known !== undefined) return known;
    const kept: Kept = { at: clock.now(), heard };
    open.set(keyOf(heard), { heard, at: kept.at });
    await documents.set(keyOf(heard), kept);
    return kept;
  }

  async function readEarlier(): Promise<void> {
    for await (const [key, { heard, at }] of documents.entries<Kept>()) {
      if (heard !== undefined) open.set(key, { heard, at });
    }
    earlierAreRead = true;
  }

  async function dealOnce(heard: Heard, work: Work): Promise<void> {
    const key = keyOf(heard);
    const kept = await keep(heard);
    if (kept.heard === undefined) {
      open.delete(key);
      return;
    }
    let begun: Kept = { ...kept, isBegun: true };
    await documents.set(key, begun);
    await work({
      isAgain: kept.isBegun === true,
      since: kept.at,
      notes: kept,
      remember: async (notes) => {
        begun = { ...begun, ...notes };
        await documents.set(key, begun);
      },
    });
    await documents.set<Kept>(key, { at: kept.at });
    open.delete(key);
  }

  async function sweep(): Promise<Heard[]> {
    const since = clock.now() - REMEMBERED_MS;
    const over: (readonly [key: string, kept: Kept])[] = [];
    for await (const entry of documents.entries<Kept>()) if (entry[1].at < since) over.push(entry);
    for (const [key] of over) {
      await documents.delete(key);
      open.delete(key);
    }
    return over.flatMap(([, { heard }]) => heard ?? []);
  }

  return {
    keep: async (heard) => {
      // Not after what is being done with it, because Slack waits.
      await inOrder(`keep-${keyOf(heard)}`, () => keep(heard));
    },
    deal: async (heard, work) => {
      const key = keyOf(heard);
      busy.add(key);
      await inOrder(key, () => dealOnce(heard, work)).finally(() => busy.delete(key));
    },
    leftOver: async () => {
      if (!earlierAreRead) await readEarlier();
      const since = clock.now() - GIVE_UP_MS;
      const left = [...open].filter(([key, { at }]) => !busy.has(key) && at >= since);
      return left
        .map(([, each]) => each)
        .toSorted((one, other) => one.at - other.at)
        .map(({ heard }) => heard);
    },
    sweep,
  };
}
