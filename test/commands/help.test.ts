import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { createWorld } from '../support/world.ts';
import { ada, say } from './ask.ts';

describe('the list of commands', () => {
  it('has each of them once', () => {
    const names = commands.map(({ name }) => name);
    const told = ['avatar', 'status', 'cancel', 'history', 'retry', 'delete', 'help'];
    expect(names).toEqual(told);
  });

  it('is told whole by help', async () => {
    const { text, ok } = await say((await createWorld().start()).desk, ada, 'help');
    expect(ok).toBe(true);
    for (const { name } of commands) expect(text).toContain(name);
  });
});
