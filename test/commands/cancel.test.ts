import { describe, expect, it } from 'vitest';
import { toJobId } from '../../src/jobs/job.ts';
import { createWorld, untilJob } from '../support/world.ts';
import { ada, afterAsking, files, ID, isDone, say } from './ask.ts';

describe('cancel', () => {
  it('says that nothing was paid while the job waits', async () => {
    const { world, bot } = await afterAsking();
    const reply = await say(bot.desk, ada, 'cancel');
    expect(reply).toMatchObject({ ok: true, job: { id: ID } });
    expect(reply.text).toContain('Nothing was paid');
    await untilJob(world, ID, isDone);
    expect(world.maker.charges.size).toBe(0);
  });

  it('says what is spent when Kling has begun', async () => {
    const { world, bot } = await afterAsking();
    await untilJob(world, ID, ({ state }) => state.kind === 'rendering');
    const reply = await say(bot.desk, ada, 'cancel', { jobId: ID });
    expect(reply.text).toContain('4 units ($0.56) are spent');
  });

  it('says that nothing was paid where it is a preview, though it had begun', async () => {
    const { world, bot } = await afterAsking(ID, createWorld({ isPreview: true }));
    await untilJob(world, ID, ({ state }) => state.kind === 'rendering');
    const reply = await say(bot.desk, ada, 'cancel', { jobId: ID });
    expect(reply.text).toContain('Nothing was paid');
  });

  it('says that a job has ended, and that there is nothing to cancel', async () => {
    const { world, bot } = await afterAsking();
    await untilJob(world, ID, isDone);
    const named = await say(bot.desk, ada, 'cancel', { jobId: ID });
    const latest = await say(bot.desk, ada, 'cancel');
    expect(named).toMatchObject({ ok: false });
    expect(named.text).toContain('already ended');
    expect(latest.text).toContain('no running job');
  });

  it('takes the latest job that still runs', async () => {
    const { world, bot } = await afterAsking();
    await untilJob(world, ID, isDone);
    world.maker.ending = 'never';
    for (const id of ['web-2', 'web-3']) {
      await say(bot.desk, ada, 'avatar', { newJobId: toJobId(id), ...files });
    }
    await say(bot.desk, ada, 'cancel', { jobId: 'web-3' });
    await untilJob(world, toJobId('web-3'), isDone);
    expect((await say(bot.desk, ada, 'cancel')).job?.id).toBe('web-2');
  });
});
