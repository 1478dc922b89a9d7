import { describe, expect, it } from 'vitest';
import { type JobState, toJobId } from '../../src/jobs/job.ts';
import { aJob, NOON, STATES } from '../support/a-job.ts';
import { createWorld, untilJob } from '../support/world.ts';
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

describe('status of a video that could not be posted', () => {
  const gone = { kind: 'undeliverable', why: 'the thread is gone', keptUntil: NOON } as const;
  const told = { kind: 'posted', receipt: { kind: 'notice', address: 'post-1' } } as const;
  const problem = { kind: 'problem', problem: { code: 'clip/empty' } } as const;
  type Done = JobState & { kind: 'done' };

  async function statusOf(state: Partial<Done>, deletedAt?: number) {
    const world = createWorld();
    const deleted = deletedAt === undefined ? {} : { deletedAt };
    await world.records.create(
      aJob(ID, 'done', { ...deleted, state: { ...STATES.done, ...state } }),
    );
    return say((await world.start()).desk, ada, 'status');
  }

  it.each([
    ['its thread was gone', gone],
    ['only a word about it fitted', told],
  ])('hands it over, when %s', async (_, delivery) => {
    expect(await statusOf({ delivery })).toMatchObject({ ok: true, handsOver: true });
  });

  it('has nothing to hand over when it was posted, never made, or deleted since', async () => {
    expect(await statusOf({})).toMatchObject({ handsOver: false });
    expect(await statusOf({ delivery: told, outcome: problem })).toMatchObject({
      handsOver: false,
    });
    expect(await statusOf({ delivery: gone }, NOON)).toMatchObject({ handsOver: false });
  });
});
