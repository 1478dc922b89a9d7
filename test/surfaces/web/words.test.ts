import { describe, expect, it } from 'vitest';
import type { Language } from '../../../src/jobs/locales.ts';
import { wordsIn } from '../../../src/surfaces/web/thread/words/locales.ts';

describe.each<Language>(['en', 'es', 'zh', 'ja'])('the sentences of the page in %s', (language) => {
  const words = wordsIn(language);

  it('tell every measured value', () => {
    const told = [
      words.tooManyRequests(37),
      words.tooManyUploads(37),
      words.busyWithUploads(37),
      words.uploadStalled(37),
      words.uploadTooSlow(37),
      words.tooManyTabs(37),
    ];
    for (const sentence of told) expect(sentence).toContain('37');
  });

  it('are in no other language', () => {
    if (language === 'en') return;
    const english = Object.values(wordsIn('en')).map((say) => say(37));
    for (const say of Object.values(words)) expect(english).not.toContain(say(37));
  });
});
