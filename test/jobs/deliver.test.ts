import { describe, expect, it } from 'vitest';
import { PostError } from '../../src/jobs/contracts.ts';
import { type Job, toJobId } from '../../src/jobs/job.ts';
import { aJob, aRequest, STATES } from '../support/a-job.ts';
import { createWorld, untilJob, type World } from '../support/world.ts';

const ID = toJobId('web-1');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const isDone = ({ state }: Job) => state.kind === 'done';

async function ask(world: World): Promise<void> {
  const bot = await world.start();
  await bot.desk.accept(aRequest(ID));
}

/** A job that was asked for and comes to its end. */
async function runJob(world: World): Promise<Job> {
  await ask(world);
  return untilJob(world, ID, isDone);
}

/** Refuses the first posts. */
function refusePosts(world: World, times: number, error: () => Error): void {
  let left = times;
  world.thread.trouble = (call) => {
    if (call !== 'postVideo' && call !== 'postNotice') return;
    left -= 1;
    if (left >= 0) throw error();
  };
}

describe('the video', () => {
  it('comes into the thread with its length, its price and the job', async () => {
    const world = createWorld();
    const job = await runJob(world);
    expect(job.state).toMatchObject({ delivery: { kind: 'posted' } });
    expect(world.thread.posts).toHaveLength(1);
    expect(world.thread.posts[0]?.text).toMatch(/10\.0 s.*4 units.*web-1/);
  });

  it('is not posted again when somebody else has posted it meanwhile', async () => {
    const world = createWorld();
    await world.thread.postVideo(
      aJob(ID),
      'file',
      'from another life',
      new AbortController().signal,
    );
    const job = await runJob(world);
    expect(job.state).toMatchObject({ delivery: { receipt: { address: 'post-1' } } });
    expect(world.thread.videosOf(ID)).toHaveLength(1);
  });

  it('is posted when the thread is busy for a while, and no sooner than it asked', async () => {
    const world = createWorld();
    refusePosts(world, 3, () => {
      return new PostError('slow down', { meaning: 'busy', retryAfterMs: 90_000 });
    });
    const posted = await runJob(world);
    if (posted.state.kind !== 'done') throw new Error('It is not done');
    expect(world.thread.videosOf(ID)).toHaveLength(1);
    expect(posted.state.at - posted.acceptedAt).toBeGreaterThan(270_000);
  });

  it('is given up when the thread takes nothing for a day, and kept', async () => {
    const world = createWorld();
    refusePosts(world, Number.POSITIVE_INFINITY, () => {
      return new PostError('try later', { meaning: 'busy' });
    });
    await ask(world);
    await world.clock.advance(HOUR_MS);
    expect(world.job(ID)?.state.kind).toBe('delivering');
    expect(world.log.count('job.delivery-failed')).toBeLessThan(100);
    await world.clock.skip(23 * HOUR_MS);
    const job = await untilJob(world, ID, isDone);
    expect(job.state).toMatchObject({
      delivery: { kind: 'undeliverable', keptUntil: world.clock.now() + 30 * DAY_MS },
    });
    expect(world.blobs.keys.has('web-1/video.mp4')).toBe(true);
  });

  it('is kept when the thread is gone, and nobody is bothered again', async () => {
    const world = createWorld();
    refusePosts(world, 1, () => new PostError('unknown channel', { meaning: 'gone' }));
    const job = await runJob(world);
    expect(job.state).toMatchObject({
      delivery: {
        ...{ kind: 'undeliverable', why: 'unknown channel' },
        keptUntil: world.clock.now() + 30 * DAY_MS,
      },
    });
    await world.clock.advance(HOUR_MS);
    expect(world.thread.posts).toEqual([]);
  });

  it('holds no slot while it waits to be posted', async () => {
    const world = createWorld({ slots: 1 });
    world.thread.trouble = (call, jobId) => {
      if (call === 'postVideo' && jobId === ID) throw new PostError('later', { meaning: 'busy' });
    };
    const bot = await world.start();
    await bot.desk.accept(aRequest(ID));
    await bot.desk.accept(aRequest('web-2'));
    await untilJob(world, toJobId('web-2'), isDone, 600_000);
    expect(world.job(ID)?.state.kind).toBe('delivering');
  });

  it('is posted after a conversion that outlasted the claim', async () => {
    const world = createWorld();
    world.thread.statedMaxBytes = 2_000_000;
    const { fitVideo } = world.media;
    world.media.fitVideo = async (...args) => {
      await world.clock.sleep(900_000);
      return fitVideo(...args);
    };
    await runJob(world);
    expect(world.thread.videosOf(ID)).toHaveLength(1);
  });
});

describe('a place with an upload limit', () => {
  it('gets a video of exactly that size as it is', async () => {
    const world = createWorld();
    world.thread.statedMaxBytes = world.media.video.bytes;
    await runJob(world);
    expect(world.media.calls).not.toContain('fitVideo');
    expect(world.thread.videosOf(ID)).toHaveLength(1);
  });

  it('gets a smaller copy of a video that is one byte larger, with a word about it', async () => {
    const world = createWorld();
    world.thread.statedMaxBytes = world.media.video.bytes - 1;
    await runJob(world);
    expect(world.media.calls.filter((call) => call === 'fitVideo')).toHaveLength(1);
    expect(world.thread.posts[0]?.text).toContain('this is a copy');
  });

  it('that takes less than it said gets a copy half as large', async () => {
    const world = createWorld();
    world.thread.realMaxBytes = 2_500_000;
    await runJob(world);
    expect(world.thread.videosOf(ID).map(({ bytes }) => bytes)).toEqual([2_000_000]);
  });

  it('that tells how much it takes gets a copy of that size, not a smaller one', async () => {
    const world = createWorld();
    world.thread.realMaxBytes = 3_500_000;
    world.thread.tellsMaxBytes = true;
    await runJob(world);
    expect(world.thread.videosOf(ID).map(({ bytes }) => bytes)).toEqual([3_500_000]);
  });

  it('that refuses even what it said that it takes gets a copy half as large', async () => {
    const world = createWorld();
    let refusals = 0;
    world.thread.trouble = (call) => {
      if (call !== 'postVideo' || refusals === 2) return;
      refusals += 1;
      throw new PostError('too large', { meaning: 'too-large', maxBytes: 4_000_000 });
    };
    await runJob(world);
    expect(world.thread.videosOf(ID).map(({ bytes }) => bytes)).toEqual([1_000_000]);
  });

  it('that takes nothing worth watching gets a word with both sizes, once', async () => {
    const world = createWorld();
    world.thread.realMaxBytes = 100_000;
    const job = await runJob(world);
    expect(world.thread.videosOf(ID)).toEqual([]);
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
    expect(world.thread.posts[0]?.text).toMatch(/4\.0 MB.*only/);
    expect(job.state).toMatchObject({
      outcome: { kind: 'video' },
      delivery: { kind: 'posted', receipt: { kind: 'notice' } },
    });
  });

  it('that takes no copy hears until when the video is kept, and how to get it', async () => {
    const world = createWorld();
    world.thread.realMaxBytes = 100_000;
    await runJob(world);
    expect(world.thread.posts[0]?.text).toMatch(/until 2026-12-22.*status command/);
    expect(world.thread.posts[0]?.text).not.toContain('undefined');
  });

  it('that takes no copy gets the link to the video, where the bot can be reached', async () => {
    const world = createWorld({ linkOf: ({ id }) => `https://bot.example/videos/${id}/t.mp4` });
    world.thread.statedMaxBytes = 400_000;
    await runJob(world);
    const text = world.thread.posts[0]?.text;
    expect(text).toMatch(/until 2026-12-22: https:\/\/bot\.example\/videos\/web-1\/t\.mp4/);
    expect(JSON.stringify(world.log.lines)).not.toContain('t.mp4');
  });

  it('that takes the video gets no link beside it', async () => {
    const world = createWorld({ linkOf: () => 'https://bot.example/videos/web-1/t.mp4' });
    await runJob(world);
    expect(world.thread.posts[0]?.text).not.toContain('bot.example');
  });

  it('for which no copy can be made gets a word with both sizes', async () => {
    const world = createWorld();
    world.thread.statedMaxBytes = 400_000;
    await runJob(world);
    expect(world.thread.posts[0]?.text).toMatch(/4\.0 MB.*400 kB/);
  });
});

describe('a place that takes no videos', () => {
  const forbidUploads = (world: World, notice: () => void = () => undefined) => {
    world.thread.trouble = (call) => {
      if (call === 'postVideo') throw new PostError('forbidden', { meaning: 'no-uploads' });
      if (call === 'postNotice') notice();
    };
  };

  it('gets a word that the video is ready, until when it is kept, and how to get it', async () => {
    const world = createWorld();
    forbidUploads(world);
    const job = await runJob(world);
    expect(world.thread.posts).toHaveLength(1);
    expect(world.thread.posts[0]?.text).toMatch(
      /ready.*uploading videos is switched off here.*until 2026-12-22.*status command.*web-1/,
    );
    expect(job.state).toMatchObject({
      outcome: { kind: 'video' },
      delivery: { kind: 'posted', receipt: { kind: 'notice' } },
    });
    expect(world.blobs.keys.has('web-1/video.mp4')).toBe(true);
  });

  it('gets the link to the video, where the bot can be reached', async () => {
    const world = createWorld({ linkOf: ({ id }) => `https://bot.example/videos/${id}/t.mp4` });
    forbidUploads(world);
    await runJob(world);
    const text = world.thread.posts[0]?.text;
    expect(text).toMatch(/until 2026-12-22: https:\/\/bot\.example\/videos\/web-1\/t\.mp4/);
    expect(JSON.stringify(world.log.lines)).not.toContain('t.mp4');
  });

  it('gets the word for a copy that would fit, too', async () => {
    const world = createWorld();
    world.thread.statedMaxBytes = 2_000_000;
    forbidUploads(world);
    await runJob(world);
    expect(world.thread.posts[0]?.text).toContain('switched off here');
  });

  it('gets the word once, however often it was too busy for it', async () => {
    const world = createWorld();
    let refusals = 3;
    forbidUploads(world, () => {
      refusals -= 1;
      if (refusals >= 0) throw new PostError('later', { meaning: 'busy' });
    });
    await runJob(world);
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });

  it('and no words either leaves the video kept', async () => {
    const world = createWorld();
    forbidUploads(world, () => {
      throw new PostError('no channel', { meaning: 'gone' });
    });
    const job = await runJob(world);
    expect(world.thread.posts).toEqual([]);
    expect(job.state).toMatchObject({
      delivery: { kind: 'undeliverable', why: 'no channel' },
    });
    expect(world.blobs.keys.has('web-1/video.mp4')).toBe(true);
  });
});

describe('a video whose stored file is gone', () => {
  it('ends the job with a word to the person', async () => {
    const world = createWorld();
    await world.records.create(aJob(ID, 'delivering', { state: STATES.delivering }));
    await world.start();
    await untilJob(world, ID, isDone);
    expect(world.thread.noticesOf(ID)).toHaveLength(1);
  });
});
