import { Keyv, type KeyvStoreAdapter } from 'keyv';
import type { Documents } from '../jobs/contracts.ts';
import { createDocuments } from './keyv-documents.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** The documents of one namespace in the SQLite file. */
export function createSqliteDocuments(file: SqliteFile, namespace: string): Documents {
  const store = new SqliteKeyvStore(file);
  return createDocuments(new Keyv({ store, namespace, throwOnErrors: true }));
}

/**
 * Keyv's store on our file. One object per namespace, because Keyv writes its namespace into the
 * store and walks whatever namespace was written last.
 */
class SqliteKeyvStore implements KeyvStoreAdapter {
  /** Keyv only walks stores whose dialect it knows. */
  readonly opts = { dialect: 'sqlite' };
  namespace?: string;
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  /** Keyv listens for connection errors; this store has none, it throws instead. */
  on(): this {
    return this;
  }

  async get<Value>(key: string): Promise<Value | undefined> {
    return this.#file.get(key) as Value | undefined;
  }

  async set(key: string, value: string): Promise<boolean> {
    await this.#file.write(key, value);
    return true;
  }

  async delete(key: string): Promise<boolean> {
    const existed = this.#file.get(key) !== undefined;
    await this.#file.write(key, undefined);
    return existed;
  }

  async clear(): Promise<void> {
    const rows = [...this.#file.entries(`${this.namespace}:`)];
    await Promise.all(rows.map(([key]) => this.#file.write(key, undefined)));
  }

  async *iterator<Value>(namespace?: string): AsyncGenerator<[string, Value], void> {
    for (const [key, value] of this.#file.entries(`${namespace}:`)) yield [key, value as Value];
  }
}
