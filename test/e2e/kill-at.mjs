/**
 * Preloaded into a process of the bot (`node --import`): kills it with SIGKILL just before or just
 * after it renames a file to a path whose end KILL_AT_FILE matches, a regular expression. A rename is how the bot makes a
 * file appear whole, so this hits the moments around storing and posting exactly.
 */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { KILL_AT_FILE, KILL_AT_MOMENT } = process.env;
const pattern = new RegExp(`${KILL_AT_FILE}$`);
const rename = fs.rename;

fs.rename = async (from, to) => {
  const isIt = pattern.test(String(to));
  if (isIt && KILL_AT_MOMENT === 'before') process.kill(process.pid, 'SIGKILL');
  await rename(from, to);
  if (isIt && KILL_AT_MOMENT === 'after') process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();
