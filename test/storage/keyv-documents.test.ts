import { Keyv } from 'keyv';
import { describe, expect, it } from 'vitest';
import { createDocuments } from '../../src/storage/keyv-documents.ts';
import { createInMemoryDocuments } from '../support/in-memory-documents.ts';
import { documentsContract } from './documents.contract.ts';

documentsContract('Keyv on a map', ([first, second]) => [
  createInMemoryDocuments(first),
  createInMemoryDocuments(second),
]);

/** A store that answers every call with an error. */
class BrokenStore extends Map {
  override get(): never {
    throw new Error('the disk does not answer');
  }

  override set(): never {
    throw new Error('the disk does not answer');
  }
}

describe('documents on a broken store', () => {
  const broken = () => createDocuments(new Keyv({ store: new BrokenStore(), throwOnErrors: true }));

  it('do not pass a failed read off as a missing document', async () => {
    await expect(broken().get('web-1')).rejects.toThrow('the disk does not answer');
  });

  it('do not pass a failed write off as a stored document', async () => {
    await expect(broken().set('web-1', {})).rejects.toThrow();
  });

  it('are refused on a Keyv that would hide its errors', () => {
    expect(() => createDocuments(new Keyv())).toThrow(TypeError);
  });
});
