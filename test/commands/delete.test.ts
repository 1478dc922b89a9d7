import { describe, expect, it } from 'vitest';
import { toJobId } from '../../src/jobs/job.ts';
import { createWorld, untilJob } from '../support/world.ts';
import { ada, afterAsking, files, ID, isDone, moderator, say } from './ask.ts';

/** A world in which ada has a video. */
async function afterTheEnd(world = createWorld()) {
  const { bot } = await afterAsking(ID, world);
  await untilJob(world, ID, isDone);
  return { world, bot };
}

describe('delete', () => {
  it('takes away the files, the prompt and the names, and says so', async () => {
    const { world, bot } = await afterTheEnd();
    expect(world.blobs.keys.size).toBe(3);
    const reply = await say(bot.desk, ada, 'delete', { jobId: ID });
    expect(reply).toMatchObject({ ok: true, job: { id: ID, deletedAt: world.clock.now() } });
    expect(reply.text).toContain('web-1 is deleted');
    expect(world.blobs.keys.size).toBe(0);
    expect(JSON.stringify(world.job(ID))).not.toMatch(/portrait\.bin|clip\.bin/);
    expect(world.job(ID)?.prompt).toBe('');
  });

  it('is refused while the job still runs, which comes to its end', async () => {
    const { world, bot } = await afterAsking();
    await untilJob(world, ID, ({ state }) => state.kind === 'rendering');
    const named = await say(bot.desk, ada, 'delete', { jobId: ID });
    expect(named).toMatchObject({ ok: false });
    expect(named.text).toContain('still running');
    expect((await say(bot.desk, ada, 'delete')).text).toContain('no ended job');
    await untilJob(world, ID, isDone);
    expect(world.thread.videosOf(ID)).toHaveLength(1);
  });

  it('means the latest ended job, and said twice still that one', async () => {
    const { world, bot } = await afterTheEnd();
    await say(bot.desk, ada, 'avatar', { newJobId: toJobId('web-2'), ...files });
    await untilJob(world, toJobId('web-2'), isDone);
    const replies = [await say(bot.desk, ada, 'delete'), await say(bot.desk, ada, 'delete')];
    expect(replies.map(({ ok, job }) => [ok, job?.id])).toEqual([
      [true, 'web-2'],
      [true, 'web-2'],
    ]);
    expect(world.job(ID)?.deletedAt).toBeUndefined();
    expect(world.blobs.keys.has('web-1/video.mp4')).toBe(true);
  });

  it('that the disk did not carry out is not passed off as done, and works the next time', async () => {
    const { world, bot } = await afterTheEnd();
    const { removeJob } = world.blobs;
    world.blobs.removeJob = async () => {
      throw new Error('the disk does not answer');
    };
    await expect(say(bot.desk, ada, 'delete')).rejects.toThrow('the disk');
    expect((await say(bot.desk, ada, 'status')).handsOver).toBe(false);
    world.blobs.removeJob = removeJob;
    await say(bot.desk, ada, 'delete');
    expect(world.blobs.keys.size).toBe(0);
  });

  it('by a moderator takes away somebody else’s', async () => {
    const { world, bot } = await afterTheEnd();
    expect(await say(bot.desk, moderator, 'delete', { jobId: ID })).toMatchObject({ ok: true });
    expect(world.blobs.keys.size).toBe(0);
  });
});

describe('a deleted job', () => {
  async function afterDeleting(world = createWorld()) {
    const { bot } = await afterTheEnd(world);
    await say(bot.desk, ada, 'delete');
    return { world, bot };
  }

  it('is deleted in the status, and not in the history', async () => {
    const { bot } = await afterDeleting();
    const status = await say(bot.desk, ada, 'status', { jobId: ID });
    expect(status).toMatchObject({ text: 'web-1: deleted', ok: true, handsOver: false });
    expect((await say(bot.desk, ada, 'history')).text).toContain('not asked');
  });

  it('cannot be tried again, nor cancelled', async () => {
    const { world, bot } = await afterDeleting();
    const named = await say(bot.desk, ada, 'retry', { jobId: ID, ...files });
    expect(named).toMatchObject({ ok: false });
    expect(named.text).toContain('was deleted');
    expect((await say(bot.desk, ada, 'retry')).text).toContain('no ended job');
    expect(await say(bot.desk, ada, 'cancel', { jobId: ID })).toMatchObject({ ok: false });
    expect(world.maker.tasks).toHaveLength(1);
  });

  it('still counts with what it cost, also after a restart', async () => {
    const world = createWorld({ limits: { dailyUnitsPerPerson: 4 } });
    const { bot } = await afterDeleting(world);
    await bot.stop();
    const again = await world.start();
    await say(again.desk, ada, 'avatar', { newJobId: toJobId('web-2'), ...files });
    const job = await untilJob(world, toJobId('web-2'), isDone);
    expect(job.state).toMatchObject({ outcome: { problem: { code: 'limit/person-units' } } });
  });
});
