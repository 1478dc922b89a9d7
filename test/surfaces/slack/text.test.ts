import { describe, expect, it } from 'vitest';
import { linkTo, MAX_TEXT, mention, plain, timeOf } from '../../../src/surfaces/slack/text.ts';

describe('plain text', () => {
  it.each([
    ['<!channel>', '&lt;!channel&gt;'],
    ['<@U0123>', '&lt;@U0123&gt;'],
    ['<https://a.b|click>', '&lt;<https://a.b>|click&gt;'],
    ['a & b', 'a &amp; b'],
    ['*bold* _it_ ~no~ `code`', '∗bold∗ ˍitˍ ∼no∼ ˋcodeˋ'],
    ['> a\n  > b > c', '› a\n  › b &gt; c'],
    ['@here, @Channel and @everyone', '@\u200bhere, @\u200bChannel and @\u200beveryone'],
    ['ada@hereford.example', 'ada@hereford.example'],
    ['日本語 👩‍🚀 ñ', '日本語 👩‍🚀 ñ'],
    ['', ''],
  ])('%j is shown as it is', (text, shown) => {
    expect(plain(text)).toBe(shown);
  });

  it('keeps links as they are', () => {
    expect(plain('It is here: https://a.example/video_of_x?a=1&b=2~3 *now*')).toBe(
      'It is here: <https://a.example/video_of_x?a=1&amp;b=2~3> ∗now∗',
    );
  });

  it('is cut with neither half an escape, half a character nor half a link', () => {
    expect(plain('&'.repeat(5_000))).toHaveLength(MAX_TEXT - (MAX_TEXT % 5) - 5 + 1);
    expect(plain('&&&', 12)).toBe('&amp;&amp;…');
    expect(plain('👩👩👩', 4)).toBe('👩…');
    expect(plain('see https://a.example/x', 20)).toBe('see …');
    expect(plain('short', 6)).toBe('short');
  });
});

it('a link has a name that cannot end it', () => {
  expect(linkTo('https://a.b/?x=1&y=<2>|3', plain('Done > all'))).toBe(
    '<https://a.b/?x=1&amp;y=%3C2%3E%7C3|Done &gt; all>',
  );
});

it('a time is written by the client of whoever reads it', () => {
  expect(timeOf(Date.UTC(2026, 10, 22, 12, 30))).toBe(
    '<!date^1795350600^{date_short_pretty} {time}|2026-11-22 12:30 UTC>',
  );
});

it('a mention names the person', () => {
  expect(mention('U1')).toBe('<@U1>');
});
