import { describe, expect, it } from 'vitest';
import type { Documents } from '../../src/jobs/contracts.ts';
import { allOf } from '../support/all-of.ts';

/** What documents promise; `open` gives two that share one store under different names. */
export function documentsContract(
  name: string,
  open: (names: readonly [string, string]) => readonly [Documents, Documents],
): void {
  const one = () => open(['job', 'person'])[0];

  describe(`documents: ${name}`, () => {
    it('give back what was set last', async () => {
      const documents = one();
      const job = { id: 'web-1', nested: { list: [1, 'zwei', null] }, text: 'line\n"quoted" ü 😀' };
      await documents.set('web-1', { old: true });
      await documents.set('web-1', job);
      expect(await documents.get('web-1')).toEqual(job);
    });

    it('have nothing under a key that was never set, or was deleted', async () => {
      const documents = one();
      await documents.set('web-1', { a: 1 });
      await documents.delete('web-1');
      await documents.delete('web-1');
      expect(await documents.get('web-1')).toBeUndefined();
      expect(await documents.get('web-2')).toBeUndefined();
    });

    it.each([true, false, 0, '', [], 'text'])('keep %j as it is', async (value) => {
      const documents = one();
      await documents.set('key', value);
      expect(await documents.get('key')).toEqual(value);
    });

    it('take keys with points, colons, percent signs and umlauts', async () => {
      const documents = one();
      const keys = ['slack-T1-C1-1700000000.000100', 'a:b', 'a%b_c', "o'hara", 'ä😀'];
      for (const key of keys) await documents.set(key, key);
      for (const key of keys) expect(await documents.get(key)).toBe(key);
      const walked = await allOf(documents.entries());
      expect(walked.map(([key]) => key).sort()).toEqual([...keys].sort());
    });

    it('can be walked whole, however many there are', async () => {
      const documents = one();
      const keys = Array.from({ length: 1_234 }, (_, index) => `web-${index}`);
      await Promise.all(keys.map((key) => documents.set(key, { key })));
      const walked = await allOf(documents.entries<{ key: string }>());
      expect(walked.map(([key]) => key).sort()).toEqual([...keys].sort());
      for (const [key, value] of walked) expect(value.key).toBe(key);
    });

    it('can be walked when there is nothing', async () => {
      expect(await allOf(one().entries())).toEqual([]);
    });

    it('can be changed while they are walked', async () => {
      const documents = one();
      for (let index = 0; index < 600; index += 1) await documents.set(`web-${index}`, index);
      const seen = new Set<string>();
      for await (const [key] of documents.entries()) {
        seen.add(key);
        await documents.delete(key);
      }
      expect(seen.size).toBe(600);
      expect(await allOf(documents.entries())).toEqual([]);
    });

    it.each<readonly [string, string]>([
      ['job', 'person'],
      ['job', 'jobs'],
      ['job', 'jo'],
      ['job', 'job-2'],
    ])('named %s and %s do not mix', async (...names) => {
      const [first, second] = open(names);
      await first.set('job', 'of the first');
      await second.set('job', 'of the second');
      await second.set('person', 'of the second');
      expect(await first.get('job')).toBe('of the first');
      expect(await first.get('person')).toBeUndefined();
      expect(await allOf(first.entries())).toEqual([['job', 'of the first']]);
      expect(await allOf(second.entries())).toHaveLength(2);
    });

    it('can be walked under two names at once', async () => {
      const [first, second] = open(['job', 'person']);
      for (let index = 0; index < 1_100; index += 1) {
        await first.set(`a${index}`, 'first');
        await second.set(`b${index}`, 'second');
      }
      const [walkedFirst, walkedSecond] = await Promise.all([
        allOf(first.entries()),
        allOf(second.entries()),
      ]);
      expect(walkedFirst.filter(([key]) => key.startsWith('a'))).toHaveLength(1_100);
      expect(walkedSecond.filter(([key]) => key.startsWith('b'))).toHaveLength(1_100);
      expect(walkedFirst.length + walkedSecond.length).toBe(2_200);
    });

    it('cannot be changed through what was given or taken', async () => {
      const documents = one();
      const given = { list: [1] };
      await documents.set('key', given);
      given.list.push(2);
      const taken = await documents.get<{ list: number[] }>('key');
      taken?.list.push(3);
      expect(await documents.get('key')).toEqual({ list: [1] });
    });
  });
}
