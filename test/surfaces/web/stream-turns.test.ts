import { describe, expect, it } from 'vitest';
import { createStreamTurns } from '../../../src/surfaces/web/thread/stream-turns.ts';

const refusal = expect.objectContaining({ status: 429, code: 'stream/too-many' });

describe('the open pages', () => {
  it('are two hundred from one address at most, and one more when one is closed', () => {
    const turns = createStreamTurns();
    const taken = Array.from({ length: 200 }, () => turns.begin('192.0.2.1', 'en'));
    expect(() => turns.begin('192.0.2.1', 'en')).toThrow(refusal);
    expect(() => turns.begin('192.0.2.2', 'en')).not.toThrow();
    taken[0]?.();
    expect(() => turns.begin('192.0.2.1', 'en')).not.toThrow();
  });

  it('are no more from the many addresses that one subscriber of IPv6 has', () => {
    const turns = createStreamTurns();
    for (let tab = 0; tab < 200; tab += 1) turns.begin(`2001:db8:1:2::${tab}`, 'en');
    expect(() => turns.begin('2001:db8:1:2:9:9:9:9', 'en')).toThrow(refusal);
  });

  it('are two thousand in all, and whoever comes then is told in their language', () => {
    const turns = createStreamTurns();
    for (let tab = 0; tab < 2_000; tab += 1) turns.begin(`192.0.2.${tab % 20}`, 'en');
    expect(() => turns.begin('198.51.100.1', 'es')).toThrow(/Hay demasiadas páginas/);
  });
});
