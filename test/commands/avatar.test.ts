import { describe, expect, it } from 'vitest';
import { toJobId } from '../../src/jobs/job.ts';
import { createWorld } from '../support/world.ts';
import { ada, afterAsking, files, ID, say } from './ask.ts';

describe('avatar', () => {
  it('says at once that the job is on its way', async () => {
    const bot = await createWorld().start();
    const input = { newJobId: ID, ...files, mode: 'pro', prompt: '  smiles  ' } as const;
    const reply = await say(bot.desk, ada, 'avatar', input);
    expect(reply).toMatchObject({ ok: true, job: { id: ID, mode: 'pro', prompt: 'smiles' } });
    expect(reply.text).toContain('professional');
    expect(reply.text).toContain(ID);
  });

  it.each(['', '   ', undefined])('takes a prompt of its own where %j is said', async (prompt) => {
    const bot = await createWorld().start();
    const input = { newJobId: ID, ...files, ...(prompt === undefined ? {} : { prompt }) };
    const reply = await say(bot.desk, ada, 'avatar', input);
    expect(reply.job?.prompt.length).toBeGreaterThan(10);
  });

  it('says when the same message comes again', async () => {
    const { bot } = await afterAsking();
    const again = await say(bot.desk, ada, 'avatar', { newJobId: ID, ...files });
    expect(again).toMatchObject({ ok: true, job: { id: ID } });
    expect(again.text).toContain('already');
  });

  it.each(['portrait', 'clip'] as const)('says when there is no %s', async (part) => {
    const bot = await createWorld().start();
    const { [part]: _missing, ...rest } = files;
    const reply = await say(bot.desk, ada, 'avatar', { newJobId: ID, ...rest });
    expect(reply.ok).toBe(false);
    expect(reply.text).toContain(part === 'portrait' ? 'no picture' : 'no voice clip');
  });

  it('says what is wrong with a request that is refused, and takes a better one', async () => {
    const bot = await createWorld().start();
    const input = { newJobId: ID, ...files };
    const long = await say(bot.desk, ada, 'avatar', { ...input, prompt: 'x'.repeat(3_000) });
    expect(long).toMatchObject({ ok: false });
    expect(long.text).toContain('3000 characters');
    expect(await say(bot.desk, ada, 'avatar', input)).toMatchObject({ ok: true, job: { id: ID } });
  });

  it('says when a person has too many jobs', async () => {
    const world = createWorld({ limits: { maxOpenPerPerson: 1 } });
    const { bot } = await afterAsking(ID, world);
    const reply = await say(bot.desk, ada, 'avatar', { newJobId: toJobId('web-2'), ...files });
    expect(reply).toMatchObject({ ok: false });
    expect(reply.text).toContain('1 job running');
  });

  it('does not pass a broken disk off as a refusal', async () => {
    const bot = await createWorld().start();
    const desk = {
      ...bot.desk,
      accept: async () => {
        throw new Error('the disk is full');
      },
    };
    const asked = say(desk, ada, 'avatar', { newJobId: ID, ...files });
    await expect(asked).rejects.toThrow('the disk is full');
  });
});
