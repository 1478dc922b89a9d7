import { Keyv } from 'keyv';
import type { Documents } from '../../src/jobs/contracts.ts';
import type { JobDocuments } from '../../src/jobs/store.ts';
import { createDocuments } from '../../src/storage/keyv-documents.ts';

/** Real Keyv on a map: what survives is what was written. */
export function createInMemoryDocuments(namespace: string): Documents {
  return createDocuments(new Keyv({ store: new Map(), namespace, throwOnErrors: true }));
}

export function createJobDocuments(): JobDocuments {
  return {
    jobs: createInMemoryDocuments('job'),
    people: createInMemoryDocuments('person'),
    cancels: createInMemoryDocuments('cancel'),
    abandoned: createInMemoryDocuments('abandoned'),
  };
}

/** One set of documents for each name, as a surface asks for them. */
export function createNamespaces(): (namespace: string) => Documents {
  const known = new Map<string, Documents>();
  return (namespace) => {
    const documents = known.get(namespace) ?? createInMemoryDocuments(namespace);
    known.set(namespace, documents);
    return documents;
  };
}
