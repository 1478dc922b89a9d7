import { expect, it } from 'vitest';
import type { Documents } from '../../../src/jobs/contracts.ts';
import type { Job, PortraitFacts, ReadyFile } from '../../../src/jobs/job.ts';
import { createDrafts, type Drafts } from '../../../src/surfaces/web/thread/drafts.ts';
import { aJob } from '../../support/a-job.ts';
import { createInMemoryDocuments } from '../../support/in-memory-documents.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const FACTS = { width: 800, height: 1_000, bytes: 200_000 };
const DEAD = new Error('The process has died');

type Moment = 'before' | 'after';

/** What is on the disk: documents, bytes and jobs. Each change of it is a moment to die at. */
function createDisk() {
  const stored = createInMemoryDocuments('web-draft');
  const bytes = new Set<string>();
  const jobs: Job[] = [];
  let changes = 0;
  let dies: { readonly at: number; readonly moment: Moment } | undefined;

  async function change<T>(work: () => Promise<T>): Promise<T> {
    changes += 1;
    if (dies !== undefined && changes > dies.at) throw DEAD;
    if (dies?.at === changes && dies.moment === 'before') throw DEAD;
    const done = await work();
    if (dies?.at === changes) throw DEAD;
    return done;
  }

  const documents: Documents = {
    ...stored,
    set: (id, value) => change(() => stored.set(id, value)),
    delete: (id) => change(() => stored.delete(id)),
  };
  return {
    ...{ documents, bytes, jobs, change },
    changes: () => changes,
    dieAt: (at: number, moment: Moment) => {
      dies = { at, moment };
    },
    live: () => {
      dies = undefined;
    },
  };
}

type Disk = ReturnType<typeof createDisk>;

function startOn({ documents, jobs, bytes, change }: Disk): Drafts {
  return createDrafts({
    ...{ documents, clock: createManualClock() },
    desk: { recentOf: async () => [...jobs] },
    uploads: { remove: (id) => change(async () => void bytes.delete(id)) },
  });
}

/** A picture is uploaded, another takes its place, becomes a job, and the job makes its copy. */
async function live(disk: Disk): Promise<void> {
  const { bytes, jobs, change } = disk;
  const drafts = startOn(disk);
  const keep = async (id: string): Promise<ReadyFile<PortraitFacts>> => {
    await change(async () => void bytes.add(id));
    return { kind: 'ready', blob: `${id}/portrait.jpg`, name: 'me.png', facts: FACTS };
  };
  await drafts.upload('ada', 'portrait', keep);
  await drafts.upload('ada', 'portrait', keep);
  const job = await drafts.send('ada', async ({ portrait }) => {
    const { sources, ...rest } = aJob('web-ada-message0001');
    const made = { ...rest, sources: { ...sources, portrait: portrait?.file as ReadyFile } };
    await change(async () => void jobs.push(made));
    return made;
  });
  await drafts.upload('ada', 'portrait', keep);
  await change(async () => {
    jobs[0] = { ...job, portrait: FACTS };
  });
  await drafts.tidy('ada');
  await drafts.remove('ada', 'portrait');
}

/** Uploads that the draft or a job without copies of its own counts on. */
async function needed(disk: Disk): Promise<string[]> {
  const { portrait } = await startOn(disk).get('ada');
  const waiting = disk.jobs.filter((job) => job.portrait === undefined);
  const files = [portrait?.file, ...waiting.map(({ sources }) => sources.portrait)];
  return files.flatMap((file) => (file?.kind === 'ready' ? [file.blob.split('/')[0] ?? ''] : []));
}

it('keeps the bytes that are needed and no others, wherever the process dies', async () => {
  const whole = createDisk();
  await live(whole);
  expect(whole.bytes.size).toBe(0);
  for (let at = 1; at <= whole.changes(); at += 1) {
    for (const moment of ['before', 'after'] as const) {
      const disk = createDisk();
      disk.dieAt(at, moment);
      await expect(live(disk)).rejects.toBe(DEAD);
      disk.live();
      await startOn(disk).sweep();
      expect([...disk.bytes].sort(), `${moment} change ${at}`).toEqual((await needed(disk)).sort());
    }
  }
});
