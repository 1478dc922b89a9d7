import { describe, expect, it } from 'vitest';
import type { ReadyFile } from '../../src/jobs/job.ts';
import { ProblemError } from '../../src/jobs/problem.ts';
import { aRequest } from '../support/a-job.ts';
import { createWorld, untilJob } from '../support/world.ts';

const calm = new AbortController().signal;
const PICTURE = { file: '/tmp/me.heic', name: 'me.heic' };
const VOICE = { file: '/tmp/hello.webm', name: 'hello.webm' };

async function open() {
  const world = createWorld();
  const bot = await world.start();
  const { uploads, desk, lendPart } = bot;
  const takeBoth = async () => ({
    portrait: await uploads.takePortrait('upload-1', PICTURE, calm),
    clip: await uploads.takeClip('upload-2', VOICE, calm),
  });
  return { world, bot, uploads, desk, lendPart, takeBoth };
}

describe('a file that is uploaded ahead', () => {
  it('is looked at at once, and kept as Kling will get it', async () => {
    const { world, takeBoth } = await open();
    const { portrait, clip } = await takeBoth();
    expect(portrait).toMatchObject({ kind: 'ready', name: 'me.heic', facts: world.media.portrait });
    expect(clip).toMatchObject({ kind: 'ready', name: 'hello.webm', facts: world.media.clip });
    expect([...world.blobs.keys]).toEqual(['upload-1/portrait.jpg', 'upload-2/clip']);
  });

  it('that cannot be used is refused with its problem, and nothing of it stays', async () => {
    const { world, uploads } = await open();
    world.media.trouble = () => {
      throw new ProblemError({ code: 'clip/silent', peakDb: -80, minPeakDb: -50 });
    };
    const taking = uploads.takeClip('upload-2', VOICE, calm);
    await expect(taking).rejects.toMatchObject({ problem: { code: 'clip/silent' } });
    expect(world.blobs.keys.size).toBe(0);
  });

  it('becomes a video without being converted again', async () => {
    const { world, desk, takeBoth } = await open();
    const { job } = await desk.accept(aRequest('web-1', await takeBoth()));
    const done = await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    expect(done.state).toMatchObject({ outcome: { kind: 'video' } });
    expect(world.media.calls.filter((call) => call.startsWith('prepare'))).toHaveLength(2);
    expect(done.clip).toEqual(world.media.clip);
  });

  it('may go once the job has copied it', async () => {
    const { world, desk, uploads, takeBoth } = await open();
    const { job } = await desk.accept(aRequest('web-1', await takeBoth()));
    await untilJob(world, job.id, ({ state }) => state.kind !== 'received');
    for (const id of ['upload-1', 'upload-2']) await uploads.remove(id);
    const done = await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    expect(done.state).toMatchObject({ outcome: { kind: 'video' } });
  });

  it('that has gone before its job began is told as missing, and costs nothing', async () => {
    const { world, desk, uploads, takeBoth } = await open();
    const files = await takeBoth();
    await uploads.remove('upload-2');
    const { job } = await desk.accept(aRequest('web-1', files));
    const done = await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    expect(done.state).toMatchObject({
      outcome: { problem: { code: 'source/missing', part: 'clip' } },
    });
    expect(done.units).toBe(0);
  });

  it('is forgotten with its name when its job is deleted', async () => {
    const { world, desk, takeBoth } = await open();
    const { job } = await desk.accept(aRequest('web-1', await takeBoth()));
    const done = await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    const deleted = await desk.delete(done);
    expect(JSON.stringify(deleted.sources)).not.toContain('me.heic');
    expect(JSON.stringify(deleted.sources)).not.toContain('upload-1');
  });
});

describe('the files of a job', () => {
  it('are lent for as long as they are kept', async () => {
    const { world, desk, lendPart, takeBoth } = await open();
    const { job } = await desk.accept(aRequest('web-1', await takeBoth()));
    const lend = (part: 'portrait' | 'clip', of = job) => lendPart(of, part, async () => part);
    expect(await lend('portrait')).toBeUndefined();
    const done = await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    expect(await lend('portrait', done)).toBe('portrait');
    expect(await lend('clip', done)).toBe('clip');
    expect(await lend('clip', await desk.delete(done))).toBeUndefined();
  });

  it('are lent to nobody when the file is gone', async () => {
    const { world, desk, lendPart, takeBoth } = await open();
    const { job } = await desk.accept(aRequest('web-1', await takeBoth()));
    const done = await untilJob(world, job.id, ({ state }) => state.kind === 'done');
    await world.blobs.removeJob(job.id);
    expect(await lendPart(done, 'clip', async () => 'clip')).toBeUndefined();
  });
});

it('lends what is kept of an upload, for the page to show', async () => {
  const { uploads, takeBoth } = await open();
  const { portrait } = await takeBoth();
  expect(await uploads.withFile(portrait, async () => 'shown')).toBe('shown');
  const lost: ReadyFile = { ...portrait, blob: 'upload-9/portrait.jpg' };
  await expect(uploads.withFile(lost, async () => 'shown')).rejects.toMatchObject({
    code: 'blob/missing',
  });
});
