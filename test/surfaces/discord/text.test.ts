import { describe, expect, it } from 'vitest';
import { cut, plain } from '../../../src/surfaces/discord/text.ts';

describe('text from people', () => {
  it('is shown as it was written', () => {
    expect(plain('**a** _b_ ~~c~~ ||d|| `e` [f](g)')).toBe(
      '\\*\\*a\\*\\* \\_b\\_ \\~\\~c\\~\\~ \\|\\|d\\|\\| \\`e\\` \\[f](g)',
    );
    expect(plain('<:x **b** _c_')).toBe('\\<:x \\*\\*b\\*\\* \\_c\\_');
    expect(plain('# a\n- b\n> c\n-# d\n1. e')).toBe('\\# a\n\\- b\n\\> c\n\\-# d\n1\\. e');
    expect(plain('<@1> <#2> <:x:3> <t:4:R> \\<@1>')).toBe(
      '\\<@1> \\<#2> \\<:x:3> \\<t:4:R> \\\\\\<@1>',
    );
  });

  it('keeps the links of the bot whole', () => {
    const link = 'https://bot.example/videos/ab_cd_-x__y?z=1';
    expect(plain(`It is here: ${link}`)).toBe(`It is here: ${link}`);
    expect(plain('https://a.example/x**y**<@1>')).toBe('https://a.example/x\\*\\*y\\*\\*\\<@1>');
  });

  it('fits into a message, and ends with no half of anything', () => {
    expect(plain('a'.repeat(2_000))).toHaveLength(2_000);
    expect(plain('*'.repeat(2_000))).toBe(`${'\\*'.repeat(999)}…`);
    expect(cut('ab🎭c', 4)).toBe('ab…');
    expect(cut('a\\\\b', 4)).toBe('a\\\\b');
    expect(cut('a\\\\bcd', 4)).toBe('a\\\\…');
    expect(cut('a\\\\\\bcd', 5)).toBe('a\\\\…');
  });
});
