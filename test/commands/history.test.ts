import { describe, expect, it } from 'vitest';
import { toJobId } from '../../src/jobs/job.ts';
import { untilJob } from '../support/world.ts';
import { ada, afterAsking, eve, files, ID, isDone, moderator, say } from './ask.ts';

describe('history', () => {
  it('lists the ten latest jobs, newest first', async () => {
    const { world, bot } = await afterAsking(toJobId('web-0'));
    for (let index = 1; index <= 11; index += 1) {
      await say(bot.desk, ada, 'avatar', { newJobId: toJobId(`web-${index}`), ...files });
    }
    await untilJob(world, toJobId('web-11'), isDone);
    const lines = (await say(bot.desk, ada, 'history')).text.split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toContain('web-11');
    expect(lines[9]).toContain('web-2');
  });

  it('fills the place of a deleted job with an older one', async () => {
    const { world, bot } = await afterAsking(toJobId('web-0'));
    for (let index = 1; index <= 10; index += 1) {
      await say(bot.desk, ada, 'avatar', { newJobId: toJobId(`web-${index}`), ...files });
    }
    await untilJob(world, toJobId('web-10'), isDone);
    await say(bot.desk, ada, 'delete', { jobId: 'web-10' });
    const lines = (await say(bot.desk, ada, 'history')).text.split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toContain('web-0');
    expect(lines.join()).not.toContain('web-10');
  });

  it('does not show the jobs of others', async () => {
    const { bot } = await afterAsking();
    expect((await say(bot.desk, eve, 'history')).text).not.toContain(ID);
    expect((await say(bot.desk, moderator, 'history')).text).not.toContain(ID);
  });
});
