import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Job, toJobId } from '../../../src/jobs/job.ts';
import { lendByLink, openVideoLinks } from '../../../src/surfaces/web/video-links.ts';
import { aJob, NOON } from '../../support/a-job.ts';
import { createInMemoryDocuments } from '../../support/in-memory-documents.ts';
import { createWorld } from '../../support/world.ts';

const ID = toJobId('web-1');
const DONE = aJob(ID, 'done');

function openLinks(publicUrl: string | undefined = 'https://bot.example/base/') {
  return openVideoLinks({ publicUrl, settings: createInMemoryDocuments('settings') });
}

/** The two steps of a link's path that tell the job and the token. */
function stepsOf(link: string | undefined): { jobId: string; token: string } {
  const [jobId = '', file = ''] = new URL(link ?? '').pathname.split('/').slice(-2);
  return { jobId, token: file.replace(/\.mp4$/, '') };
}

/** A bot that has the video of `job`, and what its links lead to. */
async function openBot(job: Job) {
  const world = createWorld();
  await world.records.create(job);
  await world.blobs.save(`${job.id}/video.mp4`, '');
  const videoLinks = await openLinks();
  const { desk } = await world.start();
  const lend = lendByLink({ videoLinks, desk, signal: new AbortController().signal });
  const lent: Buffer[] = [];
  const open = (path: { jobId: string; token: string }) =>
    lend(path, async (file) => {
      lent.push(await readFile(file));
    });
  return { world, desk, lent, open, link: stepsOf(videoLinks.urlOf(job)) };
}

describe('a link to a kept video', () => {
  it('stands below the public address and reads back as its job', async () => {
    const links = await openLinks();
    const url = links.urlOf(DONE);
    expect(url).toMatch(/^https:\/\/bot\.example\/base\/videos\/web-1\/[\w-]{43}\.mp4$/);
    const { jobId, token } = stepsOf(url);
    expect(links.read(jobId, token)).toBe(ID);
  });

  it.each(['web-2', '../../etc', '', 'web-1/video'])('does not open %j', async (jobId) => {
    const links = await openLinks();
    expect(links.read(jobId, stepsOf(links.urlOf(DONE)).token)).toBeUndefined();
  });

  it('is given to nobody where the bot has no public address', async () => {
    const options = { publicUrl: undefined, settings: createInMemoryDocuments('settings') };
    const links = await openVideoLinks(options);
    expect(links.urlOf(DONE)).toBeUndefined();
    expect(links.read(ID, '')).toBeUndefined();
  });
});

describe('whoever opens a link', () => {
  it('gets the video', async () => {
    const { open, link, lent } = await openBot(DONE);
    expect(await open(link)).toBe(true);
    expect(lent).toHaveLength(1);
  });

  it('gets it in the moment after the link was posted, before the record says so', async () => {
    const { world, open, link } = await openBot(aJob(ID, 'rendering'));
    await world.records.record(aJob(ID), {
      ...{ kind: 'task-succeeded', at: NOON, videoUrl: 'https://v.example/1' },
    });
    await world.records.record(aJob(ID), {
      kind: 'video-stored',
      at: NOON,
      video: world.media.video,
    });
    expect(await open(link)).toBe(true);
  });

  it('with another token gets nothing', async () => {
    const { open, link, lent } = await openBot(DONE);
    expect(await open({ ...link, token: `${link.token.slice(1)}A` })).toBe(false);
    expect(await open({ ...link, token: '' })).toBe(false);
    expect(lent).toEqual([]);
  });

  it('of a job that is forgotten, or whose file is gone, gets nothing', async () => {
    const { world, open, link, lent } = await openBot(DONE);
    await world.blobs.removeJob(ID);
    expect(await open(link)).toBe(false);
    await world.records.remove(ID);
    expect(await open(link)).toBe(false);
    expect(lent).toEqual([]);
  });

  it('of a deleted job gets nothing, also when its file could not be removed', async () => {
    const { world, desk, open, link, lent } = await openBot(DONE);
    world.blobs.removeJob = async () => {
      throw new Error('the disk does not answer');
    };
    await expect(desk.delete(DONE)).rejects.toThrow('the disk');
    expect(world.blobs.keys.size).toBe(1);
    expect(await open(link)).toBe(false);
    expect(lent).toEqual([]);
  });
});
