import { describe, expect, it } from 'vitest';
import type { Job, ReadyFile } from '../../../src/jobs/job.ts';
import { createDrafts } from '../../../src/surfaces/web/thread/drafts.ts';
import { aJob } from '../../support/a-job.ts';
import { allOf } from '../../support/all-of.ts';
import { createInMemoryDocuments } from '../../support/in-memory-documents.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const CLIP = { facts: { format: 'mp3', seconds: 10, bytes: 160_000 } } as const;
const PORTRAIT = { width: 800, height: 1_000, bytes: 200_000 };

/** Drafts of one run after another, with the bytes that are kept. */
function setUp() {
  const documents = createInMemoryDocuments('web-draft');
  const clock = createManualClock();
  const bytes = new Set<string>();
  const jobs: Job[] = [];
  const start = () =>
    createDrafts({
      ...{ documents, clock },
      desk: { recentOf: async () => jobs },
      uploads: { remove: async (id) => void bytes.delete(id) },
    });
  const keep = async (uploadId: string): Promise<ReadyFile<typeof PORTRAIT>> => {
    bytes.add(uploadId);
    return { kind: 'ready', blob: `${uploadId}/portrait.jpg`, name: 'me.png', facts: PORTRAIT };
  };
  const documentCount = async () => (await allOf(documents.entries())).length;
  return { clock, bytes, jobs, start, keep, documentCount };
}

/** A job as it was asked for with this file, whose bytes it has not copied yet. */
function jobWith(portrait: ReadyFile): Job {
  const { sources, ...job } = aJob('web-ada-message0001');
  return { ...job, sources: { ...sources, portrait } };
}

const never = new Promise<never>(() => undefined);

describe('the bytes of an upload', () => {
  it('that was under way when the process died are gone after the next start', async () => {
    const { bytes, start, keep, documentCount } = setUp();
    await new Promise<void>((reached) => {
      void start().upload('ada', 'portrait', async (id) => {
        await keep(id);
        reached();
        return never;
      });
    });
    expect(bytes.size).toBe(1);
    await start().sweep();
    expect(bytes.size).toBe(0);
    expect(await documentCount()).toBe(0);
  });

  it('under way are left alone by the sweep', async () => {
    const { bytes, start, keep } = setUp();
    const drafts = start();
    await drafts.upload('ada', 'portrait', async (id) => {
      const file = await keep(id);
      await drafts.sweep();
      return file;
    });
    expect(bytes.size).toBe(1);
    expect(await drafts.get('ada')).toHaveProperty('portrait');
  });

  it('stay while a job has no copy, and go when it has', async () => {
    const { bytes, jobs, start, keep, documentCount } = setUp();
    const drafts = start();
    const draft = await drafts.upload('ada', 'portrait', keep);
    const job = jobWith(draft.portrait?.file as ReadyFile);
    await drafts.send('ada', async () => {
      jobs.push(job);
      return job;
    });
    expect(await drafts.get('ada')).toEqual({});
    expect(bytes.size).toBe(1);
    jobs[0] = { ...job, portrait: PORTRAIT };
    await drafts.tidy('ada');
    expect(bytes.size).toBe(0);
    expect(await documentCount()).toBe(0);
  });

  it('go as well when the job has its copy before the draft is emptied', async () => {
    const { bytes, jobs, start, keep, documentCount } = setUp();
    const drafts = start();
    await drafts.upload('ada', 'portrait', keep);
    await drafts.send('ada', async ({ portrait }) => {
      jobs.push({ ...jobWith(portrait?.file as ReadyFile), portrait: PORTRAIT });
      await drafts.tidy('ada');
      return jobs[0] as Job;
    });
    expect(bytes.size).toBe(0);
    expect(await documentCount()).toBe(0);
  });

  it('are in no second job, though nobody has swept since the process died', async () => {
    const { jobs, start, keep } = setUp();
    const draft = await start().upload('ada', 'portrait', keep);
    const job = jobWith(draft.portrait?.file as ReadyFile);
    jobs.push(job);
    const sent: string[][] = [];
    await start().send('ada', async (left) => {
      sent.push(Object.keys(left));
      return job;
    });
    expect(sent).toEqual([[]]);
  });

  it('are not sent a second time when the process died before the draft was emptied', async () => {
    const { jobs, start, keep } = setUp();
    const before = start();
    const clip = { ...CLIP, kind: 'ready', blob: 'sample-voice/clip', name: 'voice' } as const;
    await before.choose('ada', 'clip', clip);
    const draft = await before.upload('ada', 'portrait', keep);
    jobs.push(jobWith(draft.portrait?.file as ReadyFile));
    const drafts = start();
    await drafts.sweep();
    expect(Object.keys(await drafts.get('ada'))).toEqual(['clip']);
  });

  it('stay for a job that is being asked for while another file takes their place', async () => {
    const { bytes, jobs, start, keep } = setUp();
    const drafts = start();
    await drafts.upload('ada', 'portrait', keep);
    await drafts.send('ada', async ({ portrait }) => {
      await drafts.upload('ada', 'portrait', keep);
      expect(bytes.size).toBe(2);
      const job = jobWith(portrait?.file as ReadyFile);
      jobs.push(job);
      return job;
    });
    // The new one is for the next request.
    expect(await drafts.get('ada')).toHaveProperty('portrait');
    expect(bytes.size).toBe(2);
  });

  it('go, and the document with them, when nobody comes back within a day', async () => {
    const { clock, bytes, start, keep, documentCount } = setUp();
    const drafts = start();
    await drafts.upload('ada', 'portrait', keep);
    clock.advance(22 * 3_600_000);
    await drafts.sweep();
    expect(bytes.size).toBe(1);
    clock.advance(2 * 3_600_000);
    expect(await drafts.get('ada')).toEqual({});
    await drafts.sweep();
    expect(bytes.size).toBe(0);
    expect(await documentCount()).toBe(0);
  });
});
