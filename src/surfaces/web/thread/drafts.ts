import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { createInOrder } from '../../../in-order.ts';
import type { Documents } from '../../../jobs/contracts.ts';
import type { Desk } from '../../../jobs/desk.ts';
import type { ClipFacts, Job, PortraitFacts, ReadyFile } from '../../../jobs/job.ts';
import type { Uploads } from '../../../jobs/uploads.ts';
import { SURFACE } from './person.ts';
import type { Part } from './wire.ts';

/** Nobody comes back to an unfinished request after a day. */
const KEPT_MS = 23 * 3_600_000;

/** What a visitor has chosen and not sent yet. */
export interface Draft {
  readonly portrait?: Chosen<PortraitFacts>;
  readonly clip?: Chosen<ClipFacts>;
}

export interface Chosen<Facts> {
  readonly file: ReadyFile<Facts>;
  /** Where the file is an upload of this visitor's own; absent for a sample. */
  readonly uploadId?: string;
  readonly at: number;
}

/** A draft, and every upload of that visitor that may have left bytes. */
interface Kept {
  readonly draft: Draft;
  readonly uploadIds: readonly string[];
}

const NOTHING: Kept = { draft: {}, uploadIds: [] };

/**
 * The drafts and the uploads behind them, one document per visitor. An upload is written down before
 * any of its bytes are kept, and stays so until they are gone, so no bytes are ever forgotten.
 */
export interface Drafts {
  get(personId: string): Promise<Draft>;
  /** Makes an upload and puts it into the draft; what was there before goes. */
  upload<P extends Part>(
    personId: string,
    part: P,
    make: (uploadId: string) => Promise<FileOf<P>>,
  ): Promise<Draft>;
  /** Puts a sample into the draft. */
  choose<P extends Part>(personId: string, part: P, file: FileOf<P>): Promise<Draft>;
  remove(personId: string, part: Part): Promise<Draft>;
  /**
   * Lends the draft to `use`, which makes a job of it, and takes out of it what the job was made from.
   * One after the other, so that no upload goes into two jobs.
   */
  send(personId: string, use: (draft: Draft) => Promise<Job>): Promise<Job>;
  /** Deletes the bytes that neither the draft nor a job needs. */
  tidy(personId: string): Promise<void>;
  /** The same for everybody. */
  sweep(): Promise<void>;
}

export type FileOf<P extends Part> = P extends 'portrait'
  ? ReadyFile<PortraitFacts>
  : ReadyFile<ClipFacts>;

export function createDrafts(deps: {
  readonly documents: Documents;
  readonly desk: Pick<Desk, 'recentOf'>;
  readonly uploads: Pick<Uploads, 'remove'>;
  readonly clock: Clock;
}): Drafts {
  const { documents, desk, uploads, clock } = deps;
  const inOrder = createInOrder();
  const oneByOne = createInOrder();
  /** Uploads that nothing on the disk speaks for yet: being made, or being made into a job. */
  const underWay = new Set<string>();

  const read = async (personId: string) => (await documents.get<Kept>(personId)) ?? NOTHING;

  function update(personId: string, change: (kept: Kept) => Kept): Promise<Kept> {
    return inOrder(personId, async () => {
      const next = change(await read(personId));
      await documents.set(personId, next);
      return next;
    });
  }

  async function whileUnderWay<T>(ids: readonly string[], work: () => Promise<T>): Promise<T> {
    for (const id of ids) underWay.add(id);
    try {
      return await work();
    } finally {
      for (const id of ids) underWay.delete(id);
    }
  }

  async function changeDraft(personId: string, change: (draft: Draft) => Draft): Promise<Draft> {
    const { draft } = await update(personId, (kept) => ({ ...kept, draft: change(kept.draft) }));
    await tidy(personId);
    return fresh(draft);
  }

  function tidy(personId: string): Promise<void> {
    return inOrder(personId, async () => {
      const kept = await documents.get<Kept>(personId);
      if (kept === undefined) return;
      const jobs = await desk.recentOf({ surface: SURFACE, id: personId });
      // A crash may have come between the job and the draft that it was made from.
      const draft = without(fresh(kept.draft), (chosen) => isSpent(chosen, jobs));
      const needed = new Set([...uploadsIn(draft), ...uploadsFor(jobs)]);
      const uploadIds = kept.uploadIds.filter((id) => needed.has(id) || underWay.has(id));
      const gone = kept.uploadIds.filter((id) => !uploadIds.includes(id));
      const isOver = isEmpty(draft) && uploadIds.length === 0;
      if (gone.length === 0 && isSame(draft, kept.draft) && !isOver) return;
      // Out of the draft first, for a draft whose bytes are gone would be sent in vain.
      await documents.set<Kept>(personId, { draft, uploadIds: kept.uploadIds });
      for (const id of gone) await uploads.remove(id);
      if (isOver) await documents.delete(personId);
      else await documents.set<Kept>(personId, { draft, uploadIds });
    });
  }

  function fresh(draft: Draft): Draft {
    return without(draft, ({ at }) => clock.now() - at > KEPT_MS);
  }

  return {
    get: async (personId) => fresh((await read(personId)).draft),
    upload: async (personId, part, make) => {
      const uploadId = `upload-${randomUUID()}`;
      try {
        return await whileUnderWay([uploadId], async () => {
          await update(personId, ({ draft, uploadIds }) => ({
            draft,
            uploadIds: [...uploadIds, uploadId],
          }));
          const chosen = { file: await make(uploadId), uploadId, at: clock.now() };
          return changeDraft(personId, (draft) => ({ ...draft, [part]: chosen }));
        });
      } catch (error) {
        // The sweep makes it good where that fails as well.
        await tidy(personId).catch(() => undefined);
        throw error;
      }
    },
    choose: (personId, part, file) =>
      changeDraft(personId, (draft) => ({ ...draft, [part]: { file, at: clock.now() } })),
    remove: (personId, part) =>
      changeDraft(personId, (draft) => without(draft, (_chosen, each) => each === part)),
    send: (personId, use) =>
      oneByOne(personId, async () => {
        // What an earlier run has made a job of may still be there.
        await tidy(personId);
        const draft = fresh((await read(personId)).draft);
        const job = await whileUnderWay(uploadsIn(draft), async () => {
          const made = await use(draft);
          const isIn = ({ file }: Chosen<unknown>) => usesBlob(made, file.blob);
          await update(personId, (kept) => ({ ...kept, draft: without(kept.draft, isIn) }));
          return made;
        });
        // Only now: the job may have its copies by this time, and nobody else looks before tomorrow.
        await tidy(personId);
        return job;
      }),
    tidy,
    sweep: async () => {
      const ids: string[] = [];
      for await (const [id] of documents.entries<Kept>()) ids.push(id);
      for (const id of ids) await tidy(id);
    },
  };
}

function without(
  { portrait, clip }: Draft,
  isOut: (chosen: Chosen<PortraitFacts | ClipFacts>, part: Part) => boolean,
): Draft {
  return {
    ...(portrait === undefined || isOut(portrait, 'portrait') ? {} : { portrait }),
    ...(clip === undefined || isOut(clip, 'clip') ? {} : { clip }),
  };
}

function isEmpty({ portrait, clip }: Draft): boolean {
  return portrait === undefined && clip === undefined;
}

function isSame(one: Draft, other: Draft): boolean {
  return one.portrait === other.portrait && one.clip === other.clip;
}

function uploadsIn({ portrait, clip }: Draft): string[] {
  return [portrait?.uploadId, clip?.uploadId].filter((id) => id !== undefined);
}

/** Those of jobs without copies of their own, which they need still: to go on, or to be tried again. */
function uploadsFor(jobs: readonly Job[]): string[] {
  const waiting = jobs.filter(({ portrait }) => portrait === undefined);
  return waiting.flatMap(({ sources }) =>
    [sources.portrait, sources.clip].flatMap((source) =>
      source.kind === 'ready' ? [source.blob.split('/')[0] ?? ''] : [],
    ),
  );
}

/** A sample may be chosen again and again; an upload is for one job. */
function isSpent({ uploadId, file }: Chosen<unknown>, jobs: readonly Job[]): boolean {
  return uploadId !== undefined && jobs.some((job) => usesBlob(job, file.blob));
}

function usesBlob({ sources }: Job, blob: string): boolean {
  return [sources.portrait, sources.clip].some(
    (source) => source.kind === 'ready' && source.blob === blob,
  );
}
