import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createSqliteDocuments } from '../../src/storage/sqlite-documents.ts';
import { SqliteFile } from '../../src/storage/sqlite-file.ts';
import { allOf } from '../support/all-of.ts';
import { aFolder } from './a-folder.ts';
import { documentsContract } from './documents.contract.ts';

function openFile(): SqliteFile {
  const file = SqliteFile.open(path.join(aFolder(), 'state.sqlite'));
  onTestFinished(() => file.close());
  return file;
}

documentsContract('SQLite', ([first, second]) => {
  const file = openFile();
  return [createSqliteDocuments(file, first), createSqliteDocuments(file, second)];
});

it('names made from one file stay apart, in whatever order they are used', async () => {
  const file = openFile();
  const [jobs, people] = ['job', 'person'].map((name) => createSqliteDocuments(file, name));
  await jobs?.set('x', 'job');
  await people?.set('x', 'person');
  const later = createSqliteDocuments(file, 'cancel');
  await later.set('x', 'cancel');
  expect(await jobs?.get('x')).toBe('job');
  expect(await allOf(people?.entries() ?? later.entries())).toEqual([['x', 'person']]);
});
