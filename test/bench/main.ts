import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Each in a process of its own, so that their memory is their own. `npm run bench -- load` runs one. */
const BENCHES = ['start', 'burst', 'open-jobs', 'load', 'discord', 'both', 'uploads'];

const wanted = process.argv.slice(2);
for (const bench of wanted.length > 0 ? wanted : BENCHES) {
  const file = fileURLToPath(new URL(`${bench}.js`, import.meta.url));
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
