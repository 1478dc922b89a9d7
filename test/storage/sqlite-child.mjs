import { writeSync } from 'node:fs';
import { SqliteFile } from '../../dist/src/storage/sqlite-file.js';

/**
 * Writes rows and prints each one's key once it is acknowledged, until it is killed. Where a number
 * of rows is given, it closes the file after them and lives on.
 */
const [file = '', rows = 'Infinity'] = process.argv.slice(2);
const sqlite = SqliteFile.open(file);
const STDOUT = 1;
writeSync(STDOUT, 'open\n');
for (let row = 0; row < Number(rows); row += 1) {
  await sqlite.write(`row-${row}`, 'x'.repeat(500));
  writeSync(STDOUT, `row-${row}\n`);
}
sqlite.close();
writeSync(STDOUT, 'closed\n');
setInterval(() => undefined, 60_000);
