import { describe, expect, it } from 'vitest';
import { toJobId } from '../../src/jobs/job.ts';
import { createWorld, untilJob } from '../support/world.ts';
import { ada, afterAsking, files, ID, isDone, moderator, say } from './ask.ts';

describe('retry', () => {
  it('makes another attempt at the latest ended job, with the changes that are asked for', async () => {
    const { world, bot } = await afterAsking();
    await untilJob(world, ID, isDone);
    const changes = { mode: 'pro', prompt: ' laughs ' } as const;
    const reply = await say(bot.desk, ada, 'retry', changes);
    expect(reply.job).toMatchObject({ id: 'web-1.2', mode: 'pro', prompt: 'laughs' });
    await untilJob(world, toJobId('web-1.2'), isDone);
    expect(world.thread.videosOf(toJobId('web-1.2'))).toHaveLength(1);
  });

  it('asked for by one message that comes again, even after its end, is one attempt', async () => {
    const { world, bot } = await afterAsking();
    await untilJob(world, ID, isDone);
    const asking = { newJobId: toJobId('web-77') };
    await say(bot.desk, ada, 'retry', asking);
    const during = await say(bot.desk, ada, 'retry', asking);
    await untilJob(world, toJobId('web-1.2'), isDone);
    const after = await say(bot.desk, ada, 'retry', asking);
    expect([during.job?.id, after.job?.id]).toEqual(['web-1.2', 'web-1.2']);
    expect(after.text).toContain('already on its way');
    expect(world.maker.tasks).toHaveLength(2);
  });

  it('is refused while the job still runs', async () => {
    const { bot } = await afterAsking();
    const reply = await say(bot.desk, ada, 'retry', { jobId: ID });
    expect(reply).toMatchObject({ ok: false });
    expect(reply.text).toContain('still running');
  });

  it('says that there is nothing to try again', async () => {
    const { bot } = await afterAsking();
    expect((await say(bot.desk, ada, 'retry')).text).toContain('no ended job');
  });

  it('says what a limit forbids, and works when there is room again', async () => {
    const world = createWorld({ limits: { maxOpenPerPerson: 1 } });
    const { bot } = await afterAsking(ID, world);
    await untilJob(world, ID, isDone);
    world.maker.ending = 'never';
    await say(bot.desk, ada, 'avatar', { newJobId: toJobId('web-2'), ...files });
    const refused = await say(bot.desk, ada, 'retry', { jobId: ID });
    expect(refused).toMatchObject({ ok: false });
    expect(refused.text).toContain('1 at once is the limit');
    await say(bot.desk, ada, 'cancel', { jobId: 'web-2' });
    await untilJob(world, toJobId('web-2'), isDone);
    expect(await say(bot.desk, ada, 'retry', { jobId: ID })).toMatchObject({
      ok: true,
      job: { id: 'web-1.2' },
    });
  });
});

describe('a moderator who tries somebody else’s job again', () => {
  const thread = { surface: 'web', address: 'thread-9' };
  const grace = { ...moderator, thread, locale: 'en-GB' };

  it('gets a job of their own, answered where they asked', async () => {
    const { world, bot } = await afterAsking();
    await untilJob(world, ID, isDone);
    const reply = await say(bot.desk, grace, 'retry', { jobId: ID });
    const { person, locale } = grace;
    expect(reply.job).toMatchObject({ id: 'web-1.2', firstId: ID, person, thread, locale });
    const ended = await untilJob(world, toJobId('web-1.2'), isDone);
    expect(ended.state).toMatchObject({ outcome: { kind: 'video' } });
    expect((await say(bot.desk, grace, 'history')).text).toContain('web-1.2');
    expect((await say(bot.desk, ada, 'history')).text).not.toContain('web-1.2');
  });

  it('is held to their own limits, and takes nothing of the other’s', async () => {
    const world = createWorld({ limits: { maxOpenPerPerson: 1 } });
    const { bot } = await afterAsking(ID, world);
    await untilJob(world, ID, isDone);
    world.maker.ending = 'never';
    expect(await say(bot.desk, grace, 'retry', { jobId: ID })).toMatchObject({ ok: true });
    const refused = await say(bot.desk, grace, 'retry', { jobId: ID });
    expect(refused.text).toContain('1 at once is the limit');
    expect(await say(bot.desk, ada, 'retry', { jobId: ID })).toMatchObject({ ok: true });
  });
});
