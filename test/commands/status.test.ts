import { describe, expect, it } from 'vitest';
import { toJobId } from '../../src/jobs/job.ts';
import { untilJob } from '../support/world.ts';
import { ada, afterAsking, eve, files, ID, isDone, say } from './ask.ts';

describe('status', () => {
  it('tells of the latest job, or of the named one', async () => {
    const { world, bot } = await afterAsking();
    await untilJob(world, ID, isDone);
    await say(bot.desk, ada, 'avatar', { newJobId: toJobId('web-2'), ...files });
    expect((await say(bot.desk, ada, 'status')).text).toMatch(/^web-2: Checking/);
    expect((await say(bot.desk, ada, 'status', { jobId: ID })).text).toMatch(/^web-1: video of/);
  });

  it('says that there is none', async () => {
    const { bot } = await afterAsking();
    expect(await say(bot.desk, eve, 'status')).toMatchObject({ ok: false });
  });
});
