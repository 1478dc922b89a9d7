import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/jobs/job.ts';
import { untilJob } from '../support/world.ts';
import { ada, afterAsking, eve, ID, isDone, moderator, say } from './ask.ts';

describe.each(['status', 'cancel', 'retry', 'delete'])('%s of a named job', (name) => {
  it('is refused where the job is somebody else’s, and changes nothing', async () => {
    const { world, bot } = await afterAsking();
    const reply = await say(bot.desk, eve, name, { jobId: ID });
    expect(reply).toMatchObject({ ok: false });
    expect(reply.text).toContain('somebody else');
    const job = await untilJob(world, ID, isDone);
    expect(job.state).toMatchObject({ outcome: { kind: 'video' } });
  });

  it('is refused to who moderates another place only', async () => {
    const { bot } = await afterAsking();
    const elsewhere = { ...eve, moderates: ({ thread }: Job) => thread.address === 'thread-2' };
    const reply = await say(bot.desk, elsewhere, name, { jobId: ID });
    expect(reply.text).toContain('somebody else');
  });

  it('is allowed to a moderator', async () => {
    const { world, bot } = await afterAsking();
    if (name === 'retry' || name === 'delete') await untilJob(world, ID, isDone);
    expect(await say(bot.desk, moderator, name, { jobId: ID })).toMatchObject({ ok: true });
  });

  it.each(['web-unknown', 'not an id', '../../x', ''])(
    'says that there is no %j',
    async (jobId) => {
      const { bot } = await afterAsking();
      const reply = await say(bot.desk, ada, name, { jobId });
      expect(reply).toMatchObject({ ok: false });
      expect(reply.text).toContain('There is no job');
    },
  );
});
