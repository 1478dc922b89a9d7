import { describe, expect, it } from 'vitest';
import { closeAll } from '../src/close-all.ts';
import { createRecordedLog } from './support/recorded-log.ts';
import { createSteppedClock } from './support/stepped-clock.ts';

function prepare() {
  const closed: string[] = [];
  const parts = { clock: createSteppedClock(), log: createRecordedLog() };
  const opened = (name: string) => ({ close: async () => void closed.push(name) });
  return {
    ...parts,
    closed,
    opened,
    close: (open: Parameters<typeof closeAll>[0]) => closeAll(open, parts),
  };
}

describe('what is closed at a stop', () => {
  it('is all of it, and nothing waits any more', async () => {
    const { closed, opened, close, clock, log } = prepare();
    await close({ web: opened('web'), discord: opened('discord') });
    expect(closed).toEqual(['web', 'discord']);
    expect(clock.sleepers()).toBe(0);
    expect(log.lines).toEqual([]);
  });

  it('is the rest as well where one fails, which the log tells', async () => {
    const { closed, opened, close, log } = prepare();
    const fail = async () => {
      throw new Error('the socket is broken');
    };
    await close({ slack: { close: fail }, web: opened('web') });
    expect(closed).toEqual(['web']);
    expect(log.lines).toMatchObject([{ event: 'service.not-closed', fields: { what: 'slack' } }]);
  });

  it('does not wait for ever for one that hangs, and names it', async () => {
    const { closed, opened, close, clock, log } = prepare();
    const hanging = { close: () => new Promise<void>(() => undefined) };
    let isOver = false;
    const over = close({ slack: hanging, web: opened('web') }).then(() => {
      isOver = true;
    });
    await clock.advanceUntil(() => isOver, 2_000);
    await over;
    expect(closed).toEqual(['web']);
    expect(log.lines).toMatchObject([{ event: 'service.not-closed', fields: { what: 'slack' } }]);
  });
});
