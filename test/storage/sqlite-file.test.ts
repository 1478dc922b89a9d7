import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SqliteFile } from '../../src/storage/sqlite-file.ts';
import { aFolder } from './a-folder.ts';

const CHILD = fileURLToPath(new URL('sqlite-child.mjs', import.meta.url));

const aFile = () => path.join(aFolder(), 'state.sqlite');

function open(file: string): SqliteFile {
  const opened = SqliteFile.open(file);
  onTestFinished(() => opened.close());
  return opened;
}

/** Another process that opens the file and then writes `row-0`, `row-1` … as fast as it can. */
function startWriter(file: string, ...rows: string[]) {
  const child = spawn(process.execPath, [CHILD, file, ...rows], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  let output = '';
  const grown: (() => void)[] = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    for (const look of grown) look();
  });
  return {
    child,
    /** Rows that it was told are stored. */
    acknowledged: () => output.split('\n').slice(1, -1),
    untilRows: (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (output.split('\n').length > count + 1) resolve();
        };
        grown.push(look);
        look();
      }),
  };
}

describe('the state file', () => {
  it('has everything after it was closed and opened again', async () => {
    const file = aFile();
    const first = SqliteFile.open(file);
    await Promise.all([first.write('a', '1'), first.write('b', '2')]);
    await first.write('a', undefined);
    first.close();
    const second = open(file);
    expect([second.get('a'), second.get('b')]).toEqual([undefined, '2']);
  });

  it('is made together with its folder', async () => {
    const file = open(path.join(aFolder(), 'deep', 'down', 'state.sqlite'));
    await file.write('a', '1');
    expect(file.get('a')).toBe('1');
  });

  it('writes what is still waiting when it is closed', async () => {
    const file = aFile();
    const first = SqliteFile.open(file);
    const writing = first.write('a', '1');
    first.close();
    await writing;
    expect(open(file).get('a')).toBe('1');
  });

  it('refuses everything after it was closed, without bringing the process down', async () => {
    const first = SqliteFile.open(aFile());
    await first.write('a', '1');
    first.close();
    const closed = expect.objectContaining({ code: 'storage/closed' });
    await expect(first.write('a', '2')).rejects.toEqual(closed);
    expect(() => first.get('a')).toThrow(closed);
    expect(() => [...first.entries('a')]).toThrow(closed);
  });

  it('may be closed twice', () => {
    const first = SqliteFile.open(aFile());
    first.close();
    expect(() => first.close()).not.toThrow();
  });

  it('keeps the order of writes to one key within a burst', async () => {
    const file = open(aFile());
    const writes = [file.write('a', '1'), file.write('a', undefined), file.write('a', '3')];
    await Promise.all(writes);
    expect(file.get('a')).toBe('3');
  });

  it('fails a burst as a whole when the disk takes nothing, and takes the next one', async () => {
    const file = open(aFile());
    // SQLite itself refuses it: the column must not be empty.
    const bad = file.write('bad', null as unknown as string);
    const good = file.write('good', '1');
    await expect(bad).rejects.toMatchObject({ code: 'storage/write-failed', retryable: true });
    await expect(good).rejects.toMatchObject({ code: 'storage/write-failed', retryable: true });
    expect(file.get('good')).toBeUndefined();
    await file.write('good', '2');
    expect(file.get('good')).toBe('2');
  });

  it('stores a thousand writes of one moment together', async () => {
    const file = open(aFile());
    const settled: number[] = [];
    const burst = Array.from({ length: 1_000 }, (_, index) =>
      file.write(`row-${index}`, 'x').then(() => settled.push(index)),
    );
    expect(file.get('row-0')).toBeUndefined();
    await new Promise((resolve) => setImmediate(resolve));
    // One turn of the event loop, hence one transaction: all are there or none.
    expect(file.get('row-999')).toBe('x');
    await Promise.all(burst);
    expect(settled).toHaveLength(1_000);
  });

  it('walks a range in pages, in the order of its keys, past the end of each page', async () => {
    const file = open(aFile());
    const keys = Array.from({ length: 1_001 }, (_, index) => `p:${String(index).padStart(5, '0')}`);
    await Promise.all(['o:z', 'q:', 'p;', ...keys].map((key) => file.write(key, key)));
    expect([...file.entries('p:')].map(([key]) => key)).toEqual(keys);
  });

  it('says so when it is no database', () => {
    const folder = aFolder();
    const file = path.join(folder, 'state.sqlite');
    writeFileSync(file, 'this is a text and no database at all, however long it may be'.repeat(50));
    expect(() => SqliteFile.open(file)).toThrow(
      expect.objectContaining({ code: 'storage/unusable' }),
    );
  });

  it('says so when there is a folder in its place', () => {
    const file = aFile();
    mkdirSync(file);
    expect(() => SqliteFile.open(file)).toThrow(
      expect.objectContaining({ code: 'storage/unusable' }),
    );
  });
});

describe('two processes', () => {
  it('cannot have the file at once, and the second hears why and what to do', async () => {
    const file = aFile();
    const writer = startWriter(file);
    await writer.untilRows(1);
    expect(() => SqliteFile.open(file)).toThrow(
      expect.objectContaining({
        code: 'storage/in-use',
        message: expect.stringContaining('DATA_DIR'),
      }),
    );
  });

  it('can have it one after the other, though the first one lives on', async () => {
    const file = aFile();
    const writer = startWriter(file, '3');
    await writer.untilRows(4);
    expect(writer.acknowledged()).toContain('closed');
    const next = open(file);
    await next.write('row-2', 'mine');
    expect(next.get('row-0')).toBeDefined();
  });

  it('lose no acknowledged row when the first one is killed', async () => {
    const file = aFile();
    const writer = startWriter(file);
    await writer.untilRows(500);
    writer.child.kill('SIGKILL');
    await once(writer.child, 'exit');
    const acknowledged = writer.acknowledged();
    const next = open(file);
    expect(acknowledged.length).toBeGreaterThanOrEqual(500);
    expect(acknowledged.filter((row) => next.get(row) === undefined)).toEqual([]);
  });
});
