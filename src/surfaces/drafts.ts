import type { Clock } from '../clock.ts';
import type { Documents } from '../jobs/contracts.ts';
import type { Attachment, Mode } from '../jobs/job.ts';

/** A request that lacks its picture or its voice still. */
export interface Draft {
  readonly portrait?: Attachment;
  readonly clip?: Attachment;
  readonly prompt?: string;
  readonly mode?: Mode;
}

interface Kept {
  readonly draft: Draft;
  readonly at: number;
}

/** Discord's links to files die after a day, and with them what was begun; nobody waits longer. */
const KEPT_MS = 23 * 3_600_000;

/** Unfinished requests: they outlive the process, as the question does that waits in the chat. */
export interface Drafts {
  get(key: string): Promise<Draft | undefined>;
  set(key: string, draft: Draft): Promise<void>;
  delete(key: string): Promise<void>;
  /** Forgets those that nobody has finished in time. */
  sweep(): Promise<void>;
}

export function createDrafts(documents: Documents, clock: Clock): Drafts {
  const isOld = ({ at }: Kept) => clock.now() - at > KEPT_MS;
  return {
    get: async (key) => {
      const kept = await documents.get<Kept>(key);
      return kept === undefined || isOld(kept) ? undefined : kept.draft;
    },
    set: (key, draft) => documents.set<Kept>(key, { draft, at: clock.now() }),
    delete: (key) => documents.delete(key),
    sweep: async () => {
      const old: string[] = [];
      for await (const [key, kept] of documents.entries<Kept>()) if (isOld(kept)) old.push(key);
      for (const key of old) await documents.delete(key);
    },
  };
}
