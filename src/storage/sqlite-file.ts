import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { AppError, messageOf } from '../errors.ts';

interface PendingWrite {
  readonly key: string;
  /** undefined = delete. */
  readonly value: string | undefined;
  readonly settle: (error?: Error) => void;
}

/** Rows read at a time while walking a table, so that the walk holds neither memory nor a lock. */
const PAGE_ROWS = 500;

/**
 * One SQLite file that one process owns. Writes asked for within one turn of the event loop share
 * one transaction, hence one fsync: a burst of a thousand requests costs a few disk syncs.
 */
export class SqliteFile {
  readonly #database: Database.Database;
  readonly #read: Database.Statement;
  readonly #page: Database.Statement;
  readonly #upsert: Database.Statement;
  readonly #remove: Database.Statement;
  #pending: PendingWrite[] = [];

  private constructor(database: Database.Database) {
    this.#database = database;
    this.#read = database.prepare('SELECT value FROM documents WHERE key = ?');
    this.#page = database.prepare(
      `SELECT key, value FROM documents WHERE key > ? AND key < ? ORDER BY key LIMIT ${PAGE_ROWS}`,
    );
    this.#upsert = database.prepare(
      'INSERT INTO documents (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
    this.#remove = database.prepare('DELETE FROM documents WHERE key = ?');
  }

  /** @throws AppError `storage/in-use` when another process has the file, `storage/unusable` otherwise */
  static open(file: string): SqliteFile {
    let database: Database.Database | undefined;
    try {
      makeFolder(path.dirname(file));
      database = new Database(file);
      // EXCLUSIVE: a second process is refused; the lock dies with its owner, also on kill -9.
      // FULL: an acknowledged write survives a power cut.
      database.exec('PRAGMA locking_mode = EXCLUSIVE');
      database.exec('PRAGMA journal_mode = WAL');
      database.exec('PRAGMA synchronous = FULL');
      database.exec(
        'CREATE TABLE IF NOT EXISTS documents (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
      );
      return new SqliteFile(database);
    } catch (cause) {
      database?.close();
      const busy =
        cause instanceof Error && /SQLITE_BUSY|locked/i.test(`${codeOf(cause)} ${cause.message}`);
      throw busy
        ? new AppError(
            'storage/in-use',
            `Another process is using ${file}. Wait for its end, or set DATA_DIR to another folder.`,
            { cause },
          )
        : new AppError('storage/unusable', `Cannot open ${file}: ${messageOf(cause)}`, { cause });
    }
  }

  get(key: string): string | undefined {
    this.#mustBeOpen();
    const row = this.#read.get(key) as { value: string } | undefined;
    return row?.value;
  }

  /** Rows whose key starts with `prefix`, in the order of their keys. */
  *entries(prefix: string): Generator<readonly [key: string, value: string]> {
    // The code point after the prefix's last one bounds the range.
    const end = `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
    let after = prefix;
    for (;;) {
      this.#mustBeOpen();
      const rows = this.#page.all(after, end) as { key: string; value: string }[];
      for (const { key, value } of rows) yield [key, value];
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE_ROWS) return;
      after = last.key;
    }
  }

  /** Resolves once the row is on the disk. */
  write(key: string, value: string | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#mustBeOpen();
      const settle = (error?: Error) => (error === undefined ? resolve() : reject(error));
      this.#pending.push({ key, value, settle });
      if (this.#pending.length === 1) setImmediate(() => this.#flush());
    });
  }

  close(): void {
    if (!this.#database.open) return;
    this.#flush();
    // libsql keeps the file open for as long as its statements are not collected, and with it the
    // lock; outside of WAL the lock can be let go by hand, which the next read does.
    this.#database.exec('PRAGMA journal_mode = DELETE');
    this.#database.exec('PRAGMA locking_mode = NORMAL');
    this.#read.get('');
    this.#database.close();
  }

  /** libsql goes on reading after its close, and aborts the whole process when a rollback comes then. */
  #mustBeOpen(): void {
    if (this.#database.open) return;
    throw new AppError('storage/closed', 'The state file is closed', { retryable: true });
  }

  #flush(): void {
    const writes = this.#pending;
    this.#pending = [];
    if (writes.length === 0) return;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      for (const { key, value } of writes) {
        if (value === undefined) this.#remove.run(key);
        else this.#upsert.run(key, value);
      }
      this.#database.exec('COMMIT');
    } catch (cause) {
      this.#rollBack();
      const error = new AppError('storage/write-failed', 'The state could not be written', {
        retryable: true,
        cause,
      });
      for (const { settle } of writes) settle(error);
      return;
    }
    for (const { settle } of writes) settle();
  }

  #rollBack(): void {
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
  }
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** Level by level: below /proc, Node's own recursive way never comes to an end. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
}
